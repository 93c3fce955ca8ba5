"""Finding lines of the duty log: the newest first, in pages, with an exact count."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any, NamedTuple

from core.clock import epoch_ms
from core.replica.rows import EntryRow
from core.replica.views import TIE_BITS
from core.search.match import fts_excluded, fts_match
from core.search.query import Query, Term, parse

PAGE = 50
"""Hits of one page, unless asked otherwise."""


class Hits(NamedTuple):
    """How many lines fit, and the page of them that was asked for."""

    total: int
    lines: list[EntryRow]


def find(replica: Any, text: str, *, limit: int = PAGE, before: int | None = None) -> Hits:
    """Lines that fit `text`, newest first; `before` is the row id of the last line of the page before.

    Every word must fit: Chinese by any part of a sentence, letters as the beginning of a word or as pinyin
    initials, numbers of records, days, classes, names of people who are named or who wrote the line.
    Never raises on what was typed.
    """
    now = replica.clock.now()
    where, values = _condition(replica.connection, parse(text, now.date()), now.tzinfo)
    lines = _page(replica.connection, where, values, limit, before)
    if before is None and len(lines) < limit:
        return Hits(len(lines), lines)
    return Hits(_count(replica.connection, where, values), lines)


def first_page(replica: Any, text: str, *, limit: int = PAGE) -> list[EntryRow]:
    """The first page alone, for a screen that shows it while the count is still being taken."""
    return next_page(replica, text, limit=limit)


def next_page(replica: Any, text: str, *, limit: int = PAGE, before: int | None = None) -> list[EntryRow]:
    """The page of hits below the line whose row id is `before`, without a count."""
    now = replica.clock.now()
    where, values = _condition(replica.connection, parse(text, now.date()), now.tzinfo)
    return _page(replica.connection, where, values, limit, before)


def count(replica: Any, text: str) -> int:
    """How many lines fit `text`; with a word that most lines hold this takes much longer than a page."""
    now = replica.clock.now()
    where, values = _condition(replica.connection, parse(text, now.date()), now.tzinfo)
    return _count(replica.connection, where, values)


def _condition(connection: Any, query: Query, zone: tzinfo | None) -> tuple[str, list[Any]]:
    """The query as a condition on row ids, which sort by time, and on the index."""
    where, values = [], list[Any]()
    match = fts_match(query, lambda term: _people(connection, term))
    if match is not None:
        where.append("entry_text MATCH ?")
        values.append(match)
    excluded = fts_excluded(query)
    if match is None and excluded is not None:
        where.append("rowid NOT IN (SELECT rowid FROM entry_text WHERE entry_text MATCH ?)")
        values.append(excluded)
    if query.days is not None:
        where.append("rowid >= ? AND rowid < ?")
        values += [_first_id(query.days.first, zone), _first_id(query.days.last + timedelta(days=1), zone)]
    return " AND ".join(where) or "1", values


def _first_id(day: date, zone: tzinfo | None) -> int:
    """The least row id of a line at or after the start of `day`."""
    return epoch_ms(datetime.combine(day, time(), zone)) // 1000 << TIE_BITS


def _people(connection: Any, term: Term) -> list[str]:
    """Ids of the people whose name or initials the term is: lines they wrote are found too."""
    if term.label or len(term.text) < 2:
        return []
    from core.pinyin import initials

    rows = connection.execute("SELECT id, title FROM record WHERE kind = 'person'")
    return [row[0] for row in rows if term.text in row[1].lower() or initials(row[1]) == term.text]


def _page(connection: Any, where: str, values: list[Any], limit: int, before: int | None) -> list[EntryRow]:
    """One page of lines."""
    if before is not None:
        where, values = f"({where}) AND rowid < ?", [*values, before]
    table = "entry_text" if "entry_text" in where else "entry"
    sql = f"SELECT rowid FROM {table} WHERE {where} ORDER BY rowid DESC LIMIT ?"
    ids = [row[0] for row in connection.execute(sql, (*values, limit))]
    get = "SELECT * FROM entry WHERE id = ?"
    return [EntryRow(*connection.execute(get, (one,)).fetchone()) for one in ids]


def _count(connection: Any, where: str, values: list[Any]) -> int:
    """How many lines fit."""
    table = "entry_text" if "entry_text" in where else "entry"
    return int(connection.execute(f"SELECT count(*) FROM {table} WHERE {where}", values).fetchone()[0])
