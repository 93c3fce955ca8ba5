"""The units of a station: the station (站点) itself and its teams (班组)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from core.errors import Refusal
from core.records.kind import Fact, Meta, RecordKind, Summary
from core.records.lookup import pick, states
from core.rules.posts import Minimums
from core.text import clean

if TYPE_CHECKING:
    from core.replica.act import Act
    from core.replica.replica import Replica

ADDED, RENAMED, MINIMUMS_SET = "unit.added", "unit.renamed", "unit.minimums_set"
STATION: Final = "org.station"
TEAM: Final = "org.team"
ONE_OF_EACH: Final = Minimums()
UNIT = RecordKind("unit")
KINDS = (UNIT,)


@dataclass(frozen=True, slots=True)
class Unit:
    """A station or team; `level` is org.station or org.team, `parent` a unit's id or empty."""

    meta: Meta
    name: str
    code: str
    level: str
    parent: str
    minimums: Minimums = ONE_OF_EACH
    """How many of each post a shift needs; kept on the station's unit."""


@UNIT.opens(ADDED)
def _added(meta: Meta, fact: Fact) -> Unit:
    body = fact.body
    return Unit(meta, body["name"], body["code"], body["level"], body.get("parent", ""))


@UNIT.on(RENAMED)
def _renamed(state: Unit, fact: Fact) -> Unit:
    return replace(state, name=fact.body["name"])


@UNIT.on(MINIMUMS_SET)
def _minimums_set(state: Unit, fact: Fact) -> Unit:
    given = {name: int(value) for name, value in fact.body.items() if name in Minimums.__slots__}
    return replace(state, minimums=replace(state.minimums, **given))


@UNIT.summarises
def _summary(state: Unit) -> Summary:
    return Summary(state.name, subject=state.level, parent=state.parent)


def add_station(act: Act) -> str:
    """The station as a unit, added at the first call; returns its id, the same on every terminal."""
    seat = act.replica.seat
    if seat is None:
        raise Refusal("store.not_set_up")
    if act.replica.state(seat.station_record) is None:
        body = {"name": seat.station, "code": seat.code, "level": STATION}
        act.open(UNIT, ADDED, body, record=seat.station_record)
    return seat.station_record


def add_team(act: Act, name: str, code: str = "") -> str:
    """Add a team (班组) to the station; returns its id.

    Raises Refusal for an empty name or one that is taken.
    """
    name, code = clean(name, limit=40).strip(), clean(code, limit=20).strip()
    if not name:
        raise Refusal("unit.no_name")
    known = teams(act.replica)
    if any(team.name == name for team in known):
        raise Refusal("unit.taken", name=name)
    station = add_station(act)
    body = {"name": name, "code": code or str(len(known) + 1), "level": TEAM, "parent": station}
    return act.open(UNIT, ADDED, body)


def rename_unit(act: Act, unit: str, name: str) -> None:
    """Give a station or team another name; earlier records keep the name they were written with."""
    name = clean(name, limit=40).strip()
    if not name:
        raise Refusal("unit.no_name")
    act.state(Unit, unit)
    act.append(RENAMED, unit, {"name": name})


def set_minimums(act: Act, needed: Minimums) -> None:
    """Set how many of each post a shift of this station needs."""
    counts = {name: int(getattr(needed, name)) for name in Minimums.__slots__}
    if min(counts.values()) < 0:
        raise Refusal("unit.minimum")
    act.append(MINIMUMS_SET, add_station(act), counts)


def minimums(replica: Replica) -> Minimums:
    """How many of each post a shift of this station needs; one of each until the station says otherwise."""
    state = None if replica.seat is None else replica.state(replica.seat.station_record)
    return state.minimums if isinstance(state, Unit) else ONE_OF_EACH


def units(replica: Replica) -> list[Unit]:
    """The station, then its teams in the order they were added."""
    return sorted(states(replica, UNIT, Unit), key=lambda unit: unit.level != STATION)


def teams(replica: Replica) -> list[Unit]:
    """The teams of the station, in the order they were added."""
    return [unit for unit in units(replica) if unit.level == TEAM]


def find_team(replica: Replica, typed: str) -> Unit:
    """The team meant by `typed` (code, name, initials); raises NotFound, or Refusal when several could be."""
    return pick(typed, teams(replica), lambda team: (team.code, team.name), "unit.not_found")


def stations_below(replica: Replica) -> list[tuple[str, str]]:
    """Path and name of the stations below this terminal's unit, by path; empty at a station."""
    if replica.seat is None:
        return []
    below = f"{replica.seat.unit}/"
    found = (one for one in states(replica, UNIT, Unit) if one.level == STATION)
    # A station's unit record is named after its path; one from before it joined bears another id.
    return sorted(
        (one.meta.unit, one.name)
        for one in found
        if one.meta.unit.startswith(below) and one.meta.id == replica.seat.unit_record(one.meta.unit)
    )


def at_branch(replica: Replica) -> bool:
    """Whether this terminal is a branch's: it knows stations below its own unit."""
    return bool(stations_below(replica))
