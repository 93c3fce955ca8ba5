"""People of the station (指战员): code, name, team, dated appointments, qualifications.

No health, no family, no party status: what has no purpose at the duty desk has no field (PV01, PV03).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from core.records.kind import Fact, Line, Meta, RecordKind, Summary

ADDED, CHANGED, LEFT = "person.added", "person.changed", "person.left"
APPOINTED, APPOINTMENT_ENDED, PIN_SET = "person.appointed", "person.appointment_ended", "person.pin_set"
PERSON = RecordKind("person")
KINDS = (PERSON,)

COMMANDER: Final = "qual.commander"
DRIVER: Final = "qual.driver"
COMMUNICATOR: Final = "qual.communicator"
QUALIFICATIONS: Final = (COMMANDER, DRIVER, COMMUNICATOR)
"""What a person may be trusted with on a turnout: 指挥, 驾驶, 通信."""

ROLES: Final = (
    "role.station_chief",
    "role.team_leader",
    "role.duty_officer",
    "role.duty_commander",
    "role.secretary",
    "role.committee_member",
)
LEADERS: Final = frozenset({"role.station_chief", "role.team_leader", "role.duty_commander"})
"""Who leads a shift: they see and give fitness for duty (PV03)."""


@dataclass(frozen=True, slots=True)
class Appointment:
    """A role held from `since`, until `until` when that is known (the last day)."""

    role: str
    since: date
    until: date | None = None

    def holds(self, day: date) -> bool:
        """Whether it is held on `day`."""
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Person:
    """A person as the duty desk needs them; `team` is a unit's id or empty."""

    meta: Meta
    code: str
    name: str
    team: str
    qualifications: frozenset[str]
    appointments: tuple[Appointment, ...] = ()
    left: date | None = None
    pin_set: bool = False

    def roles(self, day: date) -> frozenset[str]:
        """The roles held on `day`."""
        return frozenset(one.role for one in self.appointments if one.holds(day))

    def leads(self, day: date) -> bool:
        """Whether the person leads a shift on `day`."""
        return not LEADERS.isdisjoint(self.roles(day))


@PERSON.opens(ADDED)
def _added(meta: Meta, fact: Fact) -> Person:
    body = fact.body
    return Person(
        meta, body["code"], body["name"], body.get("team", ""), frozenset(body.get("qualifications", ()))
    )


@PERSON.on(CHANGED)
def _changed(state: Person, fact: Fact) -> Person:
    body = fact.body
    quals = body.get("qualifications")
    return replace(
        state,
        code=body.get("code", state.code),
        name=body.get("name", state.name),
        team=body.get("team", state.team),
        qualifications=state.qualifications if quals is None else frozenset(quals),
    )


@PERSON.on(APPOINTED)
def _appointed(state: Person, fact: Fact) -> Person:
    made = Appointment(fact.body["role"], date.fromisoformat(fact.body["since"]))
    if made in state.appointments:
        return state
    return replace(state, appointments=(*state.appointments, made))


@PERSON.on(APPOINTMENT_ENDED)
def _appointment_ended(state: Person, fact: Fact) -> Person:
    return replace(state, appointments=_ended(state.appointments, fact.body["role"], fact.body["until"]))


def _ended(appointments: Iterable[Appointment], role: str, until: str) -> tuple[Appointment, ...]:
    """The appointments with those to `role` that still run ended on `until`."""
    day = date.fromisoformat(until)
    return tuple(
        replace(one, until=day) if one.role == role and one.until is None else one for one in appointments
    )


@PERSON.on(LEFT)
def _left(state: Person, fact: Fact) -> Person:
    return replace(state, left=date.fromisoformat(fact.body["on"]))


@PERSON.on(PIN_SET)
def _pin_set(state: Person, fact: Fact) -> Person:
    return replace(state, pin_set=True)


@PERSON.says(APPOINTED)
def _say_appointed(state: Person, fact: Fact) -> Line:
    return Line("person.appointed", {"name": state.name, "role": "@" + fact.body["role"]})


@PERSON.says(APPOINTMENT_ENDED)
def _say_ended(state: Person, fact: Fact) -> Line:
    return Line("person.appointment_ended", {"name": state.name, "role": "@" + fact.body["role"]})


@PERSON.says(LEFT)
def _say_left(state: Person, fact: Fact) -> Line:
    return Line("person.left", {"name": state.name, "on": fact.body["on"]})


@PERSON.says(PIN_SET)
def _say_pin_set(state: Person, fact: Fact) -> Line:
    return (
        Line("person.pin_set_own") if fact.body.get("own") else Line("person.pin_set", {"name": state.name})
    )


@PERSON.summarises
def _summary(state: Person) -> Summary:
    return Summary(
        state.name,
        status="person.left_status" if state.left else "",
        open=state.left is None,
        parent=state.team,
    )
