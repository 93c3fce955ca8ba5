"""Direct reports that reach the branch: noted as delivered (已达), passed on when nobody reads them in time (§7, 3)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from core.records.direct import Direct, note_delivered
from core.records.escalation import escalate
from core.records.footing import footing_now
from core.records.routing import changes, routing_at
from core.records.unit import stations_below
from core.replica.act import Desk

if TYPE_CHECKING:
    from core.replica.replica import Replica
    from core.rules.routing import Routing


def receive(replica: Replica) -> int:
    """Say of every direct report from below that it is here; returns how many."""
    fresh = [one for one in _from_below(replica) if one.delivered is None]
    for one in fresh:
        Desk(replica).do(note_delivered, one.meta.id)
    return len(fresh)


def escalate_unread(replica: Replica) -> int:
    """Pass on to headquarters what nobody read in time; returns how many."""
    now, names = replica.clock.now(), dict(stations_below(replica))
    routing = routing_at(changes(replica), now)
    unread = [one for one in _from_below(replica) if _is_late(replica, routing, one, now)]
    for one in unread:
        station = replica.unit_of(one.meta)
        Desk(replica).do(escalate, one.meta.id, station, names.get(station, station))
    return len(unread)


def _from_below(replica: Replica) -> Iterator[Direct]:
    """The direct reports of the stations that are not settled."""
    own = replica.seat.unit if replica.seat else ""
    for row in replica.rows("direct", open=True):
        state = replica.state(row.id)
        if isinstance(state, Direct) and replica.unit_of(state.meta) != own and not row.struck:
            yield state


def _is_late(replica: Replica, routing: Routing, one: Direct, now: datetime) -> bool:
    """Whether a report has waited too long since it was delivered; one told by phone counts as read."""
    if one.read is not None or one.escalated is not None:
        return False
    emergency = footing_now(replica, replica.unit_of(one.meta)) is not None
    after = routing.escalate_after(one.level, emergency)
    return after is not None and now - (one.delivered or one.sent) >= after
