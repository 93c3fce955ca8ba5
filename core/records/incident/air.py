"""Who is inside on breathing air (空呼): name and pressure at the door, the way out again."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from core.errors import Refusal
from core.records.incident import events
from core.records.incident.opening import live
from core.records.incident.state import Air

if TYPE_CHECKING:
    from core.replica.act import Act
    from core.replica.replica import Replica

_PRESSURE: Final = re.compile(r"(\d{1,3})(?:[.,](\d))?")
_FULL_TENTHS: Final = 350
_BAR_FROM: Final = 40


def read_pressure(text: str) -> int:
    """A pressure in tenths of a MPa out of `text`: 28, 28.5 (MPa) or 285 (bar); raises Refusal for another."""
    found = _PRESSURE.fullmatch(text.strip())
    tenths = int(found[1]) * 10 + int(found[2] or 0) if found else 0
    if tenths >= _BAR_FROM * 10 and found and not found[2]:
        tenths //= 10
    if not 0 < tenths <= _FULL_TENTHS:
        raise Refusal("incident.no_pressure", text=text[:20])
    return tenths


def enter(act: Act, incident: str, person: Mapping[str, str], pressure: str) -> None:
    """Start or set anew the air clock of `person` (id and name) by a pressure read just now."""
    live(act, incident)
    body = {"person": {"id": person["id"], "name": person["name"]}, "tenths": read_pressure(pressure)}
    act.append(events.AIR_IN, incident, body)


def leave(act: Act, incident: str, person: str) -> None:
    """Stop the clock: the person with that id came out. Raises Refusal when they were not inside."""
    state = live(act, incident)
    inside = next((air for air in state.air if air.person.id == person and air.out is None), None)
    if inside is None:
        raise Refusal("incident.not_inside")
    act.append(events.AIR_OUT, incident, {"person": inside.person.body()})


def inside(replica: Replica) -> tuple[tuple[str, Air], ...]:
    """Everybody inside on air now, with the id of their incident, the ones with least air first."""
    found = [
        (row.id, air)
        for row in replica.rows("incident", open=True)
        for air in replica.state(row.id).air
        if air.out is None
    ]
    return tuple(sorted(found, key=lambda pair: pair[1].at.timestamp() + pair[1].tenths * 5.1))
