"""While an incident runs: stamps, the running log, who was told."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from core.errors import Refusal
from core.records.incident import events
from core.records.incident.crew import mark_back
from core.records.incident.opening import live, timed
from core.records.incident.state import STAGES
from core.records.incident.times import read_time, warnings
from core.records.kind import Line
from core.text import clean

if TYPE_CHECKING:
    from core.replica.act import Act

PARTIES: Final = (
    "incident.party.branch",
    "incident.party.hq",
    "incident.party.port",
    "incident.party.maritime",
    "incident.party.119",
    "incident.party.owner",
)
"""Whom a port station notifies, as catalogue keys, offered as a checklist; any other name may be given."""


def stamp(
    act: Act, incident: str, stage: str, *, vehicle: str = "", at: datetime | str | None = None
) -> tuple[Line, ...]:
    """Stamp `stage` (inc.turnout or turnout) for `vehicle` or the whole; returns what is odd about it.

    Order and future are warned of, never blocked. A stage that stands changes only when a time is given.
    """
    state = live(act, incident)
    stage = stage if stage.startswith("inc.") else f"inc.{stage}"
    if stage not in STAGES:
        raise Refusal("incident.no_stage", name=stage)
    vehicle = clean(vehicle).strip()
    register = state.stamps.at((stage, vehicle))
    if at is None and register.value is not None:
        params: dict[str, str | int] = {"stage": f"@{stage}", "at": register.value.at.strftime("%H:%M")}
        return (Line("incident.warn.already", params),)
    when = read_time(at, act.now, state.meta.opened) if isinstance(at, str) else at
    odd = warnings(state, stage, vehicle, when or act.now, act.now)
    body, origin = timed({"stage": stage, "vehicle": vehicle, **register.seen()}, when, act.now)
    act.append(events.STAMPED, incident, body, origin=origin)
    if stage == "inc.back":
        mark_back(act, state, vehicle, when or act.now)
    return odd


def note(
    act: Act, incident: str, text: str, *, sender: str = "", to: str = "", at: datetime | None = None
) -> None:
    """Write a line of the running log, `sender` and `to` if it was a message; raises Refusal."""
    live(act, incident)
    body: dict[str, Any] = {"text": clean(text).strip()}
    if not body["text"]:
        raise Refusal("log.empty")
    if at is not None and at > act.now:
        raise Refusal("time.ahead", at=at.strftime("%H:%M"))
    body |= {name: clean(who).strip() for name, who in (("from", sender), ("to", to)) if who.strip()}
    body, origin = timed(body, at, act.now)
    act.append(events.NOTED, incident, body, origin=origin)


def notify(act: Act, incident: str, party: str, *, name: str = "", at: datetime | None = None) -> None:
    """Tick off a party that was told, and who took it; raises Refusal without a party or ahead of time."""
    live(act, incident)
    party = clean(party).strip()
    if not party:
        raise Refusal("incident.no_party")
    if at is not None and at > act.now:
        raise Refusal("time.ahead", at=at.strftime("%H:%M"))
    body, origin = timed({"party": party, "name": clean(name).strip()}, at, act.now)
    act.append(events.TOLD, incident, body, origin=origin)
