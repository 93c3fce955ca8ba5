"""Direct reports that reach the branch: noted as delivered (已达), passed on when nobody reads them in time (§7, 3)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from core.records.direct import Direct, note_delivered
from core.records.escalation import escalate
from core.records.footing import footing_now
from core.records.unit import stations_below
from core.replica.act import Desk

if TYPE_CHECKING:
    from core.replica.replica import Replica

UNREAD_FOR: Final = {False: timedelta(minutes=10), True: timedelta(minutes=5)}
"""How long an urgent report may stay unread in routine and in emergency footing (domain §7, default)."""

URGENT: Final = "direct.urgent"


def receive(replica: Replica) -> int:
    """Say of every direct report from below that it is here; returns how many."""
    fresh = [one for one in _from_below(replica) if one.delivered is None]
    for one in fresh:
        Desk(replica).do(note_delivered, one.meta.id)
    return len(fresh)


def escalate_unread(replica: Replica) -> int:
    """Pass on to headquarters what nobody read in time; returns how many."""
    now, names = replica.clock.now(), dict(stations_below(replica))
    unread = [one for one in _from_below(replica) if _is_late(replica, one, now)]
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


def _is_late(replica: Replica, one: Direct, now: datetime) -> bool:
    """Whether an urgent report has waited too long since it was delivered; one told by phone counts as read."""
    if one.level != URGENT or one.read is not None or one.escalated is not None:
        return False
    emergency = footing_now(replica, replica.unit_of(one.meta)) is not None
    return now - (one.delivered or one.sent) >= UNREAD_FOR[emergency]
