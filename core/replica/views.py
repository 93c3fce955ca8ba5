"""Writing the views of one record: its row, its log lines and their search text, changed lines only."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import cache, lru_cache
from typing import Any, Final

from core.clock import epoch_ms
from core.i18n import LANGUAGES, t
from core.records.fold import UNREADABLE, Entry, Folded
from core.records.kind import Summary
from core.records.labels import label
from core.replica.sentences import render
from core.search.tokens import initials_tokens, unigrams

Row = tuple[Any, ...]
"""One row of a view, in the order of its columns."""

TIE_BITS: Final = 30
_DIGITS: Final = 6
_INSERT_RECORD: Final = f"INSERT OR REPLACE INTO record VALUES ({','.join('?' * 16)})"
_INSERT_ENTRY: Final = f"INSERT OR IGNORE INTO entry VALUES ({','.join('?' * 11)})"
_facets: Final = lru_cache(256)(unigrams)  # the lines of one record are found by the same words
_encode: Final = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode
_INSERT_TEXT: Final = "INSERT INTO entry_text (rowid, text, initials, facets) VALUES (?, ?, ?, ?)"
_RAISE_NUMBER: Final = (
    "INSERT INTO numbering VALUES (?, ?) ON CONFLICT (prefix) DO UPDATE SET last = max(last, excluded.last)"
)


def entry_id(entry: Entry) -> int:
    """A row id that sorts by time first: seconds since 1970, then 30 bits that tell events of one second apart."""
    _, session, seq = entry.order
    tie = hashlib.blake2b(f"{session}/{seq}".encode(), digest_size=4).digest()
    return (max(entry.at_ms, 0) // 1000) << TIE_BITS | int.from_bytes(tie, "big") >> 2


def split_number(number: str) -> tuple[str, int]:
    """A number as its prefix and counter: 东港-20261122-AL03 → (东港-20261122-AL, 3).

    A counter nobody can have reached counts as none, so that a strange number never uses a series up.
    """
    prefix = number.rstrip("0123456789")
    digits = number[len(prefix) :]
    return prefix, int(digits or 0) if len(digits) <= _DIGITS else 0


def summary_of(folded: Folded) -> Summary:
    """How the record stands in lists; what another program wrote may not be what this one understands."""
    try:
        found = folded.kind.summary(folded.state)
    except UNREADABLE:
        return Summary(folded.state.meta.number or folded.state.meta.kind)
    texts = found.title, found.status, found.subject, found.place, found.owner, found.parent
    times = isinstance(found.at, datetime | None) and isinstance(found.due, datetime | None)
    if times and all(isinstance(text, str) for text in texts):
        return found
    title, status, subject, place, owner, parent = (one if isinstance(one, str) else "" for one in texts)
    return Summary(
        title, status, bool(found.open), None, subject, place, owner, None, parent, bool(found.conflict)
    )


def write(connection: Any, changes: Iterable[tuple[Folded | None, Folded]]) -> None:
    """Bring the views of records from one fold to the next."""
    records, lines = list[Row](), list[tuple[Row, Row]]()
    for before, after in changes:
        summary = summary_of(after)
        records.append(record_row(after, summary))
        lines += _changed_lines(connection, before, after, summary)
    connection.executemany(_INSERT_RECORD, records)
    raise_numbers(connection, records)
    write_lines(connection, sorted(lines))


def raise_numbers(connection: Any, records: Iterable[Row]) -> None:
    """No number of these rows of table `record` is given out again."""
    last: dict[str, int] = {}
    for row in records:
        if row[2]:
            prefix, counter = split_number(row[2])
            last[prefix] = max(counter, last.get(prefix, 0))
    connection.executemany(_RAISE_NUMBER, last.items())


def write_lines(connection: Any, lines: list[tuple[Row, Row]]) -> None:
    """Insert new log lines with their search text, sorted by row id: else the index flushes at each that is lower."""
    before = connection.total_changes
    connection.executemany(_INSERT_ENTRY, [line for line, _ in lines])
    if connection.total_changes - before == len(lines):
        texts = [text for _, text in lines]
    else:  # two lines fall on one row id: rare enough for the slow way
        connection.executemany(
            "DELETE FROM entry WHERE id = ? AND event = ?", [line[:2] for line, _ in lines]
        )
        texts = sorted(_insert_line(connection, *line) for line in lines)
    connection.executemany(_INSERT_TEXT, texts)


def _changed_lines(
    connection: Any, before: Folded | None, after: Folded, summary: Summary
) -> Iterator[tuple[Row, Row]]:
    """The lines of a record that are to be written; those they replace are taken out."""
    labels = label_words(after, summary)
    old = before.entries if before is not None else ()
    shared = _shared(old, after.entries) if before is None or _labels_of(before) == labels else 0
    for entry in old[shared:]:
        _remove(connection, entry)
    for entry in after.entries[shared:]:
        yield line_rows(after, entry, labels)


def _shared(old: tuple[Entry, ...], new: tuple[Entry, ...]) -> int:
    """How many lines at the head of both are the same."""
    shared = 0
    for one, other in zip(old, new, strict=False):
        if one is not other and one != other:
            break
        shared += 1
    return shared


def _labels_of(folded: Folded) -> str:
    return label_words(folded, summary_of(folded))


def record_row(folded: Folded, summary: Summary) -> Row:
    """The record's row as the columns of table `record`."""
    meta = folded.state.meta
    struck = meta.struck is not None
    return (
        meta.id,
        meta.kind,
        meta.number,
        summary.title,
        summary.status,
        int(summary.open and not struck),
        int(struck),
        int(bool(meta.conflicts) or summary.conflict),
        epoch_ms(summary.at or meta.opened),
        summary.subject,
        summary.place,
        summary.owner,
        None if summary.due is None else epoch_ms(summary.due),
        summary.parent,
        meta.author,
        meta.origin,
    )


