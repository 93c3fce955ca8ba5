"""Direct reports that reach the branch: noted as delivered (已达), passed on when nobody reads them in time (§7, 3)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from core.compile.unread import directs_below
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
    fresh = [one for one in directs_below(replica) if one.delivered is None]
    for one in fresh:
        Desk(replica).do(note_delivered, one.meta.id)
    return len(fresh)


def escalate_unread(replica: Replica) -> int:
    """Pass on to headquarters what nobody read in time; returns how many."""
    unread = [one for one in directs_below(replica) if one.read is None and one.escalated is None]
    if not unread:  # asked twice a second, and mostly there is nothing
        return 0
    now, names = replica.clock.now(), dict(stations_below(replica))
    routing = routing_at(changes(replica), now)
    late = [one for one in unread if _is_late(replica, routing, one, now)]
    for one in late:
        station = replica.unit_of(one.meta)
        Desk(replica).do(escalate, one.meta.id, station, names.get(station, station))
    return len(late)


def _is_late(replica: Replica, routing: Routing, one: Direct, now: datetime) -> bool:
    """Whether an unread report has waited too long since it was delivered; one told by phone counts as read."""
    emergency = footing_now(replica, replica.unit_of(one.meta)) is not None
    after = routing.escalate_after(one.level, emergency)
    return after is not None and now - (one.delivered or one.sent) >= after
