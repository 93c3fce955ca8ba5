"""Meetings somebody missed: read and understood at their next roll call (补学), and no sooner asked for."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from core.clock import epoch_ms
from core.records.meeting.state import Meeting

if TYPE_CHECKING:
    from core.replica.replica import Replica

MADE_UP_WITHIN: Final = timedelta(days=7)
"""Make-up study later than this is not counted beside the fraction, and no longer asked for (K01)."""


def missed_by(replica: Replica, person: str, now: datetime) -> list[Meeting]:
    """The meetings of the last seven days that the person with that id was expected at, missed and has not made up."""
    found = []
    for row in replica.rows("meeting", open=False, since=epoch_ms(now - MADE_UP_WITHIN)):
        state = replica.state(row.id)
        if isinstance(state, Meeting) and not row.struck:
            seat = state.seat(person)
            if seat is not None and not seat.present and seat.made_up is None:
                found.append(state)
    return found