def _insert_line(connection: Any, line: Row, text: Row) -> Row:
    """Insert the row of one log line under the next free id; returns its search text under the same id."""
    taken = "SELECT 1 FROM entry WHERE id = ?"
    place = line[0]
    while connection.execute(taken, (place,)).fetchone():
        place += 1
    connection.execute(_INSERT_ENTRY, (place, *line[1:]))
    return (place, *text[1:])


def line_rows(folded: Folded, entry: Entry, labels: str) -> tuple[Row, Row]:
    """One log line as the columns of `entry` and of `entry_text`; `labels` as `label_words` gives it.

    Its search text is what it says, its pinyin initials, and what else it is found by.
    """
    meta, line, name = folded.state.meta, entry.line, str(entry.id)
    place = entry_id(entry)
    row = (
        place,
        name,
        meta.id,
        entry.kind,
        entry.at_ms,
        entry.order[0],
        entry.author,
        meta.number,
        entry.mark,
        line.message,
        _encode(line.params),
    )
    said = render(line, LANGUAGES[0])
    facets = _facets(" ".join((meta.number, *map(str, line.words), entry.author or "", "")))
    return row, (place, unigrams(said), initials_tokens(said), facets + labels)


def label_words(folded: Folded, summary: Summary) -> str:
    """The names of the record's kind and class in every language, as tokens; log lines go by their text alone."""
    return _label_words(folded.kind.name, summary.subject)


@cache
def _label_words(kind: str, subject: str) -> str:
    labels = [key for key in (label(kind) if kind != "log" else "", subject) if key]
    return unigrams(" ".join(t(key, language=code) for key in labels for code in LANGUAGES))


def _remove(connection: Any, entry: Entry) -> None:
    """Take a line out again: its record was folded anew."""
    name = str(entry.id)
    place = entry_id(entry)
    sql = "SELECT id FROM entry WHERE event = ? AND id BETWEEN ? AND ?"
    row = connection.execute(sql, (name, place, place + 64)).fetchone()
    if row is not None:
        connection.execute("DELETE FROM entry WHERE id = ?", row)
        connection.execute("DELETE FROM entry_text WHERE rowid = ?", row)
