"""A server's store in PostgreSQL: events are stored without numbers, which `postgres_numbering` gives them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import psycopg

from core.journal.encoding import HLC, PREV, header_hash
from core.journal.event import Stored
from sync.aside import Kept
from sync.batch import Batch
from sync.messages import NOTHING, START, Head, Mark, Tip
from sync.server.answers import key_in
from sync.server.sqlite_store import MOST_BYTES
from sync.server.store import Row, entry

_SESSION: Final = """
WITH made AS (
    INSERT INTO session (session, seq, hash) VALUES (%(session)s, 0, ''::bytea) ON CONFLICT DO NOTHING RETURNING id
)
SELECT id FROM made UNION ALL SELECT id FROM session WHERE session = %(session)s
"""
_FEED: Final = "SELECT id, n, hash FROM feed WHERE scope = %s"
_EVENTS: Final = """
INSERT INTO event SELECT %b, seq, header, body
FROM unnest(%b::bigint[], %b::bytea[], %b::bytea[]) AS new (seq, header, body)
"""
_GREW: Final = "UPDATE session SET seq = %b, hash = %b, key = coalesce(key, %b::bytea) WHERE id = %b"
_WAITS: Final = "INSERT INTO unnumbered (scope, session, seq, tips) VALUES (%s, %b, %b, %b)"
_SEAL: Final = "INSERT INTO seal VALUES (%b, %b, %b, %b) ON CONFLICT DO NOTHING"
_HEADER: Final = """
SELECT header FROM event WHERE session = (SELECT id FROM session WHERE session = %b) AND seq = %b
"""
_MARK: Final = """
SELECT substring(marks FROM ((%(n)s - n) * 32 + 1)::int FOR 32) FROM run
WHERE feed = %(feed)s AND n <= %(n)s AND n > %(n)s - count ORDER BY n DESC LIMIT 1
"""
_ROWS: Final = """
SELECT n, session, seq, header, body, seal,
    sum(octet_length(header) + coalesce(octet_length(body), 0)) OVER (ORDER BY n)
