"""A server's store in one SQLite file: one writer, numbering in the order of commits."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from core.errors import Damaged
from core.journal.encoding import BODY_HASH, HLC, PREV, body_hash, header_hash
from core.journal.event import Stored
from core.replica.engine import connect
from sync import aside
from sync.batch import Batch
from sync.messages import LATE, NOTHING, START, Head, Mark, Tip
from sync.server.answers import key_in
from sync.server.store import Row, entry, late_of, running

SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS event (
    place INTEGER PRIMARY KEY,
    session INTEGER NOT NULL REFERENCES session,
    seq INTEGER NOT NULL CHECK (seq > 0),
    header BLOB NOT NULL,
    body BLOB,
    feed BLOB NOT NULL CHECK (length(feed) = 32)
) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS event_session ON event (session, seq);
CREATE TABLE IF NOT EXISTS session (
    id INTEGER PRIMARY KEY,
    session BLOB NOT NULL UNIQUE CHECK (length(session) = 16),
    seq INTEGER NOT NULL,
    hash BLOB NOT NULL,
    key BLOB
) STRICT;
CREATE TABLE IF NOT EXISTS feed (
    id INTEGER PRIMARY KEY, scope TEXT NOT NULL UNIQUE, n INTEGER NOT NULL, hash BLOB NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS seal (
    session BLOB NOT NULL,
    seq INTEGER NOT NULL,
    tip BLOB NOT NULL,
    signature BLOB NOT NULL,
    PRIMARY KEY (session, seq)
) STRICT;
CREATE TABLE IF NOT EXISTS aside (
    scope TEXT NOT NULL,
    session BLOB NOT NULL,
    seq INTEGER NOT NULL,
    hash BLOB NOT NULL,
    header BLOB NOT NULL,
    body BLOB,
    PRIMARY KEY (session, seq, hash)
) STRICT;
CREATE TABLE IF NOT EXISTS aside_seal (
    session BLOB NOT NULL,
    seq INTEGER NOT NULL,
    tip BLOB NOT NULL,
    signature BLOB NOT NULL,
    PRIMARY KEY (session, seq, tip)
) STRICT;
CREATE TABLE IF NOT EXISTS late (
    place INTEGER PRIMARY KEY, event INTEGER NOT NULL REFERENCES event, feed BLOB NOT NULL CHECK (length(feed) = 32)
) STRICT;
CREATE INDEX IF NOT EXISTS event_bare ON event (session, seq) WHERE body IS NULL;
CREATE TRIGGER IF NOT EXISTS event_never_changes BEFORE UPDATE ON event
WHEN NOT (OLD.body IS NULL AND NEW.body IS NOT NULL AND NEW.header = OLD.header AND NEW.session = OLD.session
    AND NEW.seq = OLD.seq AND NEW.place = OLD.place AND NEW.feed = OLD.feed)
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER IF NOT EXISTS event_never_goes BEFORE DELETE ON event
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
"""

MOST_BYTES: Final = 2 * 1024 * 1024
"""Headers and bodies of one page, about."""

FEED_BITS: Final = 40
"""An event lies at (number of its feed << 40) + n: a page is read in one sweep, and one index less is written."""

