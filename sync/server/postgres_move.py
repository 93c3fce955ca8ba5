"""A server moves out of its file into PostgreSQL, byte for byte, in one transaction, read back and compared."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Final, NamedTuple

from core.errors import Damaged, Refusal
from core.journal.encoding import header_hash
from core.journal.event import Stored
from sync.messages import LATE, START
from sync.server.postgres_link import connect, explained
from sync.server.postgres_numbering import LOCKS, MAKING
from sync.server.postgres_storage import PostgresStorage
from sync.server.postgres_store import PostgresStore
from sync.server.sqlite_registry import SqliteRegistry
from sync.server.sqlite_storage import MOVED, SqliteStorage
from sync.server.sqlite_store import FEED_BITS, SqliteStore
from sync.server.store import entry, running

MOST_RUN: Final = 1000
"""Rows of a feed that are kept together."""

_TABLES: Final = {
    "session": (
        "id int8, session bytea, seq int8, hash bytea, key bytea",
        "SELECT * FROM session ORDER BY id",
    ),
    "feed": (
        "id int8, scope text, n int8, hash bytea",
        f"SELECT * FROM feed WHERE substr(scope, 1, {len(LATE)}) <> '{LATE}' ORDER BY id",
    ),
    "seal": (
        "session int8, seq int8, tip bytea, signature bytea",
        "SELECT session.id, seal.seq, tip, signature FROM seal JOIN session USING (session) ORDER BY 1, 2",
    ),
    "aside": (
        "scope text, session bytea, seq int8, hash bytea, header bytea, body bytea",
        "SELECT scope, session, seq, hash, header, body FROM aside ORDER BY session, seq, hash",
    ),
    "aside_seal": (
        "session bytea, seq int8, tip bytea, signature bytea",
        "SELECT session, seq, tip, signature FROM aside_seal ORDER BY session, seq, tip",
    ),
    "unit": ("path text, name text, level text", "SELECT path, name, level FROM unit ORDER BY path"),
    "device": (
        "id text, unit text, key bytea, letter text, relay bool, joined_ms int8, revoked_ms int8, counter int8",
        "SELECT * FROM device ORDER BY id",
    ),
    "code": (
        "name text, digest bytea, unit text, relay bool, until_ms int8, tries int4, used_by text",
        "SELECT * FROM code ORDER BY name",
    ),
    "descent": ("before text, session text", "SELECT before, session FROM descent ORDER BY before, session"),
    "fact": ("key text, value text", "SELECT key, value FROM fact ORDER BY key"),
    "alarm": (
        "key text, device text, about text, first_ms int8, last_ms int8, times int8",
        "SELECT key, device, about, first_ms, last_ms, times FROM alarm ORDER BY device, key, about",
    ),
}
"""Of each table its columns in PostgreSQL with their types, and where the rows come from.

Late feeds stay behind: their contents are in the events, and a reader is told to follow them anew.
"""

_EVENTS: Final = "SELECT place, session, seq, header, body, feed FROM event ORDER BY place"
_THERE: Final = """
SELECT run.feed, run.n + event.seq - run.seq, event.session, event.seq, header, body,
    substring(marks FROM ((event.seq - run.seq) * 32 + 1)::int FOR 32)
FROM run CROSS JOIN LATERAL (
    SELECT * FROM event WHERE event.session = run.session AND event.seq >= run.seq
    AND event.seq < run.seq + run.count ORDER BY event.seq OFFSET 0
) AS event
ORDER BY run.feed, run.n, event.seq
"""
_HELD: Final = ("event", "session", "device", "code", "unit")


class Moved(NamedTuple):
    """What was moved."""

    events: int
    feeds: int
    before: bool
    """Whether it had been moved already, and nothing was done."""


class _Row(NamedTuple):
    """One row of a feed, as both sides must have it."""

    feed: int
    n: int
    session: int
    seq: int
    header: bytes
    body: bytes | None
    mark: bytes


def move(source: SqliteStorage, target: PostgresStorage) -> Moved:
    """Copy everything of the file, which nobody writes meanwhile, into the database; then the file is closed for good.

    Doing it again does nothing.  Raises Refusal for a database that holds something else, Damaged when what was read
    back is not what was written (nothing is kept then), NotReached.
    """
    with closing(SqliteStore(source.path)) as store:
        store.connection.execute("BEGIN IMMEDIATE")
        target.prepare()
        with explained(), connect(target.url) as connection, connection.transaction():
            connection.execute("SELECT set_config('statement_timeout', '0', true)")
            connection.execute("SELECT pg_advisory_xact_lock(%s, %s)", (LOCKS, MAKING))
            feeds = [row[1] for row in store.connection.execute(_TABLES["feed"][1])]
            if SqliteRegistry(store.connection).remembered(MOVED):
                return Moved(_followed(store, PostgresStore(connection), feeds), len(feeds), True)
            before = _holds(connection)
            if not before:
                _copy(store.connection, connection)
            events = _compared(store.connection, connection, source.path, before=before)
        _close(store.connection)
    return Moved(events, len(feeds), before)


def _followed(store: SqliteStore, there: PostgresStore, feeds: Sequence[str]) -> int:
    """How many events were moved earlier; raises Refusal when the feeds of the database do not go on from them."""
    ends = {scope: store.end(scope) for scope in feeds}
    if any(there.mark_at(scope, end.n) != end for scope, end in ends.items()):
        raise Refusal("move.not_empty")
    return sum(end.n for end in ends.values())


def _holds(connection: Any) -> bool:
    return any(connection.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone() for table in _HELD)


def _copy(source: Any, target: Any) -> None:
    """Everything, in PostgreSQL's own form for bulk."""
    for table, (columns, sql) in _TABLES.items():
        _fill(target, table, columns, source.execute(sql))
    columns = "session int8, seq int8, header bytea, body bytea"
    _fill(target, "event", columns, ((row.session, row.seq, row.header, row.body) for row in _rows(source)))
    columns = "feed int8, n int8, session int8, seq int8, count int4, marks bytea"
    _fill(target, "run", columns, _runs(_rows(source)))
    for table in ("session", "feed"):
        target.execute(
            f"SELECT setval(pg_get_serial_sequence(%s, 'id'), (SELECT coalesce(max(id), 1) FROM {table}))",
            (table,),
        )


