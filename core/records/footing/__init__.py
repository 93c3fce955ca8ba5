"""Footing (平战转换): declared, confirmed, changed, renewed and ended; and the periods that come of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.lazily import offer
from core.records.footing.state import FOOTING, KINDS, LEVELS, REASONS, Footing, Receipt, Review

if TYPE_CHECKING:
    from core.records.footing.operations import (
        change_level,
        confirm,
        declare,
        note_shown,
        renew,
        review,
        self_declare,
        stand_down,
    )
    from core.records.footing.period import Period, footing_now, periods, periods_of
else:
    __getattr__ = offer(
        __name__,
        {
            "operations": "change_level confirm declare note_shown renew review self_declare stand_down",
            "period": "Period footing_now periods periods_of",
        },
    )

__all__ = [
    "FOOTING",
    "KINDS",
    "LEVELS",
    "REASONS",
    "Footing",
    "Period",
    "Receipt",
    "Review",
    "change_level",
    "confirm",
    "declare",
    "footing_now",
    "note_shown",
    "periods",
    "periods_of",
    "renew",
    "review",
    "self_declare",
    "stand_down",
]
