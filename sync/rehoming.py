"""After a fork: what this device wrote behind the last common event is written again in a new session.

A virtual machine resumed from a snapshot is the one case in which a session goes two ways.  Both ways are kept: the
other one comes by the feed, ours is repeated under new numbers as copies that count in place of the originals.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from core.journal.event import Stored, decode

if TYPE_CHECKING:
    from core.replica.replica import Replica

OURS: Final = 1
OURS_GIVEN_UP: Final = 2
OURS_REPEATED: Final = 3
"""Ours, given up once and its rest repeated; offered again to a server that was set back, never repeated twice."""
FOREIGN_GIVEN_UP: Final = -1
GIVEN_UP: Final = frozenset({OURS_GIVEN_UP, FOREIGN_GIVEN_UP})
"""Values of `session.ours`: nothing of a session that was given up is offered to this server again."""

OFFER_AGAIN: Final = (
    f"UPDATE session SET ours = CASE ours WHEN {OURS_GIVEN_UP} THEN {OURS_REPEATED} ELSE 0 END"
    f" WHERE ours IN ({OURS_GIVEN_UP}, {FOREIGN_GIVEN_UP})"
)
"""A server that was set back may lack even what both ways of a fork had in common."""

_REST = "SELECT header, body FROM event WHERE session = ? AND seq > ? AND body IS NOT NULL ORDER BY seq"


def rehome(replica: Replica, session: bytes, common: int) -> int:
    """Give up `session` behind number `common` and repeat its rest, if it is ours; returns how many events."""
    row = replica.connection.execute("SELECT ours FROM session WHERE session = ?", (session,)).fetchone()
    if row is None or row[0] in GIVEN_UP:
        return 0
    if row[0] != OURS:
        _give_up(replica, session, OURS_GIVEN_UP if row[0] == OURS_REPEATED else FOREIGN_GIVEN_UP)
        return 0
    replica.leave_session()
    with replica.act() as act:  # one transaction: nothing can be added to the old session between the two
        rest = [decode(Stored(*found)) for found in replica.connection.execute(_REST, (session, common))]
        repeated = [event for event in rest if event.record != session.hex()]
        for event in repeated:
            act.repeat(event)
        _give_up(replica, session, OURS_GIVEN_UP)
    return len(repeated)


def _give_up(replica: Replica, session: bytes, value: int) -> None:
    replica.connection.execute("UPDATE session SET ours = ? WHERE session = ?", (value, session))
