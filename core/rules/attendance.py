"""Participation (K01) of a meeting, from its roster: the roll call's states with what the meeting itself changed."""

from __future__ import annotations

from collections.abc import Iterable

from core.records.meeting.missed import MADE_UP_WITHIN
from core.records.meeting.state import Attendee, Meeting
from core.rules.participation import PRESENT, Participation, of_branch_life, of_shift


def participation(seats: Iterable[Attendee]) -> Participation:
    """实到/应到 of a shift meeting; guests from outside the roll call are in neither number."""
    return of_shift(_state(seat) for seat in seats if not seat.guest)


def of_meeting(meeting: Meeting) -> Participation:
    """实到/应到 of `meeting`, with those beside it who made it up within seven days; at the branch by branch life."""
    made_up = sum(
        seat.made_up is not None and seat.made_up - meeting.start <= MADE_UP_WITHIN for seat in meeting.roster
    )
    counted = of_branch_life if meeting.branch else of_shift
    return counted((_state(seat) for seat in meeting.roster if not seat.guest), made_up)


def _state(seat: Attendee) -> str:
    """The state that counts: who was there counts as there, who left a state of presence as absent."""
    if seat.present:
        return seat.status if seat.status in PRESENT else "att.on_duty"
    return "att.absent" if seat.status in PRESENT else seat.status
