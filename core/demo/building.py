"""Building the demo: the same seed and the same present give the same records, numbers and words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, Final

from core.clock import ManualClock
from core.demo.calls import plan_call
from core.demo.cast import DONGGANG, Story
from core.demo.hours import HOUR, last_watch, within
from core.demo.meetings import plan_micro, plan_weekly
from core.demo.plan import Plan
from core.demo.scene import PIN, Scene
from core.demo.slips import plan_slips
from core.demo.standbys import plan_standbys
from core.demo.station import furnish
from core.demo.summary import Summary, summarise
from core.demo.tasks import plan_tasks
from core.demo.tonight import plan_tonight
from core.demo.watch import Absence, plan_day, plan_handover, plan_lines
from core.ids import IdSource
from core.replica.setup import set_up

DAYS: Final = 28
NIGHT: Final = timedelta(hours=4)
"""The last hours before the present are told by `core.demo.tonight` alone."""
__all__ = ["DAYS", "PIN", "build"]


def build(
    directory: Path,
    until: datetime,
    tell: Callable[[float], None] = lambda _: None,
    *,
    days: int | None = None,
    story: Story = DONGGANG,
) -> Summary:
    """Make the station of `story` in the empty `directory` as it is at `until`, after `days`.

    `tell` hears the share done.  Raises Refusal when the directory belongs to a station already.
    """
    until, days = until.replace(second=0, microsecond=0), DAYS if days is None else days
    last = last_watch(until)
    first = last - timedelta(days=days)
    cast = story.told("station")
    clock = ManualClock(first, boot_ms=60_000, boot_id="demo")
    ids = IdSource(Random(f"{story.name}/ids").randbytes)
    with set_up(directory, clock, station=cast["station"], code=cast["code"], ids=ids) as replica:
        # Nobody's work is lost if the power fails now, and the disk is asked two thousand times less.
        replica.connection.execute("PRAGMA synchronous = OFF")
        scene = Scene(replica, clock, story)
        furnish(scene, first.date(), -days % story.teams)
        plan = Plan(until, story)
        for back in range(days, -1, -1):
            _plan_watch(plan, scene, last - timedelta(days=back), back)
        plan.play(scene, tell)
        replica.connection.execute("PRAGMA synchronous = FULL")
        return summarise(replica, first, until)


def _plan_watch(plan: Plan, scene: Scene, start: datetime, back: int) -> None:
    """The watch so many days `back`; the last one is the present, and the first team has it."""
    story, number, present = plan.story, DAYS - back, back == 0
    absences = _absences(scene, -back % story.teams, present)
    plan_day(plan, start, absences, number)
    plan_tasks(plan, start, number)
    for one in story.told("days")["micro"]:
        if one["day"] == number:
            plan_micro(plan, start + 8 * HOUR + timedelta(minutes=35), one)
    if number % 7 == 2:
        plan_weekly(plan, start + 7 * HOUR, number // 7)
    settled = plan.earlier(NIGHT) if present else plan
    plan_lines(settled, start, scene)
    plan_standbys(settled, start, scene, number)
    if present:
        plan_tonight(plan, start)
        return
    plan_slips(plan, start, number)
    for call in story.told("calls")["incidents"]:
        if call["day"] == number:
            plan_call(plan, within(start, call["at"]), call)
    notes = {one["day"]: str(one["note"]) for one in story.told("days")["queries"]}
    plan_handover(plan, start + timedelta(days=1), notes.get(number, ""))


def _absences(scene: Scene, team: int, present: bool) -> list[Absence]:
    """One or two of the crew are away, with the states a roll call knows."""
    if present:
        return [tuple(one) for one in scene.story.told("tonight")["absences"]]
    crew = scene.crews[team][2:]
    states: list[Any] = [("att.leave", "leave.annual"), ("att.leave", "leave.private"), ("att.training", "")]
    names = scene.dice.sample(crew, scene.dice.choice((0, 1, 1, 2)))
    return [(name, *states[scene.dice.randrange(len(states))]) for name in names]
