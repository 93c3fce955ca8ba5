"""The present: the last watch as the officer finds it, with an incident eight minutes old."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from core.demo.plan import Plan
from core.demo.scene import Scene
from core.demo.slips import late, misheard
from core.demo.standbys import begin, relieve
from core.records import gear, incident, issue, log
from core.records.incident.standby import gas_test

ROOM: Final = timedelta(minutes=45)
"""Nothing of it happens sooner after the watch began."""


def plan_tonight(plan: Plan, start: datetime) -> None:
    """What the Watch page shows at `plan.until`, as far as the watch that began at `start` has room for it."""
    for minutes, step in _steps(plan):
        moment = plan.until - timedelta(minutes=minutes)
        if moment >= start + ROOM or minutes <= 8:
            plan.add(moment, step)


def _steps(plan: Plan) -> list[tuple[float, Any]]:
    """Minutes before the present, and what happens, as far as the story has it; later steps build on earlier ones."""
    said, made = plan.story.told("tonight"), dict[str, Any]()
    steps = [
        (235, "gear", lambda scene: _count_short(scene, said)),
        (212, "standby", lambda scene: _stand_by(scene, made, said)),
        (152, "standby", lambda scene: relieve(scene, made) if made else None),
        (117, "heard", lambda scene: misheard(scene, *said["heard"])),
        (116, "danger", lambda scene: _danger(scene, said["danger"])),
        (75, "quiet", lambda scene: scene.do(log.note, said["quiet"])),
        (20, "late", lambda scene: late(scene, said["late"], minutes=22)),
    ]
    return [(minutes, step) for minutes, part, step in steps if part in said] + (
        _alarm(said) if "call" in said else []
    )


def _alarm(said: dict[str, Any]) -> list[tuple[float, Any]]:
    """A call eight minutes old."""
    made, vehicles = dict[str, Any](), said["vehicles"]

    def arrived(vehicle: str) -> Any:
        return lambda scene: scene.do(incident.stamp, made["call"], "inc.on_scene", vehicle=vehicle)

    return [
        (8, lambda scene: made.update(call=scene.do(incident.open_incident, said["call"]))),
        (7.5, lambda scene: scene.do(incident.fill, made["call"], caller=said["caller"])),
        (7, lambda scene: _turn_out(scene, made["call"], vehicles)),
        (6, lambda scene: _tell(scene, made["call"], said["told"])),
        (4, arrived(vehicles[0])),
        (3.5, lambda scene: scene.do(incident.note, made["call"], said["first"])),
        (0.5, arrived(vehicles[1])),
        (0, lambda scene: scene.do(incident.note, made["call"], said["second"])),
    ]


def _stand_by(scene: Scene, made: dict[str, Any], said: dict[str, Any]) -> None:
    begin(scene, made, said["standby"], said["permit"])
    scene.do(gas_test, made["id"], *scene.story.told("calls")["gases"][0])


def _turn_out(scene: Scene, record: str, vehicles: list[str]) -> None:
    """Everybody but the duty officer goes, in two vehicles."""
    hands = [scene.leader, *scene.hands]
    half = (len(hands) + 1) // 2
    for name, crew in zip(vehicles, (hands[:half], hands[half:]), strict=True):
        scene.do(incident.send, record, name, scene.bodies(crew))


def _tell(scene: Scene, record: str, parties: list[str]) -> None:
    for party in parties:
        scene.do(incident.notify, record, party)


def _danger(scene: Scene, said: dict[str, Any]) -> None:
    """A hydrant without water until the morning (险情)."""
    until = scene.clock.now().replace(minute=0) + timedelta(hours=5)
    scene.do(issue.open_issue, "inc.danger", said["text"], issue.Details(said["place"], until=until))


def _count_short(scene: Scene, said: dict[str, Any]) -> None:
    """Two hoses are away for repair."""
    one = gear.find_gear(scene.replica, said["gear"])
    scene.do(gear.count_gear, one.meta.id, one.expected - 2, said["gear_note"])
