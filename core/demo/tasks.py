"""What is to be done, and what is out of order: actions, hazards, problems, orders, vehicles in the workshop."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from core.clock import epoch_ms
from core.demo.plan import Plan
from core.demo.scene import Scene
from core.records import action, gear, issue, vehicle
from core.records.order import give_order, lift_order

_RIPE: Final = timedelta(days=2)
"""After so long an action item is done, unless the story keeps it open."""


def plan_tasks(plan: Plan, start: datetime, number: int) -> None:
    """What day `number` brings, and its look through the open action items."""
    days = plan.story.told("days")
    for one in days["issues"]:
        if one["day"] == number:
            _plan_issue(plan, start + timedelta(hours=2, minutes=20), one)
    for one in days["orders"]:
        if one["day"] == number:
            _plan_order(plan, start + timedelta(hours=1, minutes=5), one)
    for one in days["outages"]:
        if one["day"] == number:
            _plan_outage(plan, start + timedelta(hours=1, minutes=30), one)
    for one in days["queries"]:
        if one["day"] == number:
            _plan_shortage(plan, start + timedelta(hours=22), one)
    plan.add(start + timedelta(hours=7, minutes=30), lambda scene: _finish_ripe(scene, days["kept"]))
    plan.add(start + timedelta(hours=8, minutes=20), _verify_finished)


def _plan_issue(plan: Plan, start: datetime, one: dict[str, Any]) -> None:
    """Found, and after some days removed and looked at by the leader."""
    made: dict[str, str] = {}

    def find(scene: Scene) -> None:
        due = scene.clock.now() + timedelta(days=one["days"] or 7)
        owner = scene.people[one["owner"]].body()
        made["id"] = scene.do(
            issue.open_issue, one["sort"], one["text"], issue.Details(one["place"], owner, due)
        )

    plan.add(start, find)
    if one["days"]:
        gone = start + timedelta(days=one["days"])
        plan.add(gone, lambda scene: scene.do(issue.finish, made["id"], by=scene.id(one["owner"])))
        plan.add(
            gone + timedelta(hours=2), lambda scene: _verify(scene, issue.verify, made["id"], one["owner"])
        )


def _plan_order(plan: Plan, start: datetime, one: dict[str, Any]) -> None:
    made: dict[str, str] = {}
    plan.add(start, lambda scene: made.update(id=scene.do(give_order, one["text"], given_by=one["by"])))
    if one["days"]:
        plan.add(start + timedelta(days=one["days"]), lambda scene: scene.do(lift_order, made["id"]))


def _plan_outage(plan: Plan, start: datetime, one: dict[str, Any]) -> None:
    """Into the workshop (检修), and back when the story says how long it took."""

    def out(scene: Scene) -> None:
        found = vehicle.find_vehicle(scene.replica, one["vehicle"])
        expected = scene.clock.now() + timedelta(hours=one["hours"] or 30)
        scene.do(vehicle.take_out_of_service, found.meta.id, one["reason"], expected=expected)

    def back(scene: Scene) -> None:
        scene.do(vehicle.return_to_service, vehicle.find_vehicle(scene.replica, one["vehicle"]).meta.id)

    plan.add(start, out)
    if one["hours"]:
        plan.add(start + timedelta(hours=one["hours"]), back)


def _plan_shortage(plan: Plan, start: datetime, one: dict[str, Any]) -> None:
    """One too few when counted, and all there again the next afternoon."""

    def count(scene: Scene, missing: int, why: str) -> None:
        found = gear.find_gear(scene.replica, one["gear"])
        scene.do(gear.count_gear, found.meta.id, found.expected - missing, why)

    plan.add(start, lambda scene: count(scene, 1, one["short"]))
    plan.add(start + timedelta(hours=9), lambda scene: count(scene, 0, ""))


def _finish_ripe(scene: Scene, kept: list[str]) -> None:
    """Action items older than two days are done by their owners."""
    limit = epoch_ms(scene.clock.now() - _RIPE)
    for row in scene.replica.rows("action", open=True):
        state: action.Action = scene.replica.state(row.id)
        waits = state.status in ("open", "doing", "returned") and not state.text.startswith(tuple(kept))
        if waits and row.at < limit and state.owner is not None:
            scene.do(action.finish, row.id, by=state.owner.id)


def _verify_finished(scene: Scene) -> None:
    """What was done is looked at by somebody else (K05)."""
    for row in scene.replica.rows("action", open=True):
        state: action.Action = scene.replica.state(row.id)
        if state.status == "done":
            _verify(scene, action.verify, row.id, state.owner.name if state.owner else "")


def _verify(scene: Scene, verify: Any, record: str, owner: str) -> None:
    other = scene.leader if scene.leader != owner else scene.officer
    scene.do(verify, record, person=scene.id(other))
