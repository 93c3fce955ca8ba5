"""Calls: an incident from the first word to the completed record, and what is learned from it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from core.demo.meetings import interrupted
from core.demo.plan import Plan
from core.demo.scene import Scene
from core.records import incident
from core.records.incident.aftermath import Lessons, damage, review

CREW: Final = 5
"""People of one vehicle."""

_STAGES: Final = ("inc.turnout", "inc.on_scene", "inc.controlled", "inc.closed", "inc.back")


def plan_call(plan: Plan, start: datetime, call: dict[str, Any]) -> None:
    """One call of the story, planned whole."""
    turnout, on_scene, controlled, closed, back = call["minutes"]
    made: dict[str, Any] = {}
    steps: list[tuple[float, Any]] = [
        (0, lambda scene: made.update(id=scene.do(incident.open_incident, call["line"]))),
        (turnout, lambda scene: _turn_out(scene, made, call)),
        (turnout + 1, lambda scene: _tell(scene, made["id"], call)),
        (on_scene, lambda scene: _stamp_vehicles(scene, made["id"], "inc.on_scene", call)),
        *((minutes, _stage(made, stage)) for minutes, stage in ((controlled, 2), (closed, 3)) if minutes),
        (back, lambda scene: _stamp_vehicles(scene, made["id"], "inc.back", call)),
        (back + 6, lambda scene: _complete(scene, made["id"], call)),
    ]
    for place, text in enumerate(call["notes"]):
        after = on_scene + 1 + place * (closed - on_scene) / (len(call["notes"]) + 0.2)
        steps.append((after, _note(made, text)))
    if call.get("grade"):
        steps.append((on_scene + 2, lambda scene: scene.do(incident.raise_grade, made["id"], call["grade"])))
    if call.get("damaged"):
        steps.append((back + 4, lambda scene: scene.do(damage, made["id"], call["damaged"])))
    if call.get("meeting"):
        steps += interrupted(call["meeting"], back)
    planned = plan.episode(start, steps)
    if planned and call.get("review"):
        plan.add(start + timedelta(hours=3), lambda scene: _review(scene, made["id"], call["review"]))


def _turn_out(scene: Scene, made: dict[str, Any], call: dict[str, Any]) -> None:
    """Vehicles go with their crews, whose names come from the roll call; there they are out (出警) now."""
    hands = [scene.leader, *scene.hands][: CREW * len(call["vehicles"])]
    crews = [hands[place :: len(call["vehicles"])] for place in range(len(call["vehicles"]))]
    for vehicle, crew in zip(call["vehicles"], crews, strict=True):
        scene.do(incident.send, made["id"], vehicle, scene.bodies(crew))


def _stamp_vehicles(scene: Scene, record: str, stage: str, call: dict[str, Any]) -> None:
    for vehicle in call["vehicles"]:
        scene.do(incident.stamp, record, stage, vehicle=vehicle)


def _stage(made: dict[str, Any], place: int) -> Any:
    return lambda scene: scene.do(incident.stamp, made["id"], _STAGES[place])


def _note(made: dict[str, Any], text: str) -> Any:
    return lambda scene: scene.do(incident.note, made["id"], text)


def _tell(scene: Scene, record: str, call: dict[str, Any]) -> None:
    for party in call["told"]:
        scene.do(incident.notify, record, party)


def _complete(scene: Scene, record: str, call: dict[str, Any]) -> None:
    """Nothing is assumed: what the class asks for is typed, then the record is completed."""
    if call["fill"]:
        scene.do(incident.fill, record, **call["fill"])
    scene.do(incident.close, record)


def _review(scene: Scene, record: str, said: list[str]) -> None:
    course, well, wrong, *measures = said
    scene.do(review, record, Lessons(course, well, wrong), measures, author=scene.leader)
