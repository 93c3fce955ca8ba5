"""Setting the vehicle sets the crew: out with it 出警, back with it 在岗, in the roll call of the running shift."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Final

from core.records.incident.state import Incident
from core.records.kind import Line
from core.records.person import Person
from core.records.reference import Ref
from core.records.rollcall import latest_rollcall, mark_group, roster_now
from core.records.shift import current_shift

if TYPE_CHECKING:
    from core.replica.act import Act
    from core.replica.replica import Replica

_RECENT: Final = 60


def mark_out(act: Act, crew: Iterable[Ref], since: datetime) -> None:
    """Mark the crew 出警 in the latest roll call of the shift that runs; without one, or before it, nothing."""
    _mark(act, [person.id for person in crew], "att.on_call", since)


def mark_back(act: Act, state: Incident, vehicle: str, since: datetime) -> None:
    """Mark the crew of `vehicle` (or of the whole force) 在岗, those of them who are still 出警."""
    shift = current_shift(act.replica)
    out = (
        {one.person.id for one in roster_now(act.replica, shift) if one.state == "att.on_call"}
        if shift
        else set()
    )
    crews = [person.id for sent in state.force if vehicle in ("", sent.vehicle) for person in sent.crew]
    _mark(act, [person for person in dict.fromkeys(crews) if person in out], "att.on_duty", since)


def _mark(act: Act, people: list[str], state: str, since: datetime) -> None:
    shift = current_shift(act.replica)
    if shift is None or since < shift.start:
        return
    rollcall = latest_rollcall(act.replica, shift)
    known = [person for person in people if isinstance(act.replica.state(person), Person)]
    if rollcall is not None and known:
        mark_group(act, rollcall.meta.id, known, state)


def available(replica: Replica) -> tuple[Ref, ...]:
    """Who of the running shift can still be sent: on duty or standing by, by their last mark."""
    shift = current_shift(replica)
    found = roster_now(replica, shift) if shift else ()
    return tuple(one.person for one in found if one.state in ("att.on_duty", "att.standby"))


def usual_crew(replica: Replica, vehicle: str) -> tuple[Ref, ...]:
    """Who last went with `vehicle`, those of them who are available now: a proposal, never an assumption."""
    free = {person.id for person in available(replica)}
    for row in replica.rows("incident", newest=True, limit=_RECENT):
        state = replica.state(row.id)
        for sent in state.force if isinstance(state, Incident) else ():
            if sent.vehicle == vehicle and sent.crew:
                return tuple(person for person in sent.crew if person.id in free)
    return ()


def elsewhere(replica: Replica, incident: str, crew: Iterable[Ref]) -> tuple[Line, ...]:
    """A warning for each of the crew who is still out on another incident (E06: nobody in two places)."""
    wanted = {person.id: person.name for person in crew}
    found = []
    for row in replica.rows("incident", open=True) if wanted else ():
        state = replica.state(row.id)
        if row.id == incident or not isinstance(state, Incident):
            continue
        out = {
            person.id
            for sent in state.force
            if state.time("inc.back", sent.vehicle) is None
            for person in sent.crew
        }
        found += [
            Line("incident.warn.elsewhere", {"name": name, "number": row.number})
            for person, name in wanted.items()
            if person in out and state.time("inc.back") is None
        ]
    return tuple(found)
