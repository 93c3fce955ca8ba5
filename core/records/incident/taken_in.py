"""Taking in an incident that another service recorded: what its file tells, complete as it stands, and no more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

from core.clock import iso
from core.errors import Refusal
from core.records.incident import events
from core.records.incident.events import INCIDENT, OPENING_FIELDS
from core.records.incident.opening import CLASSES, COUNTS, TEXTS
from core.records.incident.state import STAGES

if TYPE_CHECKING:
    from core.replica.act import Act

ORIGIN: Final = "imported"


@dataclass(frozen=True, slots=True)
class Foreign:
    """An incident as another service told it, its text already clean."""

    record: str
    day: date
    """The duty day in whose series it is numbered."""
    fields: Mapping[str, str | int]
    """Of `OPENING_FIELDS`, `TEXTS` and `COUNTS`."""
    stamps: Mapping[str, datetime]
    """Stage → instant, the known ones in their order, at least one."""
    vehicles: tuple[str, ...]
    notes: tuple[str, ...]
    source: Mapping[str, str]
    """Where it comes from: name, number, print (what a later run compares)."""


def take_in(act: Act, foreign: Foreign) -> str:
    """Write a foreign incident and complete it at its last stamp; returns its id.

    What the file does not tell stays missing (`core.rules.completeness`). Raises Refusal for an unknown
    class, field or stage.
    """
    _check(foreign)
    times = list(foreign.stamps.items())
    first, last = times[0][1], max(at for _, at in times)
    told = {name: value for name, value in foreign.fields.items() if name in OPENING_FIELDS}
    more = {name: value for name, value in foreign.fields.items() if name not in OPENING_FIELDS}
    body: dict[str, Any] = {**told, "at": iso(first), "source": dict(foreign.source)}
    if more:
        body["fields"] = more
    record = act.open(INCIDENT, events.OPENED, body, record=foreign.record, day=foreign.day, origin=ORIGIN)
    if "inc.received" not in foreign.stamps:
        unknown = {"field": "inc.received", "reason": foreign.source["name"]}
        _append(act, record, events.UNKNOWN, unknown, first)
    for vehicle in foreign.vehicles:
        _append(act, record, events.SENT, {"vehicle": vehicle}, first)
    for stage, at in times:
        if stage != "inc.received":
            _append(act, record, events.STAMPED, {"stage": stage}, at)
    for note in foreign.notes:
        _append(act, record, events.NOTED, {"text": note}, last)
    _append(act, record, events.COMPLETED, {}, last)
    return record


def source_of(bodies: Mapping[str, Any]) -> Mapping[str, str]:
    """The `source` of an opening event's body, empty for an incident of this station."""
    found = bodies.get("source")
    return found if isinstance(found, Mapping) else {}


def _append(act: Act, record: str, event: str, body: dict[str, Any], at: datetime) -> None:
    act.append(event, record, {**body, "at": iso(at)}, origin=ORIGIN)


def _check(foreign: Foreign) -> None:
    if foreign.fields.get("class") not in CLASSES:
        raise Refusal("incident.no_class", name=foreign.fields.get("class", ""))
    for name in foreign.fields:
        if name not in OPENING_FIELDS and name not in TEXTS and name not in COUNTS:
            raise Refusal("incident.no_field", name=name)
    for stage in foreign.stamps:
        if stage not in STAGES:
            raise Refusal("incident.no_stage", name=stage)
