"""Finding events in raw bytes: of a damaged database, its log of changes, a torn backup or a second copy.

An event proves itself: its header has a fixed shape and a canonical tail, and names the hash of the body behind it.  So
neither SQLite nor an intact page is needed to find one that lies in one piece.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from core.journal.encoding import BODY_HASH, FIXED, FORMAT, SALT_BYTES, body_hash
from core.journal.event import Stored, decode
from core.replica.engine import sqlite

_read = json.JSONDecoder().raw_decode
_WINDOWS: Final = (1024, 64 * 1024)
"""Where a header or body is looked for, nearest first; what SQLite spreads over many pages is read through SQLite."""


def carved(data: bytes) -> Iterator[Stored]:
    """Every event that lies in `data` in one piece, its body None when that is not what the header names."""
    at = data.find(FORMAT)
    while at >= 0:
        found = _at(data, at)
        if found is not None:
            yield found
        at = data.find(FORMAT, at + 1)


def _at(data: bytes, at: int) -> Stored | None:
    """The event whose header begins at `at`."""
    start = at + FIXED.size
    if data[start : start + 1] != b"{":
        return None
    length = _json_length(data, start)
    header = data[at : start + length]
    try:
        decode(Stored(header, None))
    except ValueError:
        return None
    behind = start + length
    body_length = _json_length(data, behind + SALT_BYTES)
    body = data[behind : behind + SALT_BYTES + body_length]
    return Stored(header, body if body_length and body_hash(body) == header[BODY_HASH] else None)


def _json_length(data: bytes, start: int) -> int:
    """How many bytes the JSON object at `start` takes; 0 when there is none."""
    if data[start : start + 1] != b"{":
        return 0
    for window in _WINDOWS:
        text = data[start : start + window].decode("utf-8", "surrogateescape")
        try:
            end = _read(text)[1]
        except (ValueError, RecursionError):
            continue
        return len(text[:end].encode("utf-8", "surrogateescape"))
    return 0


def queried(path: Path) -> Iterator[Stored]:
    """Every event SQLite still finds in the database at `path`, row by row around what it cannot read."""
    with closing(sqlite.connect(str(path), isolation_level=None)) as connection:
        for pragma in ("trusted_schema=0", "writable_schema=1"):
            connection.execute(f"PRAGMA {pragma}")
        try:
            yield from (Stored(*row) for row in connection.execute("SELECT header, body FROM event"))
        except (sqlite.Error, UnicodeDecodeError):
            yield from _one_by_one(connection)


def _one_by_one(connection: Any) -> Iterator[Stored]:
    """The rows that can be read when a whole scan cannot."""
    misses, position = 0, 0
    while misses < 5000:
        position += 1
        try:
            sql = "SELECT header, body FROM event WHERE position = ?"
            row = connection.execute(sql, (position,)).fetchone()
        except (sqlite.Error, UnicodeDecodeError):
            row = None
        misses = 0 if row else misses + 1
        if row:
            yield Stored(*row)
