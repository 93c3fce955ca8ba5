"""Micro-meetings, the weekly meetings, and the one an alarm broke into (S3)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from core.demo.plan import Plan
from core.demo.scene import Scene
from core.records import meeting

Steps = list[tuple[float, Any]]


def plan_micro(plan: Plan, start: datetime, said: dict[str, Any]) -> None:
    """Three minutes in the garage: a requirement, a decision, a second person's PIN."""
    made: dict[str, str] = {}
    plan.episode(
        start,
        [
            (0, lambda scene: _open(scene, made, "micro", said["topic"])),
            (2, lambda scene: scene.do(meeting.note, made["id"], "requirements", said["requirements"])),
            (3, lambda scene: _end(scene, made["id"], said["decision"])),
            (4, lambda scene: _second(scene, made["id"])),
        ],
    )


def plan_weekly(plan: Plan, start: datetime, week: int) -> None:
    """Team study one week, team meeting the next."""
    weekly = plan.story.told("days")["weekly"]
    said, made = weekly[week % len(weekly)], dict[str, str]()
    plan.episode(
        start,
        [
            (0, lambda scene: _open(scene, made, said["form"], said["topic"], said["mode"])),
            (15, lambda scene: scene.do(meeting.note, made["id"], said["part"], said["text"])),
            (25, lambda scene: scene.do(meeting.note, made["id"], "view", said["view"])),
            (40, lambda scene: _end(scene, made["id"], "")),
            (42, lambda scene: _second(scene, made["id"])),
        ],
    )


def interrupted(said: dict[str, str], back: float) -> Steps:
    """A meeting that begins two minutes before the alarm; its timer stops by itself and goes on after the return."""
    made: dict[str, str] = {}
    return [
        (-2, lambda scene: _open(scene, made, "micro", said["topic"])),
        (back + 8, lambda scene: scene.do(meeting.resume, made["id"])),
        (back + 9, lambda scene: scene.do(meeting.note, made["id"], "requirements", said["requirements"])),
        (back + 11, lambda scene: _end(scene, made["id"], "")),
        (back + 12, lambda scene: _second(scene, made["id"])),
    ]


def _open(scene: Scene, made: dict[str, str], form: str, topic: str, mode: str = "") -> None:
    setup = meeting.Setup(presider=scene.id(scene.leader), recorder=scene.id(scene.officer), study_mode=mode)
    made["id"] = scene.do(meeting.open_meeting, form, topic, setup)


def _end(scene: Scene, record: str, decision: str) -> None:
    """Close it, with a decision or with the word that there is none."""
    if decision:
        scene.do(meeting.decide_line, record, decision)
    scene.do(meeting.close, record, nothing=not decision)


def _second(scene: Scene, record: str) -> None:
    """Somebody who was there and did not write it confirms (E05)."""
    scene.do(meeting.confirm, record, scene.sign(scene.leader))
