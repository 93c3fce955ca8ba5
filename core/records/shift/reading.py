"""Which shift runs, and which one ran at a moment of the past."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from core.clock import epoch_ms
from core.records.shift.state import Shift
from core.replica.standing import of_others

if TYPE_CHECKING:
    from core.replica.replica import Replica


def current_shift(replica: Replica) -> Shift | None:
    """The shift that is open, the one started last when two terminals opened one each; None before the first.

    A branch reads the shifts of its stations and has none of them itself: nobody there acts in their officers' names.
    """
    for row in replica.rows("shift", open=True, newest=True):
        state = replica.state(row.id)
        if isinstance(state, Shift) and not of_others(replica.connection, state.meta.opener.session):
            return state
    return None


def shift_at(replica: Replica, moment: datetime) -> Shift | None:
    """The shift that was on duty at `moment`, None when there was none."""
    for row in replica.rows("shift", until=epoch_ms(moment) + 1, newest=True, limit=8):
        state = replica.state(row.id)
        if isinstance(state, Shift) and not row.struck and (state.ended is None or moment < state.ended):
            return state
    return None


def last_shift(replica: Replica) -> Shift | None:
    """The shift that began last, open or closed."""
    rows = [row for row in replica.rows("shift", newest=True, limit=8) if not row.struck]
    state = replica.state(rows[0].id) if rows else None
    return state if isinstance(state, Shift) else None
