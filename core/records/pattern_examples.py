"""Shift patterns that stations really work, ready to be given their teams and first day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time

from core.records.pattern import Cycle, Period
from core.records.reference import Ref

_DAY = 24 * 60


def round_the_clock(anchor: date, teams: Sequence[Ref], start: time = time(8)) -> Cycle:
    """Teams that take 24 hours in turn: three make 24/48, four make 24/72. The first has duty on `anchor`."""
    turns = tuple(Period(day, start, _DAY, team) for day, team in enumerate(teams))
    return Cycle(anchor, len(teams), turns)


def four_teams_three_shifts(anchor: date, teams: Sequence[Ref], start: time = time(8)) -> Cycle:
    """四班三运转: each team works two early, two middle and two night shifts of eight hours, then rests two days.

    The first of the four teams begins its early shifts on `anchor`; shifts follow each other from `start`.
    """
    turns = []
    for day in range(8):
        for place, team in enumerate(teams[:4]):
            shift = (day - 2 * place) % 8 // 2
            if shift < 3:
                turns.append(_eight_hours(day, start, shift, team))
    return Cycle(anchor, 8, tuple(turns))


def _eight_hours(day: int, start: time, shift: int, team: Ref) -> Period:
    """The shift number `shift` (0 early, 1 middle, 2 night) that belongs to duty day `day` of an eight-day cycle."""
    minute = start.hour * 60 + start.minute + shift * 480
    return Period((day + minute // _DAY) % 8, time(minute % _DAY // 60, minute % 60), 480, team)


def day_staff(monday: date, team: Ref, start: time = time(8), minutes: int = 480) -> Cycle:
    """Day staff, five days of the week from the Monday `monday`."""
    return Cycle(monday, 7, tuple(Period(day, start, minutes, team) for day in range(5)))
