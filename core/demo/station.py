"""Setting a terminal up: a station with teams, things, the pattern of shifts and the first watch; or an office."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from core.demo.scene import PIN, Scene
from core.records.gear import add_gear
from core.records.pattern import set_pattern
from core.records.pattern_examples import round_the_clock
from core.records.person import Proposed, add_people
from core.records.place import add_place
from core.records.reference import Ref, ref
from core.records.shift import open_shift
from core.records.unit import add_station, add_team, teams
from core.records.vehicle import add_vehicle
from core.signing import choose_pin, keep_pin

if TYPE_CHECKING:
    from core.replica.act import Act


def furnish(scene: Scene, first_day: date, turn: int) -> None:
    """Everything a new station types in once; the team with index `turn` has duty on `first_day`."""
    cast = scene.story.told("station")
    scene.do(_things, cast)
    people = [
        Proposed(name, team=team["name"], qualifications=_keys("qual", skill), roles=_keys("role", role))
        for team in cast["teams"]
        for name, skill, role in team["people"]
    ]
    made = scene.do(add_people, people)
    scene.people = {one.name: Ref(record, one.name) for one, record in zip(people, made, strict=True)}
    scene.crews = [[name for name, _, _ in team["people"]] for team in cast["teams"]]
    scene.teams = [ref(team) for team in teams(scene.replica)]
    scene.turn = turn
    order = [scene.teams[(turn + place) % len(scene.teams)] for place in range(len(scene.teams))]
    scene.do(set_pattern, cast["pattern"], round_the_clock(first_day, order))
    _give_pins(scene)
    scene.do(open_shift, team=scene.teams[turn].id, officer=scene.id(scene.officer))


def staff(scene: Scene) -> None:
    """The people of a terminal above the stations, which keeps no watch."""
    people = [
        Proposed(name, roles=_keys("role", role)) for name, role in scene.story.told("station")["people"]
    ]
    made = scene.do(add_people, people)
    scene.people = {one.name: Ref(record, one.name) for one, record in zip(people, made, strict=True)}
    _give_pins(scene)


def _things(act: Act, cast: dict[str, Any]) -> None:
    """Teams, vehicles, gear and places in one act."""
    add_station(act)
    for team in cast["teams"]:
        add_team(act, team["name"])
    for name, kind, water, foam in cast["vehicles"]:
        add_vehicle(act, name, kind, water_l=water, foam_l=foam)
    for name, expected in cast["gear"]:
        add_gear(act, name, expected)
    for name, sort in cast["places"]:
        add_place(act, name, f"place.{sort}")


def _keys(area: str, name: str) -> tuple[str, ...]:
    return (f"{area}.{name}",) if name else ()


def _give_pins(scene: Scene) -> None:
    """The same PIN for everybody, hashed quickly: it guards nothing."""
    from argon2 import PasswordHasher

    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    for person in scene.people.values():
        chosen = choose_pin(scene.replica, PIN)
        keep_pin(scene.replica, person.id, str(quick.hash(chosen.given)))
