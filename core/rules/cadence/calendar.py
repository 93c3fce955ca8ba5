"""Periods of the calendar: the weeks, months, quarters and years that duties fall due in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Final, NamedTuple

from core.rules.cadence.table import MIDNIGHT, Beat

MONTHS: Final = {"month": 1, "quarter": 3, "year": 12}


class Period(NamedTuple):
    """From `start` until just before `end`; the duty falls due at `due` within it."""

    start: datetime
    end: datetime
    due: datetime


def periods(beat: Beat, since: datetime, until: datetime) -> Iterator[Period]:
    """The periods of a calendar beat whose due moment lies in [since, until), in order, in the zone of `since`."""
    zone = since.tzinfo
    day = _first(beat, since.date())
    while True:
        after = _next(beat, day)
        due = _due(beat, day, after, zone)
        start = _midnight(day, zone)
        if start >= until:
            return
        if since <= due < until:
            yield Period(start, _midnight(after, zone), due)
        day = after


def _first(beat: Beat, day: date) -> date:
    """The first day of the period before the one that `day` lies in, so that a cut-off after its end is found too."""
    if beat.every == "day":
        return day - timedelta(days=1)
    if beat.every == "week":
        return day - timedelta(days=day.weekday() + 7)
    months = MONTHS[beat.every]
    return _months(date(day.year, (day.month - 1) // months * months + 1, 1), -months)


def _next(beat: Beat, day: date) -> date:
    """The first day of the next period."""
    if beat.every == "day":
        return day + timedelta(days=1)
    if beat.every == "week":
        return day + timedelta(days=7)
    return _months(day, MONTHS[beat.every])


def _months(day: date, count: int) -> date:
    """The first of the month `count` months on."""
    years, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(years, month + 1, 1)


def _due(beat: Beat, day: date, after: date, zone: tzinfo | None) -> datetime:
    """The cut-off within the period from `day` to `after`: its `day` (0: the last) at `at` (midnight: its end)."""
    last = after - timedelta(days=1)
    on = last if beat.every == "day" or not beat.day else min(day + timedelta(days=beat.day - 1), last)
    if beat.at == MIDNIGHT:
        return _midnight(on + timedelta(days=1), zone) - timedelta(seconds=1)
    return datetime.combine(on, beat.at, zone)


def _midnight(day: date, zone: tzinfo | None) -> datetime:
    return datetime.combine(day, time(0), zone)
