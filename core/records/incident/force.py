"""The force list (出动力量): which vehicle went with whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from core.errors import Refusal
from core.records.incident import events
from core.records.incident.crew import elsewhere, mark_out
from core.records.incident.opening import live
from core.records.incident.running import stamp
from core.records.incident.state import Incident
from core.records.kind import Line
from core.records.reference import Ref
from core.text import clean

if TYPE_CHECKING:
    from core.replica.act import Act


def send(
    act: Act,
    incident: str,
    vehicle: str,
    crew: Sequence[Mapping[str, str]] = (),
    *,
    at: datetime | str | None = None,
) -> tuple[Line, ...]:
    """Send `vehicle` with `crew` (people as id and name) and stamp its turnout; returns what is odd."""
    live(act, incident)
    vehicle = clean(vehicle).strip()
    if not vehicle:
        raise Refusal("incident.no_vehicle")
    people = tuple(Ref(one["id"], one["name"]) for one in crew)
    odd = elsewhere(act.replica, incident, people)
    act.append(events.SENT, incident, {"vehicle": vehicle, "crew": [person.body() for person in people]})
    odd += stamp(act, incident, "inc.turnout", vehicle=vehicle, at=at)
    mark_out(act, people, act.state(Incident, incident).time("inc.turnout", vehicle) or act.now)
    return odd
