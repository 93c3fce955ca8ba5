"""What every shift of the typhoon owes: roll calls, brief, micro-meeting, lesson, daily report, handover."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import Final

from core.demo.cues import Cue, Kept
from core.demo.scene import Scene
from core.demo.typhoon.acting import (
    DONGGANG,
    STATIONS,
    STOOD_DOWN,
    begin_meeting,
    deliver,
    said,
    submit_report,
)
from core.demo.watch import call_roll, change_watch
from core.records import meeting

SHIFTS: Final = 7
"""Watches of twelve hours from 08:00 of the first day on; the last one begins as the emergency ends."""

_WATCH: Final = timedelta(hours=12)
_MORNING: Final = timedelta(hours=8)


def everyday() -> Iterator[Cue]:
    """What every shift of every station owes, whatever else happens."""
    for number in range(SHIFTS):
        began = _MORNING + number * _WATCH
        emergency = number < SHIFTS - 1
        for place, unit in enumerate(STATIONS):
            yield from _shift(began, unit, timedelta(minutes=3 * place), first=number == 0)
            if emergency:
                yield from _in_emergency(began, unit, timedelta(minutes=3 * place), number)
    for unit in STATIONS:
        yield Cue(
            STOOD_DOWN + timedelta(minutes=40),
            unit,
            partial(_plain_report, form="closing"),
            "typhoon.closing",
        )


def _shift(began: timedelta, unit: str, later: timedelta, *, first: bool) -> Iterator[Cue]:
    """Roll call and brief."""
    absences = [tuple(one) for one in said()["absences"]] if first and unit == DONGGANG else []
    yield Cue(
        began + timedelta(minutes=4), unit, lambda scene, _: call_roll(scene, "rollcall.takeover", absences)
    )
    yield from _meeting(began + timedelta(minutes=12) + later, unit, "pre_shift", "brief")


def _in_emergency(began: timedelta, unit: str, later: timedelta, number: int) -> Iterator[Cue]:
    """The second roll call, the micro-meeting, the lesson, the daily report, the handover."""
    absences = [tuple(one) for one in said()["absences"]] if not number and unit == DONGGANG else []
    yield Cue(began + timedelta(hours=6), unit, lambda scene, _: call_roll(scene, "rollcall.adhoc", absences))
    if number or unit != DONGGANG:
        yield from _meeting(began + timedelta(minutes=95) + later, unit, "micro", "later")
    if number:
        yield Cue(began + timedelta(minutes=60) + later, unit, deliver)
    if not number % 2 and (number or unit != DONGGANG):
        yield Cue(began + timedelta(hours=9, minutes=50), unit, partial(_plain_report, form="daily"))
    if number or unit != DONGGANG:
        yield Cue(began + _WATCH, unit, lambda scene, _: change_watch(scene))


def _meeting(at: timedelta, unit: str, form: str, topic: str) -> Iterator[Cue]:
    """A short meeting that decides nothing."""

    def begin(scene: Scene, kept: Kept) -> None:
        now, team = scene.clock.now(), scene.teams[scene.turn].name
        station = scene.story.told("station")["station"]
        words = said()[topic].format(station=station, team=team, day=now.day, hour=now.hour)
        kept[unit] = begin_meeting(scene, form, words)

    def end(scene: Scene, kept: Kept) -> None:
        scene.do(meeting.close, kept[unit], nothing=True)
        scene.do(meeting.confirm, kept[unit], scene.sign(scene.leader))

    yield Cue(at, unit, begin)
    yield Cue(at + timedelta(minutes=5), unit, end)


def _plain_report(scene: Scene, kept: Kept, form: str) -> None:
    submit_report(scene, form)
