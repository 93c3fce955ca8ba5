"""When the typhoon begins and ends, and how its sentences are told."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Final

from core.clock import STATION_ZONE
from core.demo.cast import units
from core.demo.typhoon import STOOD_DOWN
from core.i18n import t
from core.replica.act import HANDOVER_HOUR

AFTER: Final = timedelta(hours=4)
"""How long the story goes on after the emergency: the closing reports go up."""
FRIDAY: Final = 4
"""The weekday it begins on unless told otherwise, so that a Sunday with its weekly duties lies within."""


def begins(day: date) -> datetime:
    """The hour of the handover on `day`."""
    return datetime.combine(day, time(HANDOVER_HOUR), STATION_ZONE)


def midnight(start: datetime) -> datetime:
    """From where the cues count."""
    return start.replace(hour=0)


def ends(start: datetime) -> datetime:
    """When the story that begins at `start` is over."""
    return midnight(start) + STOOD_DOWN + AFTER


def last_friday(now: datetime) -> datetime:
    """The latest Friday on which the story may begin to be over by now."""
    day = (now - STOOD_DOWN - AFTER).date()
    return begins(day - timedelta(days=(day.weekday() - FRIDAY) % 7))


def name_of(unit: str) -> str:
    """What a unit is called."""
    return next(name for path, name, _ in units() if path == unit)


def sentence(at: datetime, unit: str, says: str) -> str:
    """A cue as it is told: when, where, what."""
    return f"{at:%m-%d %H:%M}  {name_of(unit)}  {t(says)}"