_INSERT: Final = "INSERT INTO event VALUES (?, ?, ?, ?, ?, ?)"
_SESSION: Final = (
    "INSERT INTO session (session, seq, hash, key) VALUES (?, 0, x'', NULL) ON CONFLICT DO NOTHING",
    "UPDATE session SET seq = ?, hash = ?, key = coalesce(key, ?) WHERE id = ?",
)
_ROWS: Final = """
SELECT place, session.session, event.seq, header, body, coalesce(signature, x'') FROM event
JOIN session ON session.id = event.session
LEFT JOIN seal ON seal.session = session.session AND seal.seq = event.seq
WHERE place > ? AND place <= ? ORDER BY place LIMIT ?
"""
_LATE_ROWS: Final = """
SELECT late.place, session.session, event.seq, header, body, x'' FROM late
JOIN event ON event.place = late.event JOIN session ON session.id = event.session
WHERE late.place > ? AND late.place <= ? ORDER BY late.place LIMIT ?
"""
_MISSING: Final = """
SELECT coalesce(min(seq), 0), coalesce(max(seq), 0) FROM event
WHERE session = (SELECT id FROM session WHERE session = ?) AND body IS NULL
"""
_BARE: Final = """
SELECT place, seq FROM event
WHERE session = (SELECT id FROM session WHERE session = ?) AND seq >= ? AND seq <= ? AND body IS NULL
"""
_EVENT: Final = (
    "SELECT header FROM event WHERE session = (SELECT id FROM session WHERE session = ?) AND seq = ?"
)
_FEED: Final = (
    "INSERT INTO feed (scope, n, hash) VALUES (?, 0, ?) ON CONFLICT DO NOTHING",
    "UPDATE feed SET n = ?, hash = ? WHERE id = ?",
)


def _looked(connection: Any, path: Path) -> None:
    """Refuse a file that holds other tables than a server's."""
    tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if tables and not tables >= {"event", "session", "feed", "seal", "aside"}:
        raise Damaged("store.not_a_database", path=str(path))


def _let_fill(connection: Any) -> None:
    """Take out the guard of an older file, which lets no content come late; the new one is put in with the tables."""
    sql = "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = 'event_never_changes'"
    found = connection.execute(sql).fetchone()
    if found is not None and "OLD.body IS NULL" not in found[0]:
        connection.execute("DROP TRIGGER event_never_changes")