def _fill(target: Any, table: str, columns: str, rows: Iterable[Any]) -> None:
    named = [column.split() for column in columns.split(", ")]
    types = [kind for _, kind in named]
    with target.cursor() as cursor:
        sql = f"COPY {table} ({', '.join(name for name, _ in named)}) FROM STDIN (FORMAT BINARY)"
        with cursor.copy(sql) as copy:
            copy.set_types(types)
            for row in rows:
                copy.write_row(
                    [bool(value) if kind == "bool" else value for kind, value in zip(types, row, strict=True)]
                )


def _rows(source: Any) -> Iterator[_Row]:
    """The rows of all feeds of the file, feed by feed."""
    for place, session, seq, header, body, mark in source.execute(_EVENTS):
        yield _Row(place >> FEED_BITS, place & ((1 << FEED_BITS) - 1), session, seq, header, body, mark)


def _runs(rows: Iterable[_Row]) -> Iterator[tuple[int, int, int, int, int, bytes]]:
    """Rows of one session that follow each other in a feed, together."""
    first: _Row | None = None
    marks: list[bytes] = []
    for row in rows:
        if first is not None and (
            len(marks) == MOST_RUN
            or (row.feed, row.n, row.session, row.seq)
            != (first.feed, first.n + len(marks), first.session, first.seq + len(marks))
        ):
            yield (*first[:4], len(marks), b"".join(marks))
            first = None
        if first is None:
            first, marks = row, []
        marks.append(row.mark)
    if first is not None:
        yield (*first[:4], len(marks), b"".join(marks))


def _compared(source: Any, target: Any, path: Path, *, before: bool) -> int:
    """How many events both sides hold, equal in every byte and in every running hash.

    Raises Refusal when the database held something else `before`, Damaged when the copy is not the original.
    """
    with target.cursor("there") as cursor:
        cursor.itersize = 2000
        cursor.execute(_THERE, binary=True)
        there = _sum(_Row(*row) for row in cursor)
    here = _sum(_rows(source))
    if here != there or not all(_same(source, target, *one) for one in _TABLES.items()):
        raise Refusal("move.not_empty") if before else Damaged("move.differs", path=str(path))
    return here[0]


def _sum(rows: Iterable[_Row]) -> tuple[int, str]:
    """Count and hash of all rows; raises Damaged when a running hash is not the one its events make."""
    digest, feed, mark, count = hashlib.sha256(), 0, START.hash, 0
    for row in rows:
        if row.feed != feed:
            feed, mark = row.feed, START.hash
        if row.mark not in _marks(mark, row):
            raise Damaged("move.broken", n=row.n)
        mark = row.mark
        digest.update(repr((row.feed, row.n, row.session, row.seq, row.header, row.body)).encode())
        count += 1
    return count, digest.hexdigest()


def _marks(before: bytes, row: _Row) -> list[bytes]:
    """The running hashes a row may have made: its content may have come with it or later."""
    tip = header_hash(row.header)
    bare = running(before, entry(Stored(row.header, None), tip))
    return [bare] if row.body is None else [running(before, tip), bare]


def _same(source: Any, target: Any, table: str, given: tuple[str, str]) -> bool:
    columns = ", ".join(column.split()[0] for column in given[0].split(", "))
    there = sorted(map(repr, target.execute(f"SELECT {columns} FROM {table}", binary=True).fetchall()))
    flags = [column.endswith(" bool") for column in given[0].split(", ")]
    here = (
        tuple(bool(v) if flag else v for flag, v in zip(flags, row, strict=True))
        for row in source.execute(given[1])
    )
    return there == sorted(map(repr, here))


def _close(source: Any) -> None:
    """Nothing is written to the file any more, not even by a server that still runs."""
    source.execute("INSERT OR REPLACE INTO fact VALUES (?, '1')", (MOVED,))
    for table in ("event", "session", "device", "code"):
        source.execute(
            f"CREATE TRIGGER IF NOT EXISTS {table}_moved BEFORE INSERT ON {table}"
            " BEGIN SELECT RAISE(ABORT, 'moved to PostgreSQL'); END"
        )
    source.execute("COMMIT")
