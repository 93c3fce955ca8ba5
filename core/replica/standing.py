"""Where what this replica holds stands: here only or at the branch, and since when nothing was heard from there.

Everything is read from the file itself, so every process that has it open says the same, and never better than the
truth: an event counts as being at the branch only when the branch said it is on its disk, or it came back in the feed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Final, NamedTuple

from core.journal.event import Event, Stored, believed

LINK: Final = "link"
"""Key of the table `local` under which the tie to a server is kept (`sync.link.Link`)."""

OF_OTHERS: Final = -2
"""Value of `session.ours`: of a unit above or below ours; read in its feed, and never offered in our own."""

STALE: Final = 180_000
"""Milliseconds without an exchange after which the branch counts as out of reach, whatever the last one said."""

NEAR: Final = 60_000
"""Milliseconds by which the clock may be set back before the age of the last exchange means nothing."""

CLOCK_OFF: Final = 120_000
"""Milliseconds by which this terminal's clock may differ from the server's before the officer is told (design §4)."""

CUT_OFF: Final = frozenset({"sync.error.revoked", "sync.error.declined"})
"""Obstacles that only a new code removes."""

_BEGAN: Final = """
SELECT min(at) FROM record WHERE kind = 'session' AND id IN (SELECT lower(hex(session)) FROM session WHERE ours <> ?)
"""
_CONTACT: Final = "contact"
_PROVEN: Final = "max(coalesce(stored, 0), coalesce(fed, 0))"
_SESSIONS: Final = f"""
SELECT session.session AS session, {_PROVEN} AS proven, ours FROM session
LEFT JOIN proof ON proof.session = session.session WHERE ours IN (0, 1) AND seq > {_PROVEN}
"""
_WAITING: Final = f"""
SELECT coalesce(sum(seq - {_PROVEN}), 0) FROM session LEFT JOIN proof ON proof.session = session.session
WHERE ours IN (0, 1) AND seq > {_PROVEN}
"""
_OUTBOX: Final = f"""
SELECT lower(hex(event.record)), count(*), max(position), min(ours) FROM ({_SESSIONS}) AS open
JOIN event ON event.session = open.session AND event.seq > open.proven
GROUP BY event.record ORDER BY max(position) DESC LIMIT ?
"""
_OF_RECORD: Final = f"""
SELECT count(*) FROM event JOIN session ON session.session = event.session
LEFT JOIN proof ON proof.session = event.session
WHERE event.record = ? AND ours IN (0, 1) AND event.seq > {_PROVEN}
"""


_LAST: Final = """
SELECT header FROM session JOIN event ON event.session = session.session AND event.seq = session.seq
"""
_ERA: Final = "upstream"
_ABOVE: Final = f"min(coalesce(upstream.seq, 0), {_PROVEN})"
"""Never more than the branch itself is known to have of the way this terminal holds."""
_PLACES: Final = f"""
SELECT coalesce(sum(min(session.seq, {_PROVEN})), 0), coalesce(sum(min(session.seq, {_ABOVE})), 0) FROM session
LEFT JOIN proof ON proof.session = session.session LEFT JOIN upstream ON upstream.session = session.session
WHERE ours IN (0, 1)
"""
_BELOW: Final = f"""
SELECT count(*) FROM event JOIN session ON session.session = event.session
LEFT JOIN proof ON proof.session = event.session LEFT JOIN upstream ON upstream.session = event.session
WHERE event.record = ? AND ours IN (0, 1) AND event.seq > {_ABOVE}
"""


@dataclass(frozen=True, slots=True)
class Contact:
    """The last exchanges; times in milliseconds since 1970 by this terminal's clock, 0: never."""

    tried: int = 0
    done: int = 0
    """When both sides last had what the other has."""
    since: int = 0
    """When the exchanges began to fail, 0 while they do not."""
    error: str = ""
    """Catalogue key of what stood in the way of the last exchange, empty when it succeeded."""
    offset: int = 0
    """The server's clock minus this terminal's, in milliseconds."""
    joined: int = 0
    """When the terminal joined: what was written before waits for the branch from then on."""


def away(known: Contact, now_ms: int) -> bool:
    """Whether the branch cannot be counted on: the last exchange failed, is too long ago, or lies in the future."""
    return bool(known.error) or not known.done or not -NEAR <= now_ms - known.done <= STALE


class Waiting(NamedTuple):
    """A record of which events are not proven to be at the branch."""

    record: str
    events: int
    position: int
    ours: bool


