"""Breathing air (空呼): pressure to minutes left, and when to warn (duty-logs §3.1: 6.8 L, 80 L/min, 10, 5)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from core.records.incident.state import Air

CYLINDER_TENTHS_L: Final = 68
BREATH_L_MIN: Final = 80
WARN_MIN: Final = 10
ALARM_MIN: Final = 5


def supply(tenths: int) -> timedelta:
    """How long a cylinder of `tenths` of a MPa (the same as bar) lasts a working person."""
    return timedelta(seconds=tenths * CYLINDER_TENTHS_L * 60 // (10 * BREATH_L_MIN))


def minutes_left(air: Air, now: datetime) -> int:
    """Whole minutes of air left at `now`, never below 0; counted from the last pressure read."""
    return max(0, int((supply(air.tenths) - (now - air.at)).total_seconds() // 60))


def level(air: Air, now: datetime) -> str:
    """What to show at `now`: out, ok, warn or alarm."""
    if air.out is not None:
        return "out"
    left = minutes_left(air, now)
    return "alarm" if left <= ALARM_MIN else "warn" if left <= WARN_MIN else "ok"
