"""The events of an incident and how they fold; every item of every list is an event of its own."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any, Final

from core.records.incident.state import (
    STAGES,
    Air,
    Board,
    Gas,
    Incident,
    Note,
    Other,
    Report,
    Review,
    Sent,
    Stamp,
    Told,
    Watch,
)
from core.records.kind import Fact, Meta, RecordKind
from core.records.reference import Ref, read_refs

OPENED, STAMPED, NOTED, FILLED = "incident.opened", "incident.stamped", "incident.noted", "incident.filled"
CLASSED, GRADED, UNKNOWN = "incident.classed", "incident.graded", "incident.unknown"
SENT, TOLD, DAMAGED = "incident.sent", "incident.told", "incident.damaged"
COMPLETED, REOPENED, REVIEWED = "incident.completed", "incident.reopened", "incident.reviewed"
TIED, REPORTED, GAS, WATCH = "incident.tied", "incident.reported", "incident.gas", "incident.watch"
AIR_IN, AIR_OUT = "incident.air_in", "incident.air_out"

OPENING_FIELDS: Final = ("text", "class", "subtype", "place", "place_id", "caller", "phone", "call", "typed")
"""The fields the opening event may already carry."""

INCIDENT = RecordKind("incident", series="")


TIES: Final = frozenset({"linked", "double", "merged"})
STEPS: Final = frozenset({"start", "relief", "stop"})


def _one_of(known: Collection[str], value: Any) -> str:
    """`value` when it is known; raises ValueError for what only a newer program understands."""
    if value not in known:
        raise ValueError(value)
    return str(value)


def person(written: Mapping[str, Any]) -> Ref:
    """A person out of an event body."""
    return Ref(str(written["id"]), str(written["name"]))


def minutes_late(fact: Fact) -> int:
    """How many minutes after it happened a thing was written; nothing another service wrote is late here."""
    if fact.event.origin == "imported":
        return 0
    return max(0, int((fact.event.recorded_at - fact.at).total_seconds()) // 60)


@INCIDENT.opens(OPENED, urgent=True)
def _opened(meta: Meta, fact: Fact) -> Incident:
    values: Board[str, str | int] = Board()
    for name in OPENING_FIELDS:
        if fact.body.get(name):
            values = values.set(name, fact, str(fact.body[name]))
    for name, value in fact.body.get("fields", {}).items():
        values = values.set(str(name), fact, value if isinstance(value, int) else str(value))
    return Incident(meta, values)


@INCIDENT.on(FILLED)
def _filled(state: Incident, fact: Fact) -> Incident:
    value = fact.body["value"]
    kept = value if isinstance(value, int) else str(value)
    return replace(state, values=state.values.set(str(fact.body["field"]), fact, kept))


@INCIDENT.on(CLASSED)
def _classed(state: Incident, fact: Fact) -> Incident:
    values = state.values.set("class", fact, str(fact.body["class"]))
    return replace(state, values=values.set("subtype", fact, str(fact.body.get("subtype", ""))))


@INCIDENT.on(GRADED)
def _graded(state: Incident, fact: Fact) -> Incident:
    return replace(state, grade=max(state.grade, int(fact.body["grade"])))


@INCIDENT.on(STAMPED)
def _stamped(state: Incident, fact: Fact) -> Incident:
    key = _one_of(STAGES, fact.body["stage"]), str(fact.body.get("vehicle", ""))
    stamp = Stamp(fact.at, fact.event.author, minutes_late(fact))
    return replace(state, stamps=state.stamps.set(key, fact, stamp))


@INCIDENT.on(NOTED)
def _noted(state: Incident, fact: Fact) -> Incident:
    body = fact.body
    note = Note(fact.at, str(body["text"]), str(body.get("from", "")), str(body.get("to", "")))
    return replace(state, notes=(*state.notes, note))


@INCIDENT.on(SENT)
def _sent(state: Incident, fact: Fact) -> Incident:
    vehicle = str(fact.body["vehicle"])
    crew = read_refs(fact.body.get("crew"))
    known = next((sent for sent in state.force if sent.vehicle == vehicle), None)
    if known is None:
        return replace(state, force=(*state.force, Sent(vehicle, crew)))
    there = {one.id for one in known.crew}
    joined = Sent(vehicle, (*known.crew, *(one for one in crew if one.id not in there)))
    return replace(state, force=tuple(joined if sent is known else sent for sent in state.force))


@INCIDENT.on(TOLD)
def _told(state: Incident, fact: Fact) -> Incident:
    told = Told(str(fact.body["party"]), str(fact.body.get("name", "")), fact.at)
    return replace(state, told=(*state.told, told))


@INCIDENT.on(DAMAGED)
def _damaged(state: Incident, fact: Fact) -> Incident:
    return replace(state, damaged=(*state.damaged, str(fact.body["what"])))


@INCIDENT.on(UNKNOWN)
def _unknown(state: Incident, fact: Fact) -> Incident:
    answer = str(fact.body["field"]), str(fact.body["reason"])
    return replace(state, unknown=(*(old for old in state.unknown if old[0] != answer[0]), answer))


@INCIDENT.on(COMPLETED)
def _completed(state: Incident, fact: Fact) -> Incident:
    return replace(state, done=fact.at)


@INCIDENT.on(REOPENED)
def _reopened(state: Incident, fact: Fact) -> Incident:
    others = tuple(other for other in state.others if other.tie != "merged")
    return replace(state, done=None, others=others)


@INCIDENT.on(REVIEWED)
def _reviewed(state: Incident, fact: Fact) -> Incident:
    body = fact.body
    measures = tuple(str(item) for item in body.get("measures", ()))
    review = Review(fact.at, str(body["course"]), str(body["well"]), str(body["wrong"]), measures)
    return replace(state, review=review)


@INCIDENT.on(TIED)
def _tied(state: Incident, fact: Fact) -> Incident:
    other = Other(str(fact.body["other"]), str(fact.body["number"]), _one_of(TIES, fact.body["tie"]))
    return replace(state, others=(*(old for old in state.others if old.id != other.id), other))


@INCIDENT.on(REPORTED)
def _reported(state: Incident, fact: Fact) -> Incident:
    facts = tuple((str(key), str(value)) for key, value in fact.body["facts"])
    return replace(state, reports=(*state.reports, Report(fact.at, facts, str(fact.body["text"]))))


@INCIDENT.on(GAS)
def _gas(state: Incident, fact: Fact) -> Incident:
    return replace(state, gases=(*state.gases, Gas(fact.at, str(fact.body["gas"]), str(fact.body["value"]))))


@INCIDENT.on(WATCH)
def _watch(state: Incident, fact: Fact) -> Incident:
    people = read_refs(fact.body["people"])
    return replace(state, watches=(*state.watches, Watch(fact.at, _one_of(STEPS, fact.body["step"]), people)))


@INCIDENT.on(AIR_IN)
def _air_in(state: Incident, fact: Fact) -> Incident:
    inside = Air(person(fact.body["person"]), int(fact.body["tenths"]), fact.at)
    kept = (old for old in state.air if old.person.id != inside.person.id or old.out is not None)
    return replace(state, air=(*kept, inside))


@INCIDENT.on(AIR_OUT)
def _air_out(state: Incident, fact: Fact) -> Incident:
    one = str(fact.body["person"]["id"])
    return replace(
        state,
        air=tuple(
            replace(air, out=fact.at) if air.person.id == one and air.out is None else air
            for air in state.air
        ),
    )
