"""Standbys (监护): nine of ten calls of a port brigade, the later ones of a berth by repeating the last."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from core.demo.plan import Plan
from core.demo.scene import Scene
from core.records.incident import close
from core.records.incident.standby import gas_test, last_standby, open_standby, repeat_last, watch

Made = dict[str, Any]


def plan_standbys(plan: Plan, start: datetime, scene: Scene, number: int) -> None:
    """Two or three a day, between breakfast and midnight, each at a place of its own."""
    told_of = plan.story.told("calls")["standbys"]
    chosen = scene.dice.sample(range(len(told_of)), scene.dice.choice((2, 2, 3, 3)))
    for order, place in enumerate(chosen):
        begin = start + timedelta(hours=1 + 4 * order, minutes=scene.dice.randrange(5, 55))
        minutes = scene.dice.randrange(90, 260)
        plan_one(plan, begin, minutes, told_of[place], f"{number:02d}{order + 1}")


def plan_one(plan: Plan, start: datetime, minutes: int, one: list[str], permit: str) -> None:
    """One standby from start to stop, relieved half-way, with gas tests."""
    made: Made = {}
    gases = plan.story.told("calls")["gases"]
    plan.episode(
        start,
        [
            (0, lambda scene: begin(scene, made, one, permit)),
            (3, lambda scene: scene.do(gas_test, made["id"], *gases[0])),
            (minutes * 0.5, lambda scene: relieve(scene, made)),
            (
                minutes * 0.5 + 4,
                lambda scene: scene.do(gas_test, made["id"], *gases[len(permit) % len(gases)]),
            ),
            (minutes, lambda scene: _stop(scene, made)),
            (minutes + 4, lambda scene: scene.do(close, made["id"])),
        ],
    )


def begin(scene: Scene, made: Made, one: list[str], permit: str) -> None:
    """Open it: the first of a berth from what is typed, every later one by repeating the last."""
    berth, text, ship, prefix = one
    pair = _two(scene)
    number = f"{prefix}-{permit}"
    if last_standby(scene.replica, berth) is not None:
        made["id"] = scene.do(repeat_last, berth, ship=ship, permit=number, people=scene.bodies(pair))
    else:
        fields = {"permit": number} | ({"ship": ship} if ship else {})
        made["id"] = scene.do(open_standby, berth, text, **fields)
        scene.do(watch, made["id"], "start", scene.bodies(pair))
    made["pair"] = pair


def relieve(scene: Scene, made: Made) -> None:
    """Two others take over (换岗)."""
    tired = made["pair"]
    made["pair"] = _two(scene)
    scene.standing -= set(tired)
    scene.do(watch, made["id"], "relief", scene.bodies(made["pair"]))


def _stop(scene: Scene, made: Made) -> None:
    scene.standing -= set(made["pair"])
    scene.do(watch, made["id"], "stop")


def _two(scene: Scene) -> list[str]:
    """Two of those who are free; they stand there from now on."""
    pair = scene.dice.sample(scene.hands, min(2, len(scene.hands)))
    scene.standing |= set(pair)
    return pair
