"""Standby (监护): nine of ten calls of a port brigade, so the last one of a berth is repeated in three keys."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Final

from core.errors import NotFound, Refusal
from core.records.incident import events
from core.records.incident.opening import fill, live, open_incident, timed
from core.records.incident.state import Incident
from core.records.place import find_place, places
from core.text import clean

if TYPE_CHECKING:
    from core.replica.act import Act
    from core.replica.replica import Replica

_REPEATED: Final = ("permit", "ship", "ship_flag", "ship_imo", "ship_tonnage", "ship_aboard", "ship_cargo")
_OF_THE_SHIP: Final = frozenset(_REPEATED) - {"permit"}
_LOOK_BACK: Final = 4000


def open_standby(act: Act, berth: str, text: str = "", **fields: str) -> str:
    """Open a standby at `berth`; `fields` are permit, ship, ship_imo and the like. Returns its id."""
    chosen = {"class": "inc.cover", "place": berth}
    record = open_incident(act, text or berth, chosen=chosen)
    fill(act, record, **fields)
    return record


def find_berth(replica: Replica, typed: str) -> str:
    """The berth meant by `typed` (5 is 5号泊位, initials, a name), by its name; as typed when no list knows it."""
    berths, rest = places(replica, "place.berth"), clean(typed).strip()
    figure = re.compile(rf"{re.escape(rest)}(?!\d)")
    if rest.isdigit():
        found = [place.name for place in berths if any(figure.match(name) for name in place.names)]
        if len(found) == 1:
            return found[0]
    try:
        return find_place(replica, rest).name
    except Refusal:
        return rest


def last_standby(replica: Replica, berth: str) -> Incident | None:
    """The last standby at `berth`, None when there was none."""
    for row in replica.rows("incident", newest=True, limit=_LOOK_BACK):
        if row.subject == "inc.cover" and row.place == berth and not row.struck:
            state = replica.state(row.id)
            return state if isinstance(state, Incident) else None
    return None


def repeat_last(
    act: Act, berth: str, *, ship: str = "", permit: str = "", people: Iterable[Mapping[str, str]] = ()
) -> str:
    """Open the last standby of `berth` again, with a new ship and permit if given, and start its watch now.

    Who stands there is never taken over from last time (E10). Raises NotFound when there was none at that berth.
    """
    last = last_standby(act.replica, berth)
    if last is None:
        raise NotFound("incident.no_standby", berth=berth)
    kept = {name: last.words(name) for name in _REPEATED if last.words(name)}
    if ship and ship != last.words("ship"):
        kept = {name: value for name, value in kept.items() if name not in _OF_THE_SHIP} | {"ship": ship}
    if permit:
        kept["permit"] = permit
    chosen = {"class": "inc.cover", "place": berth, "subtype": last.words("subtype")}
    record = open_incident(act, last.text or berth, chosen=chosen)
    fill(act, record, **kept)
    watch(act, record, "start", people)
    return record


def watch(
    act: Act,
    incident: str,
    step: str,
    people: Iterable[Mapping[str, str]] = (),
    *,
    at: datetime | None = None,
) -> None:
    """Start, relieve (换岗) or stop the watch; `people` stand there from then on. Raises Refusal out of order."""
    state = live(act, incident)
    running = bool(state.watches) and state.watches[-1].step != "stop"
    if step not in events.STEPS or (step == "start") == running:
        raise Refusal("incident.no_step", number=state.meta.number)
    if at is not None and at > act.now:
        raise Refusal("time.ahead", at=at.strftime("%H:%M"))
    names = [{"id": one["id"], "name": one["name"]} for one in people]
    body, origin = timed({"step": step, "people": names}, at, act.now)
    act.append(events.WATCH, incident, body, origin=origin)


def gas_test(act: Act, incident: str, gas: str, value: str, *, at: datetime | None = None) -> None:
    """Record a gas test: substance and value with its unit, as read. Raises Refusal when either is empty."""
    live(act, incident)
    body = {"gas": clean(gas).strip(), "value": clean(value).strip()}
    if not all(body.values()):
        raise Refusal("incident.no_gas")
    if at is not None and at > act.now:
        raise Refusal("time.ahead", at=at.strftime("%H:%M"))
    body, origin = timed(body, at, act.now)
    act.append(events.GAS, incident, body, origin=origin)
