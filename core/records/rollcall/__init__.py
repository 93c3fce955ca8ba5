"""Roll calls (点名): held, finished, signed, corrected with a reason; and what they come to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.lazily import offer
from core.records.rollcall.attendance import Attendance, attendance
from core.records.rollcall.lines import KINDS

if TYPE_CHECKING:
    from core.records.rollcall.operations import (
        Detail,
        mark,
        mark_fitness,
        mark_group,
        mark_rest_present,
        open_rollcall,
        sign_rollcall,
    )
    from core.records.rollcall.reading import (
        Whereabouts,
        fitness,
        latest_rollcall,
        open_rollcalls,
        posts_filled,
        rollcalls,
        roster_now,
    )
    from core.records.rollcall.reasons import CORRECTIONS, LEAVE_REASONS, OCCASIONS, STATES, read_state
    from core.records.rollcall.state import ROLLCALL, Called, Mark, RollCall, Signed
else:
    __getattr__ = offer(
        __name__,
        {
            "operations": "Detail mark mark_fitness mark_group mark_rest_present open_rollcall sign_rollcall",
            "reading": "Whereabouts fitness latest_rollcall open_rollcalls posts_filled rollcalls roster_now",
            "reasons": "CORRECTIONS LEAVE_REASONS OCCASIONS STATES read_state",
            "state": "ROLLCALL Called Mark RollCall Signed",
        },
    )

__all__ = [
    "CORRECTIONS",
    "KINDS",
    "LEAVE_REASONS",
    "OCCASIONS",
    "ROLLCALL",
    "STATES",
    "Attendance",
    "Called",
    "Detail",
    "Mark",
    "RollCall",
    "Signed",
    "Whereabouts",
    "attendance",
    "fitness",
    "latest_rollcall",
    "mark",
    "mark_fitness",
    "mark_group",
    "mark_rest_present",
    "open_rollcall",
    "open_rollcalls",
    "posts_filled",
    "read_state",
    "rollcalls",
    "roster_now",
    "sign_rollcall",
]