FROM (
    SELECT run.n + event.seq - run.seq AS n, session.session, event.seq, header, body, coalesce(signature, '') AS seal
    FROM run JOIN session ON session.id = run.session
    CROSS JOIN LATERAL (
        SELECT * FROM event WHERE event.session = run.session AND event.seq >= run.seq
        AND event.seq < run.seq + run.count AND event.seq > run.seq + (%(after)s - run.n) ORDER BY event.seq OFFSET 0
    ) AS event
    LEFT JOIN seal ON seal.session = event.session AND seal.seq = event.seq
    WHERE run.feed = %(feed)s
    AND run.n >= coalesce((SELECT max(n) FROM run WHERE feed = %(feed)s AND n <= %(after)s), 0)
    ORDER BY run.n, event.seq LIMIT %(limit)s
) AS page
"""
"""`OFFSET 0` keeps the inner query whole: the planner else reads all of a session for each run of it."""
_ASIDE: Final = """
INSERT INTO aside (scope, session, seq, hash, header, body) VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING
"""
_ASIDE_SEAL: Final = "INSERT INTO aside_seal VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING"
_BESIDE: Final = "SELECT session, seq, tip FROM aside_seal ORDER BY session, seq"
_KEPT: Final = """
SELECT header, body, coalesce(signature, '') FROM aside
LEFT JOIN aside_seal AS seal ON seal.session = aside.session AND seal.seq = aside.seq AND seal.tip = aside.hash
WHERE aside.session = %b AND aside.seq = %b AND aside.hash = %b
"""


class PostgresStore:
    """Events of every session and the feeds made of them; the caller begins and commits.

    Several processes write one database: a session is locked until the end of the transaction by whoever asks for its
    head in order to write.
    """

    def __init__(self, connection: psycopg.Connection[Any], *, writing: bool = False) -> None:
        """Read by `connection`, and write too when `writing`."""
        self.connection, self._writing = connection, writing

    def _all(self, sql: str, given: Any = None) -> list[Any]:
        return self.connection.execute(sql, given, binary=True).fetchall()

    def _one(self, sql: str, given: Any = None) -> Any:
        return self.connection.execute(sql, given, binary=True).fetchone()

    def head(self, session: bytes) -> Head:
        """How far `session` goes here."""
        if self._writing:
            self._lock(session)
        row = self._one("SELECT seq, hash FROM session WHERE session = %b", (session,))
        return NOTHING if row is None else Head(*row)

    def _lock(self, session: bytes) -> None:
        """Keep other processes off the session, known or not, until this transaction ends."""
        number = int.from_bytes(session[:8], "big", signed=True)
        self.connection.execute("SELECT pg_advisory_xact_lock(%s::bigint)", (number,))

    def hash_at(self, session: bytes, seq: int) -> bytes | None:
        """The header hash of one event."""
        row = self._one(_HEADER, (session, seq))
        return None if row is None else header_hash(row[0])

    def clock_at(self, session: bytes, seq: int) -> int | None:
        """The hybrid clock of one event."""
        row = self._one(_HEADER, (session, seq))
        return None if row is None else int.from_bytes(row[0][HLC], "big")

    def key_of(self, session: bytes) -> bytes | None:
        """The public key the session's first event named."""
        row = self._one("SELECT key FROM session WHERE session = %b", (session,))
        return None if row is None else row[0]

    def _feed(self, scope: str) -> tuple[int, Mark] | None:
        """A feed's number, and its last row."""
        row = None if "\0" in scope else self._one(_FEED, (scope,))
        return None if row is None else (row[0], Mark(row[1], row[2]))

    def end(self, scope: str) -> Mark:
        """The last row of a feed."""
        feed = self._feed(scope)
        return START if feed is None else feed[1]

    def mark_at(self, scope: str, n: int) -> Mark | None:
        """The mark of row `n`."""
        feed = self._feed(scope)
        if feed is None or not 0 < n <= feed[1].n:
            return None
        row = self._one(_MARK, {"feed": feed[0], "n": n})
        return None if row is None else Mark(n, row[0])

    def rows(self, scope: str, after: int, limit: int) -> Sequence[Row]:
        """Rows of a feed behind number `after`, at least one, but no more than some two megabytes beyond it."""
        feed = self._feed(scope)
        if feed is None or after >= feed[1].n:
            return []
        found = self._all(_ROWS, {"feed": feed[0], "after": after, "limit": limit})
        return [
            Row(n, session, seq, Stored(header, body), seal)
            for place, (n, session, seq, header, body, seal, size) in enumerate(found)
            if not place or size <= MOST_BYTES
        ]

    def append(
        self, scope: str, session: bytes, first: int, events: Sequence[Stored], signature: bytes
    ) -> None:
        """Add events behind the session's head, to be numbered in `scope`."""
        (number,) = self._one(_SESSION, {"session": session})
        last, tip = first + len(events) - 1, header_hash(events[-1].header)
        headers, bodies = [event.header for event in events], [event.body for event in events]
        self.connection.execute(_EVENTS, (number, list(range(first, last + 1)), headers, bodies))
        self.connection.execute(_GREW, (last, tip, key_in(events[0]) if first == 1 else None, number))
        tips = (*(header[PREV] for header in headers[1:]), tip)  # the next one names the hash of each
        entries = b"".join(map(entry, events, tips))
        self.connection.execute(_WAITS, (scope, number, first, entries))
        if signature:
            self.connection.execute(_SEAL, (number, last, tip, signature))

    def missing(self, session: bytes) -> tuple[int, int]:
        """None is asked for: only a server with one above it can lack contents, and that one keeps them in a file."""
        return 0, 0

    def fill(self, session: bytes, first: int, events: Sequence[Stored]) -> None:
        """Nothing is put in, because nothing was asked for."""

    def set_aside(self, scope: str, batch: Batch) -> None:
        """Keep events that do not fit their session beside the feeds, with their seal."""
        rows = [
            (scope, batch.session, seq, header_hash(event.header), event.header, event.body)
            for seq, event in enumerate(batch.events, batch.first)
        ]
        with self.connection.cursor() as cursor:
            cursor.executemany(_ASIDE, rows)
        if batch.signature:
            self.connection.execute(_ASIDE_SEAL, (batch.session, batch.last, batch.tip, batch.signature))

    def aside(self, tip: Tip) -> Kept | None:
        """The event of that number and hash kept beside the feeds, with its seal."""
        row = self._one(_KEPT, tip)
        return None if row is None else (Stored(row[0], row[1]), row[2])

    def beside(self) -> Sequence[Tip]:
        """The sealed ends of everything kept beside the feeds."""
        return tuple(Tip(*row) for row in self._all(_BESIDE))
