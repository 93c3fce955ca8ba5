"""Who should be at a meeting: taken from the roll call, never typed again (E03, A01); at the branch its leaders."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from core.records.meeting.state import Attendee
from core.records.person import people
from core.records.reference import ref
from core.records.rollcall import latest_rollcall, roster_now
from core.records.shift import Shift, current_shift, shift_at
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
    shift = shift_at(replica, moment) or _opened_ahead(replica, moment)
    if shift is None:
        return Roster()
    called = latest_rollcall(replica, shift)
    seats = tuple(Attendee(one.person, one.state, one.state in PRESENT) for one in roster_now(replica, shift))
    there = {seat.person.id for seat in seats if seat.present}
    leader = shift.leader.id if shift.leader and shift.leader.id in there else ""
    return Roster(shift.meta.id, called.meta.id if called else "", shift.team.id, seats, leader)


def _opened_ahead(replica: Replica, moment: datetime) -> Shift | None:
    """A watch that was opened before its hour, with nobody on duty before it: those who are there hold the meeting."""
    shift = current_shift(replica)
    return shift if shift is not None and shift.meta.recorded <= moment else None


LEADER: Final = "role.team_leader"
SECRETARY: Final = "role.secretary"


def leaders_at(replica: Replica, moment: datetime) -> Roster:
    """The team leaders (班组长) of every station known here, for a meeting of the branch; nobody counts as present.

    How each stands in the roll calls of their own station says who could not come for duty reasons (K01).  The one
    secretary there is presides when nobody else is named.
    """
    day, known = moment.date(), people(replica)
    leaders = sorted((one for one in known if LEADER in one.roles(day)), key=lambda one: one.meta.unit)
    standing = _standing(replica)
    seats = tuple(Attendee(ref(one), standing.get(one.meta.id, ""), False) for one in leaders)
    secretaries = [one.meta.id for one in known if SECRETARY in one.roles(day)]
    return Roster(seats=seats, leader=secretaries[0] if len(secretaries) == 1 else "")


def _standing(replica: Replica) -> dict[str, str]:
    """By person what the shifts that run say of them."""
    shifts = (replica.state(row.id) for row in replica.rows("shift", open=True))
    return {
        one.person.id: one.state
        for shift in shifts
        if isinstance(shift, Shift)
        for one in roster_now(replica, shift)
    }