class AlarmRow(NamedTuple):
    """Something a person should know; `at` in milliseconds since 1970."""

    id: int
    at: int
    message: str
    about: str
    seen: int


def newest(connection: Any) -> Iterator[Event]:
    """The last event of every session that is here, without its body."""
    for (header,) in connection.execute(_LAST):
        event = believed(Stored(header, None))
        if event is not None:
            yield event


def of_others(connection: Any, session: str) -> bool:
    """Whether a session came in the feed of a unit above or below ours."""
    row = connection.execute(
        "SELECT ours FROM session WHERE session = ?", (bytes.fromhex(session),)
    ).fetchone()
    return row is not None and row[0] == OF_OTHERS


def began(connection: Any) -> int | None:
    """When this unit's own first session that is here began, in milliseconds since 1970; None before any."""
    row = connection.execute(_BEGAN, (OF_OTHERS,)).fetchone()
    return None if row is None or row[0] is None else int(row[0])


def joined(connection: Any) -> bool:
    """Whether the terminal belongs to a branch server."""
    return connection.execute("SELECT 1 FROM local WHERE key = ?", (LINK,)).fetchone() is not None


def waiting(connection: Any) -> int:
    """How many events are not proven to be at the branch."""
    return int(connection.execute(_WAITING).fetchone()[0])


def outbox(connection: Any, limit: int = -1) -> list[Waiting]:
    """The records those events belong to, the newest first."""
    found = connection.execute(_OUTBOX, (limit,))
    return [Waiting(record, events, position, ours > 0) for record, events, position, ours in found]


def waiting_of(connection: Any, record: str) -> int:
    """How many events of one record are not proven to be at the branch."""
    return int(connection.execute(_OF_RECORD, (bytes.fromhex(record),)).fetchone()[0])


def upstream(connection: Any) -> bool:
    """Whether the branch said that it has headquarters above it."""
    return connection.execute("SELECT 1 FROM local WHERE key = ?", (_ERA,)).fetchone() is not None


def places(connection: Any) -> tuple[int, int | None]:
    """How many events are proven at the branch, and how many of those at headquarters; None: the branch has none."""
    branch, above = connection.execute(_PLACES).fetchone()
    return int(branch), int(above) if upstream(connection) else None


def reached(connection: Any, record: str) -> str:
    """How far the whole of a record is proven to be: "here", "branch" or "hq"."""
    if waiting_of(connection, record):
        return "here"
    below = connection.execute(_BELOW, (bytes.fromhex(record),)).fetchone()[0]
    return "branch" if below or not upstream(connection) else "hq"


def keep_upstream(connection: Any, era: str, known: Mapping[bytes, int]) -> None:
    """Store how far sessions are at headquarters; in another era nothing said before counts any more."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        row = connection.execute("SELECT value FROM local WHERE key = ?", (_ERA,)).fetchone()
        if row is None or row[0] != era:
            connection.execute("DELETE FROM upstream")
            connection.execute("INSERT OR REPLACE INTO local VALUES (?, ?)", (_ERA, era))
        connection.executemany("INSERT OR REPLACE INTO upstream VALUES (?, ?)", known.items())
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def forget_upstream(connection: Any) -> None:
    """Another branch server: what was said of headquarters holds no longer; in the caller's transaction."""
    connection.execute("DELETE FROM upstream")
    connection.execute("DELETE FROM local WHERE key = ?", (_ERA,))


def contact(connection: Any) -> Contact:
    """What is known of the last exchanges; what this version does not know is left out."""
    row = connection.execute("SELECT value FROM local WHERE key = ?", (_CONTACT,)).fetchone()
    known = {one.name for one in fields(Contact)}
    return (
        Contact(**{name: value for name, value in json.loads(row[0]).items() if name in known})
        if row
        else Contact()
    )


def keep_contact(connection: Any, known: Contact) -> None:
    """Store what is known of the last exchanges."""
    text = json.dumps(asdict(known))
    connection.execute("INSERT OR REPLACE INTO local VALUES (?, ?)", (_CONTACT, text))


def alarms(connection: Any, *, seen: bool = True) -> list[AlarmRow]:
    """The alarms, the newest first; without those that were seen when asked so."""
    sql = "SELECT id, at, message, about, seen FROM alarm WHERE seen <= ? ORDER BY id DESC"
    return [AlarmRow(*row) for row in connection.execute(sql, (int(seen),))]


def see_alarms(connection: Any, last: int) -> None:
    """Somebody read the alarms up to number `last`."""
    connection.execute("UPDATE alarm SET seen = 1 WHERE id <= ? AND seen = 0", (last,))
