"""Vehicles (车辆): what they carry and whether they are ready (执勤) or in the workshop (检修)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from core.clock import instant, iso
from core.errors import Refusal
from core.records.kind import Fact, Line, Meta, RecordKind, Summary
from core.records.lookup import pick, states
from core.text import clean

if TYPE_CHECKING:
    from core.replica.act import Act
    from core.replica.replica import Replica

ADDED, CHANGED = "vehicle.added", "vehicle.changed"
OUT, READY, RETIRED = "vehicle.out_of_service", "vehicle.in_service", "vehicle.retired"
FIELDS: Final = frozenset({"name", "kind", "water_l", "foam_l"})
VEHICLE = RecordKind("vehicle")
KINDS = (VEHICLE,)


@dataclass(frozen=True, slots=True)
class Outage:
    """Why a vehicle is out of service, since when, and when it is expected back."""

    reason: str
    since: datetime
    expected: datetime | None


@dataclass(frozen=True, slots=True)
class Vehicle:
    """A vehicle; water and foam in litres, `kind` in the station's own words."""

    meta: Meta
    name: str
    kind: str
    water_l: int
    foam_l: int
    outage: Outage | None = None
    retired: bool = False

    @property
    def ready(self) -> bool:
        """Whether it can turn out."""
        return self.outage is None and not self.retired


@VEHICLE.opens(ADDED)
def _added(meta: Meta, fact: Fact) -> Vehicle:
    body = fact.body
    return Vehicle(meta, body["name"], body["kind"], int(body["water_l"]), int(body["foam_l"]))


@VEHICLE.on(CHANGED)
def _changed(state: Vehicle, fact: Fact) -> Vehicle:
    return replace(state, **{name: value for name, value in fact.body.items() if name in FIELDS})


@VEHICLE.on(OUT)
def _out(state: Vehicle, fact: Fact) -> Vehicle:
    expected = fact.body.get("expected")
    outage = Outage(fact.body["reason"], fact.at, None if expected is None else instant(expected))
    return replace(state, outage=outage)


@VEHICLE.on(READY)
def _ready(state: Vehicle, fact: Fact) -> Vehicle:
    return replace(state, outage=None)


@VEHICLE.on(RETIRED)
def _retired(state: Vehicle, fact: Fact) -> Vehicle:
    return replace(state, retired=True)


@VEHICLE.says(OUT)
def _say_out(state: Vehicle, fact: Fact) -> Line:
    params = {"name": state.name, "reason": fact.body["reason"]}
    expected = fact.body.get("expected")
    if expected is None:
        return Line("vehicle.out_line", params, (state.name,))
    return Line(
        "vehicle.out_until_line", params | {"until": instant(expected).strftime("%m-%d %H:%M")}, (state.name,)
    )


@VEHICLE.says(READY)
def _say_ready(state: Vehicle, fact: Fact) -> Line:
    return Line("vehicle.ready_line", {"name": state.name}, (state.name,))


@VEHICLE.says(RETIRED)
def _say_retired(state: Vehicle, fact: Fact) -> Line:
    return Line("vehicle.retired_line", {"name": state.name}, (state.name,))


@VEHICLE.summarises
def _summary(state: Vehicle) -> Summary:
    status = "vehicle.ready" if state.ready else "vehicle.retired" if state.retired else "vehicle.repair"
    return Summary(
        state.name, status=status, open=not state.retired, due=state.outage.expected if state.outage else None
    )


def add_vehicle(act: Act, name: str, kind: str = "", *, water_l: int = 0, foam_l: int = 0) -> str:
    """Add a vehicle with its tanks in litres; returns its id. Raises Refusal for an empty or taken name."""
    name = _free_name(act, name)
    body = {
        "name": name,
        "kind": clean(kind, limit=40).strip(),
        "water_l": max(0, water_l),
        "foam_l": max(0, foam_l),
    }
    return act.open(VEHICLE, ADDED, body)


def change_vehicle(act: Act, vehicle: str, **changes: Any) -> None:
    """Change `name`, `kind`, `water_l` or `foam_l`."""
    state = act.state(Vehicle, vehicle)
    if not changes or changes.keys() - FIELDS:
        raise Refusal("person.no_change")
    if "name" in changes and changes["name"] != state.name:
        changes["name"] = _free_name(act, changes["name"])
    if "kind" in changes:
        changes["kind"] = clean(changes["kind"], limit=40).strip()
    act.append(CHANGED, vehicle, changes)


def take_out_of_service(act: Act, vehicle: str, reason: str, *, expected: datetime | None = None) -> None:
    """Record that a vehicle cannot turn out (检修), why, and when it is expected back if anybody knows."""
    act.state(Vehicle, vehicle)
    reason = clean(reason, limit=200).strip()
    if not reason:
        raise Refusal("vehicle.no_reason")
    body: dict[str, Any] = {"reason": reason}
    if expected is not None:
        body["expected"] = iso(expected)
    act.append(OUT, vehicle, body)


def return_to_service(act: Act, vehicle: str) -> None:
    """Record that a vehicle is ready again (执勤); one that is ready already is left alone."""
    if not act.state(Vehicle, vehicle).ready:
        act.append(READY, vehicle, {})


def retire(act: Act, vehicle: str) -> None:
    """Record that a vehicle has left the station for good."""
    act.state(Vehicle, vehicle)
    act.append(RETIRED, vehicle, {})


def vehicles(replica: Replica, *, ready: bool | None = None) -> list[Vehicle]:
    """The vehicles of the station, as they were added; only the ready or unready ones when asked."""
    found = [vehicle for vehicle in states(replica, VEHICLE, Vehicle) if not vehicle.retired]
    return found if ready is None else [vehicle for vehicle in found if vehicle.ready == ready]


def find_vehicle(replica: Replica, typed: str) -> Vehicle:
    """The vehicle meant by `typed` (name, its digits, initials); raises NotFound, or Refusal for several."""
    return pick(typed, vehicles(replica), lambda vehicle: (vehicle.name,), "vehicle.not_found")


def _free_name(act: Act, name: str) -> str:
    name = clean(name, limit=40).strip()
    if not name or any(vehicle.name == name for vehicle in vehicles(act.replica)):
        raise Refusal("vehicle.name_taken", name=name)
    return name