class SqliteStore:
    """Events of every session and the feeds made of them; the caller begins and commits."""

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        """Open or create the file at `path`; raises Damaged or NotSaved."""
        from core.replica.schema import statements

        self.connection: Any = connect(path, read_only=read_only, look=_looked)
        if not read_only:
            _let_fill(self.connection)
        for statement in () if read_only else statements(SCHEMA):
            self.connection.execute(statement)
        self._touched: set[str] = set()

    def head(self, session: bytes) -> Head:
        """How far `session` goes here."""
        row = self.connection.execute(
            "SELECT seq, hash FROM session WHERE session = ?", (session,)
        ).fetchone()
        return NOTHING if row is None else Head(*row)

    def hash_at(self, session: bytes, seq: int) -> bytes | None:
        """The header hash of one event."""
        row = self.connection.execute(_EVENT, (session, seq)).fetchone()
        return None if row is None else header_hash(row[0])

    def clock_at(self, session: bytes, seq: int) -> int | None:
        """The hybrid clock of one event."""
        row = self.connection.execute(_EVENT, (session, seq)).fetchone()
        return None if row is None else int.from_bytes(row[0][HLC], "big")

    def key_of(self, session: bytes) -> bytes | None:
        """The public key the session's first event named."""
        row = self.connection.execute("SELECT key FROM session WHERE session = ?", (session,)).fetchone()
        return None if row is None else row[0]

    def end(self, scope: str) -> Mark:
        """The last row of a feed."""
        row = self.connection.execute("SELECT n, hash FROM feed WHERE scope = ?", (scope,)).fetchone()
        return START if row is None else Mark(*row)

    def _feed(self, scope: str) -> int:
        """Where the rows of a feed begin; 0 when it has none."""
        row = self.connection.execute("SELECT id FROM feed WHERE scope = ?", (scope,)).fetchone()
        return 0 if row is None else row[0] << FEED_BITS

    def mark_at(self, scope: str, n: int) -> Mark | None:
        """The mark of row `n`."""
        if not 0 < n < 1 << FEED_BITS:
            return None
        place = self._feed(scope) + n
        table = "late" if scope.startswith(LATE) else "event"
        row = self.connection.execute(f"SELECT feed FROM {table} WHERE place = ?", (place,)).fetchone()
        return None if row is None else Mark(n, row[0])

    def rows(self, scope: str, after: int, limit: int) -> Sequence[Row]:
        """Rows of a feed behind number `after`, at least one, but no more than some two megabytes beyond it."""
        start = self._feed(scope)
        if not start or after >= 1 << FEED_BITS:
            return []
        rows: list[Row] = []
        size = 0
        sql = _LATE_ROWS if scope.startswith(LATE) else _ROWS
        found = self.connection.execute(sql, (start + after, start + (1 << FEED_BITS) - 1, limit))
        for place, session, seq, header, body, seal in found:
            size += len(header) + len(body or b"")
            if rows and size > MOST_BYTES:
                break
            rows.append(Row(place - start, session, seq, Stored(header, body), seal))
        return rows

    def append(
        self, scope: str, session: bytes, first: int, events: Sequence[Stored], signature: bytes
    ) -> None:
        """Add events behind the session's head and number them in `scope`."""
        n, feed = self.end(scope)
        self.connection.execute(_SESSION[0], (session,))
        (number,) = self.connection.execute("SELECT id FROM session WHERE session = ?", (session,)).fetchone()
        self.connection.execute(_FEED[0], (scope, feed))
        start = self._feed(scope)
        tip, rows = header_hash(events[-1].header), []
        tips = (*(event.header[PREV] for event in events[1:]), tip)  # the next one names the hash of each
        for seq, (event, known) in enumerate(zip(events, tips, strict=True), first):
            n, feed = n + 1, running(feed, entry(event, known))
            rows.append((start + n, number, seq, event.header, event.body, feed))
        self.connection.executemany(_INSERT, rows)
        last = first + len(rows) - 1
        key = key_in(events[0]) if first == 1 else None
        self.connection.execute(_SESSION[1], (last, tip, key, number))
        self.connection.execute(_FEED[1], (n, feed, start >> FEED_BITS))
        if signature:
            self.connection.execute(
                "INSERT OR IGNORE INTO seal VALUES (?, ?, ?, ?)", (session, last, tip, signature)
            )
        self._touched.add(scope)

    def grown(self) -> dict[str, int]:
        """Feeds that were added to since this was asked last, and where they end now."""
        touched, self._touched = self._touched, set()
        return {scope: self.end(scope).n for scope in touched}

    def missing(self, session: bytes) -> tuple[int, int]:
        """See `Store`."""
        first, last = self.connection.execute(_MISSING, (session,)).fetchone()
        return first, last

    def fill(self, session: bytes, first: int, events: Sequence[Stored]) -> None:
        """See `Store`."""
        bare = self.connection.execute(_BARE, (session, first, first + len(events) - 1)).fetchall()
        for place, seq in bare:
            event = events[seq - first]
            if event.body is not None and body_hash(event.body) == event.header[BODY_HASH]:
                self.connection.execute("UPDATE event SET body = ? WHERE place = ?", (event.body, place))
                self._tell_late(place, event)

    def _tell_late(self, place: int, event: Stored) -> None:
        """Number a content that was put in, in the late feed of the feed where its event stands."""
        (scope,) = self.connection.execute(
            "SELECT scope FROM feed WHERE id = ?", (place >> FEED_BITS,)
        ).fetchone()
        late = late_of(scope)
        n, feed = self.end(late)
        self.connection.execute(_FEED[0], (late, feed))
        start, n, feed = self._feed(late), n + 1, running(feed, header_hash(event.header))
        self.connection.execute("INSERT INTO late VALUES (?, ?, ?)", (start + n, place, feed))
        self.connection.execute(_FEED[1], (n, feed, start >> FEED_BITS))
        self._touched.add(late)

    def set_aside(self, scope: str, batch: Batch) -> None:
        """Keep events that do not fit their session beside the feeds, with their seal."""
        aside.put(self.connection, scope, batch)

    def aside(self, tip: Tip) -> aside.Kept | None:
        """The event of that number and hash kept beside the feeds, with its seal."""
        return aside.one(self.connection, tip)

    def beside(self) -> Sequence[Tip]:
        """The sealed ends of everything kept beside the feeds."""
        return aside.tips(self.connection)

    def close(self) -> None:
        """Close the file."""
        self.connection.close()
