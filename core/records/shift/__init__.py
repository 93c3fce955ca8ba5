"""Shifts (班次): opened for a team, changed in the middle, closed by the handover."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.lazily import offer
from core.records.shift.state import KINDS, SHIFT, RosterEntry, Shift, roster

if TYPE_CHECKING:
    from core.records.shift.operations import (
        add_to_shift,
        change_officer,
        close_shift,
        lacking,
        open_shift,
        remove_from_shift,
        substitute,
    )
    from core.records.shift.reading import current_shift, last_shift, shift_at
    from core.records.shift.relieving import Relief, relief, relief_of
else:
    __getattr__ = offer(
        __name__,
        {
            "operations": "add_to_shift change_officer close_shift "
            "lacking open_shift remove_from_shift substitute",
            "reading": "current_shift last_shift shift_at",
            "relieving": "Relief relief relief_of",
        },
    )

__all__ = [
    "KINDS",
    "SHIFT",
    "Relief",
    "RosterEntry",
    "Shift",
    "add_to_shift",
    "change_officer",
    "close_shift",
    "current_shift",
    "lacking",
    "last_shift",
    "open_shift",
    "relief",
    "relief_of",
    "remove_from_shift",
    "roster",
    "shift_at",
    "substitute",
]
