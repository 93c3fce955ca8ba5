"""Who should be at a meeting: taken from the roll call, never typed again (E03, A01)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from core.records.meeting.state import Attendee
from core.records.rollcall import latest_rollcall, roster_now
from core.records.shift import shift_at
from core.rules.participation import PRESENT

if TYPE_CHECKING:
    from core.replica.replica import Replica


@dataclass(frozen=True, slots=True)
class Roster:
    """A shift's people as its latest roll call has them; empty where there is none."""

    shift: str = ""
    rollcall: str = ""
    team: str = ""
    seats: tuple[Attendee, ...] = ()
    leader: str = ""
    """Who leads the shift, if they are there: who presides when nobody else is named."""


def roster_at(replica: Replica, moment: datetime) -> Roster:
    """The roster of the shift on duty at `moment`, by the last mark of its roll calls.

    Before the first roll call nobody counts as present.
    """
    shift = shift_at(replica, moment)
    if shift is None:
        return Roster()
    called = latest_rollcall(replica, shift)
    seats = tuple(Attendee(one.person, one.state, one.state in PRESENT) for one in roster_now(replica, shift))
    there = {seat.person.id for seat in seats if seat.present}
    leader = shift.leader.id if shift.leader and shift.leader.id in there else ""
    return Roster(shift.meta.id, called.meta.id if called else "", shift.team.id, seats, leader)
