"""What the cues of the typhoon have in common: its places and words, a meeting, a report, a lesson held."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from core.compile.report import compile_report, scope_of
from core.demo.cast import told
from core.demo.cues import Kept
from core.demo.scene import Scene
from core.records import lesson, meeting, report
from core.records.meeting import Setup
from core.records.report import ByHand

OFFICE: Final = "hq/b2"
DONGGANG: Final = "hq/b2/donggang"
BEIDI: Final = "hq/b2/beidi"
YOUQU: Final = "hq/b2/youqu"
STATIONS: Final = (DONGGANG, BEIDI, YOUQU)

STOOD_DOWN: Final = timedelta(days=3, hours=8)
"""When the emergency ends, from the midnight on in which the first day begins."""


def said() -> dict[str, Any]:
    """The words of the story."""
    return told("typhoon")


def secretary() -> str:
    """Name of who speaks for the branch."""
    return str(said()["secretary"])


def at_clock(clock_time: str) -> timedelta:
    """A time of the first day, HH:MM or HH:MM:SS."""
    hours, minutes, *seconds = map(int, clock_time.split(":"))
    return timedelta(hours=hours, minutes=minutes, seconds=sum(seconds))


def begin_meeting(scene: Scene, form: str, topic: str) -> str:
    """A meeting begins, led by the team leader and recorded by the duty officer; returns its id."""
    setup = Setup(presider=scene.id(scene.leader), recorder=scene.id(scene.officer))
    return scene.do(meeting.open_meeting, form, topic, setup)


def submit_report(scene: Scene, form: str, *by_hand: ByHand) -> str:
    """What the records say since the last one, submitted by the team leader."""
    scope = scope_of(scene.replica, form, scene.clock.now())
    return scene.do(report.submit, scope, compile_report(scene.replica, scope), by_hand, author=scene.leader)


def deliver(scene: Scene, kept: Kept) -> None:
    """The team on duty holds the lesson and answers its question."""
    scene.do(lesson.deliver, kept["lesson"], asked=True)
