"""Which watch began when, seen from the present the demo ends at."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from core.replica.act import HANDOVER_HOUR

HOUR: Final = timedelta(hours=1)
DAY: Final = timedelta(days=1)


def last_watch(until: datetime) -> datetime:
    """When the watch that has the desk at `until` began; a watch just begun is left to the one before."""
    settled = until - HOUR
    start = settled.replace(hour=HANDOVER_HOUR, minute=0)
    return start if start <= settled else start - timedelta(days=1)


def within(start: datetime, clock_time: str) -> datetime:
    """The time of day within the watch that began at `start`."""
    hour, minute = map(int, clock_time.split(":"))
    moment = start.replace(hour=hour, minute=minute)
    return moment if moment >= start else moment + timedelta(days=1)
