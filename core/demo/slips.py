"""What goes wrong on every desk: a line written late, a line written twice, a word misheard."""

from __future__ import annotations

from datetime import datetime, timedelta

from core.demo.plan import Plan
from core.demo.scene import Scene
from core.records import log
from core.records.correction import amend, strike


def plan_slips(plan: Plan, start: datetime, number: int) -> None:
    """Something small on every third day or so."""
    days = plan.story.told("days")
    if number % 4 == 1:
        text = days["late"][number // 4 % len(days["late"])]
        plan.add(start + timedelta(hours=9, minutes=25), lambda scene: late(scene, text, minutes=55))
    if number % 9 == 4:
        text = days["doubled"][number // 9 % len(days["doubled"])]
        plan.add(start + timedelta(hours=6, minutes=10), lambda scene: _doubled(scene, text))
    if number % 13 == 6:
        wrong, right = days["amended"][number // 13 % len(days["amended"])]
        plan.add(start + timedelta(hours=11, minutes=2), lambda scene: misheard(scene, wrong, right))


def late(scene: Scene, text: str, *, minutes: int) -> None:
    """A line back-filled (补录) with its reason (E02)."""
    at = scene.clock.now() - timedelta(minutes=minutes)
    scene.do(log.note, text, at=at, reason=scene.story.told("days")["reason"])


def _doubled(scene: Scene, text: str) -> None:
    """The same line twice; the second is struck (作废)."""
    scene.do(log.note, text)
    second = scene.do(log.note, text)
    scene.do(strike, second, scene.story.told("days")["struck"])


def misheard(scene: Scene, wrong: str, right: str) -> None:
    """A line amended (更正); what it said before stays readable."""
    record = scene.do(log.note, wrong)
    opener = scene.replica.state(record).meta.opener
    scene.do(amend, record, str(opener), {"text": right}, scene.story.told("days")["heard"])
