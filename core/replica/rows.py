"""Reading the views: rows of lists and lines of the log."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from core.ids import first_id


class RecordRow(NamedTuple):
    """A record as lists show it; times in milliseconds since 1970."""

    id: str
    kind: str
    number: str
    title: str
    status: str
    open: int
    struck: int
    conflict: int
    at: int
    subject: str
    place: str
    owner: str
    due: int | None
    parent: str
    author: str | None
    origin: str


class EntryRow(NamedTuple):
    """A line of the log; `message` and `params` are rendered in the reader's language."""

    id: int
    event: str
    record: str
    kind: str
    at: int
    hlc: int
    author: str | None
    number: str
    mark: str
    message: str
    params: str

    def text(self, language: str | None = None) -> str:
        """The line's sentence."""
        from core.replica.sentences import sentence

        return sentence(self.message, json.loads(self.params), language)


def records(
    connection: Any,
    kind: str | None,
    *,
    open: bool | None = None,
    conflict: bool | None = None,
    parent: str | None = None,
    subjects: Sequence[str] | None = None,
    since: int | None = None,
    until: int | None = None,
    made: int | None = None,
    newest: bool = False,
    limit: int = -1,
) -> list[RecordRow]:
    """Rows of `record` by time, oldest first unless `newest`; every filter may be left out.

    `since` and `until` say when it happened, `made` from when on it was written down: a back-filled record is both.
    """
    # Literals: with parameters alone the indexes of open records and of parents could not be used.
    where = [
        f"{name} = {int(flag)}" for name, flag in (("open", open), ("conflict", conflict)) if flag is not None
    ]
    values = list[Any]()
    for clause, value in (
        ("kind = ?", kind),
        ("parent <> '' AND parent = ?", parent),
        ("at >= ?", since),
        ("at < ?", until),
        ("id >= ?", None if made is None else first_id(made)),
    ):
        if value is not None:
            where.append(clause)
            values.append(value)
    if subjects is not None:
        where.append(f"subject IN ({', '.join('?' * len(subjects))})")
        values += subjects
    way = "DESC" if newest else "ASC"
    sql = f"SELECT * FROM record WHERE {' AND '.join(where) or '1'} ORDER BY at {way}, id {way} LIMIT ?"
    return [RecordRow(*row) for row in connection.execute(sql, (*values, limit))]


def of(connection: Any, record: str) -> RecordRow | None:
    """The row of one record."""
    row = connection.execute("SELECT * FROM record WHERE id = ?", (record,)).fetchone()
    return None if row is None else RecordRow(*row)


def count(connection: Any, kind: str, since: int | None = None) -> int:
    """How many records of `kind` there are, from `since` on."""
    sql = "SELECT count(*) FROM record WHERE kind = ? AND at >= ?"
    return int(connection.execute(sql, (kind, since if since is not None else -(2**62))).fetchone()[0])


def entries(
    connection: Any, *, since: int, until: int, limit: int = -1, newest: bool = True
) -> list[EntryRow]:
    """Log lines with `since` <= at < `until`, newest first unless asked otherwise."""
    way = "DESC" if newest else "ASC"
    sql = f"SELECT * FROM entry WHERE at >= ? AND at < ? ORDER BY at {way}, hlc {way}, event {way} LIMIT ?"
    return [EntryRow(*row) for row in connection.execute(sql, (since, until, limit))]


def entries_of(connection: Any, record: str) -> list[EntryRow]:
    """All log lines of one record, oldest first."""
    sql = "SELECT * FROM entry WHERE record = ? ORDER BY at, hlc, event"
    return [EntryRow(*row) for row in connection.execute(sql, (record,))]


def statuses(connection: Any, kind: str, since: int) -> dict[str, int]:
    """How many records of `kind` that were not struck stand where, of those from `since` on."""
    sql = "SELECT status, count(*) FROM record WHERE kind = ? AND at >= ? AND struck = 0 GROUP BY status"
    return dict(connection.execute(sql, (kind, since)).fetchall())


def touched(connection: Any, kind: str, since: int) -> list[str]:
    """Ids of the records of `kind` with a log line that happened at `since` or later."""
    # Not DISTINCT: for that the whole table would be read in the order of records instead of its last lines by time.
    sql = "SELECT record FROM entry WHERE at >= ? AND kind LIKE ? || '.%'"
    return list(dict.fromkeys(row[0] for row in connection.execute(sql, (since, kind))))


def arrived(connection: Any, after: int) -> list[tuple[str, int, int | None]]:
    """Of the records that something was written to behind journal position `after`: kind, when it began and is due."""
    sql = (
        "SELECT DISTINCT kind, at, due FROM event JOIN record ON record.id = lower(hex(event.record))"
        " WHERE event.position > ?"
    )
    return [(row[0], row[1], row[2]) for row in connection.execute(sql, (after,))]


def by_number(connection: Any, number: str) -> list[str]:
    """Ids of the records that carry `number`, newest first; a short form (A03, 1122-A03) is completed on its left."""
    found = _numbered(connection, number)
    if found or not (series := number.rstrip("0123456789")):
        return found
    sql = "SELECT prefix FROM numbering WHERE prefix LIKE ? ESCAPE '\\' ORDER BY prefix DESC LIMIT 400"
    tail = "%" + series.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    before = "" if "-" in series else "-"
    counter = number[len(series) :]
    for (prefix,) in connection.execute(sql, (tail,)):
        if prefix.endswith(before + series):
            found += _numbered(connection, prefix + counter)
    return found


def _numbered(connection: Any, number: str) -> list[str]:
    sql = "SELECT id FROM record WHERE number = ? AND number <> '' ORDER BY at DESC"
    return [row[0] for row in connection.execute(sql, (number,))]
