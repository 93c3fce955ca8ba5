"""What the agent knows of the server above, kept beside the events it relays; the agent's SQL is in here alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, Protocol

from core.journal.event import Stored
from sync.messages import Head, Mark

SCHEMA: Final = (
    """
CREATE TABLE IF NOT EXISTS above (
    session BLOB PRIMARY KEY, stored INTEGER NOT NULL DEFAULT 0, fed INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID
""",
    "CREATE TABLE IF NOT EXISTS above_mark (scope TEXT PRIMARY KEY, n INTEGER NOT NULL, hash BLOB NOT NULL) STRICT",
)
"""`above`: of each session, how much the server above said is on its disk, and how much was seen in its feed."""

_BITS: Final = 40
_FROM: Final = f"""
FROM session LEFT JOIN above ON above.session = session.session
JOIN event ON event.session = session.id AND event.seq = 1
JOIN feed ON feed.id = event.place >> {_BITS}
WHERE (feed.scope = ?1 OR substr(feed.scope, 1, length(?2)) = ?2)
"""
_UNPROVEN: Final = f"""
SELECT session.session, session.seq, session.hash {_FROM}
AND session.seq > coalesce(fed, 0) ORDER BY session.id DESC
"""
"""The newest first: what is written now goes ahead of what waited for weeks."""
_WAITING: Final = (
    f"SELECT coalesce(sum(max(0, session.seq - max(coalesce(fed, 0), coalesce(stored, 0)))), 0) {_FROM}"
)
_SCOPE: Final = f"""
SELECT scope FROM feed WHERE id = (
    SELECT place >> {_BITS} FROM event
    WHERE seq = 1 AND session = (SELECT id FROM session WHERE session = ?)
)
"""
_EVENTS: Final = """
SELECT header, body FROM event WHERE session = (SELECT id FROM session WHERE session = ?)
AND seq > ? AND seq <= ? ORDER BY seq
"""
_SEALS: Final = "SELECT seq, signature FROM seal WHERE session = ? AND seq > ? ORDER BY seq LIMIT ?"
_RAISE: Final = (
    "INSERT INTO above (session, {0}) VALUES (?, ?) ON CONFLICT DO UPDATE SET {0} = max({0}, excluded.{0})"
)


class Memory(Protocol):
    """Reads of the events held, and reads and writes of what is proven above; the caller commits."""

    def unproven(self, unit: str) -> Mapping[bytes, Head]:
        """Heads of the sessions of `unit` and the units below of which something was not seen in the feed above."""
        ...

    def waiting(self, unit: str) -> int:
        """How many events of those units the server above neither acknowledged nor showed in its feed."""
        ...

    def scope_of(self, session: bytes) -> str:
        """The feed the session stands in."""
        ...

    def events(self, session: bytes, after: int, last: int) -> Sequence[Stored]:
        """Events of a session behind `after` up to `last`."""
        ...

    def seals(self, session: bytes, after: int, limit: int) -> Sequence[tuple[int, bytes]]:
        """The first seals of a session behind `after`: number of the sealed event and signature."""
        ...

    def proven(self, sessions: Sequence[bytes]) -> Mapping[bytes, int]:
        """How far each of `sessions` is known to be above; those of which nothing is known are left out."""
        ...

    def stored(self, session: bytes, seq: int) -> None:
        """The server above said that it has the session on its disk up to `seq`."""
        ...

    def fed(self, session: bytes, seq: int) -> None:
        """The session was seen in the feed above up to `seq`, with the hash it has here."""
        ...

    def marks(self) -> Mapping[str, Mark]:
        """How far each feed above was followed."""
        ...

    def move(self, scope: str, mark: Mark) -> None:
        """A feed above was followed up to `mark`."""
        ...

    def forget(self) -> None:
        """Nothing is proven any more."""
        ...

    def start_again(self) -> None:
        """The server above is another one: nothing is proven to it, and its feeds are followed from their start."""
        ...


class SqliteMemory:
    """The memory in the server's SQLite file, over a connection of a `SqliteStore`."""

    def __init__(self, connection: Any, *, make: bool = False) -> None:
        """Read and write by `connection`; `make` creates the tables."""
        self._db = connection
        for statement in SCHEMA if make else ():
            connection.execute(statement)

    def unproven(self, unit: str) -> Mapping[bytes, Head]:
        """See `Memory`."""
        return {session: Head(seq, tip) for session, seq, tip in self._db.execute(_UNPROVEN, _within(unit))}

    def waiting(self, unit: str) -> int:
        """See `Memory`."""
        return int(self._db.execute(_WAITING, _within(unit)).fetchone()[0])

    def scope_of(self, session: bytes) -> str:
        """See `Memory`."""
        row = self._db.execute(_SCOPE, (session,)).fetchone()
        return "" if row is None else str(row[0])

    def events(self, session: bytes, after: int, last: int) -> Sequence[Stored]:
        """See `Memory`."""
        return [Stored(*row) for row in self._db.execute(_EVENTS, (session, after, last))]

    def seals(self, session: bytes, after: int, limit: int) -> Sequence[tuple[int, bytes]]:
        """See `Memory`."""
        return list(self._db.execute(_SEALS, (session, after, limit)))

    def proven(self, sessions: Sequence[bytes]) -> Mapping[bytes, int]:
        """See `Memory`."""
        sql = "SELECT max(stored, fed) FROM above WHERE session = ?"
        found = ((session, self._db.execute(sql, (session,)).fetchone()) for session in sessions)
        return {session: row[0] for session, row in found if row is not None}

    def stored(self, session: bytes, seq: int) -> None:
        """See `Memory`."""
        self._db.execute(_RAISE.format("stored"), (session, seq))

    def fed(self, session: bytes, seq: int) -> None:
        """See `Memory`."""
        self._db.execute(_RAISE.format("fed"), (session, seq))

    def marks(self) -> Mapping[str, Mark]:
        """See `Memory`."""
        return {scope: Mark(n, tip) for scope, n, tip in self._db.execute("SELECT * FROM above_mark")}

    def move(self, scope: str, mark: Mark) -> None:
        """See `Memory`."""
        self._db.execute("INSERT OR REPLACE INTO above_mark VALUES (?, ?, ?)", (scope, *mark))

    def forget(self) -> None:
        """See `Memory`."""
        self._db.execute("UPDATE above SET stored = 0, fed = 0")

    def start_again(self) -> None:
        """See `Memory`."""
        self.forget()
        self._db.execute("DELETE FROM above_mark")


def _within(unit: str) -> tuple[str, str]:
    """The feed of `unit`, and the beginning of those of the units below it."""
    return f"unit/{unit}", f"unit/{unit}/"
