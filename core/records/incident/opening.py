"""Opening an incident from one line, and saying later what it is: class, grade, further fields."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from core.clock import iso
from core.errors import Refusal
from core.records.incident import events
from core.records.incident.events import INCIDENT, OPENING_FIELDS
from core.records.incident.state import Incident
from core.records.meeting import live_meeting, pause_for_incident
from core.records.place import places
from core.records.quickline import read_line
from core.text import clean

if TYPE_CHECKING:
    from core.replica.act import Act

CLASSES: Final = ("inc.fire", "inc.rescue", "inc.assist", "inc.cover", "inc.false", "inc.drill")
"""The five statistics classes, and drills outside them."""

PLANNED: Final = frozenset({"inc.cover", "inc.drill"})
"""Standbys and drills come as agreed: a meeting goes on."""

HIGHEST_GRADE: Final = 5

TYPED_WITHIN: Final = timedelta(minutes=5)
"""How long an officer may be at the first line of an incident that is still written live."""

COUNTS: Final = frozenset({"rescued", "evacuated", "injured", "dead"})
"""Fields that are numbers: 0 is an answer, a blank is not."""

_SAID: Final = {"text", "place", "place_id", "subtype", "caller", "phone", "call"}
_FOUND: Final = {"goods", "wind", "commander", "agents", "cause", "false_cause", "handed_to", "permit"}
_SHIP: Final = {"ship", "ship_flag", "ship_imo", "ship_tonnage", "ship_aboard", "ship_cargo"}
TEXTS: Final = frozenset(_SAID | _FOUND | _SHIP)
"""Fields that are text."""


def live(act: Act, incident: str) -> Incident:
    """The incident, provided it is still open; raises Refusal when it is completed, merged or struck."""
    state = standing(act, incident)
    if state.done is not None:
        raise Refusal("incident.is_done", number=state.meta.number)
    return state


def standing(act: Act, incident: str) -> Incident:
    """The incident, completed or not; raises Refusal when it is merged or struck."""
    state = act.state(Incident, incident)
    if state.meta.struck is not None:
        raise Refusal("incident.struck", number=state.meta.number)
    if state.merged_into is not None:
        raise Refusal("incident.is_merged", number=state.meta.number, into=state.merged_into.number)
    return state


def timed(body: Mapping[str, Any], at: datetime | None, now: datetime) -> tuple[dict[str, Any], str]:
    """`body` with its time and the origin of the event: live unless a minute or more ago (E02)."""
    if at is None:
        return dict(body), "live"
    late = (now - at).total_seconds() >= 60
    return {**body, "at": iso(at)}, "backfill" if late else "live"


def open_incident(
    act: Act,
    text: str,
    *,
    chosen: Mapping[str, str] | None = None,
    at: datetime | None = None,
    reason: str = "",
    begun: datetime | None = None,
) -> str:
    """Open an incident from one line as typed (core.records.quickline); `chosen` fields stand. Returns its id.

    `at` is a time that was typed; `begun` is when the terminal itself saw the first key, which is not back-filling
    unless the line lay half-typed for longer than `TYPED_WITHIN`. Raises Refusal when nothing was typed or a time
    lies ahead.
    """
    fields = read_line(text, places(act.replica), chosen).fields()
    fields |= {name: kept for name, value in (chosen or {}).items() if (kept := clean(value).strip())}
    body: dict[str, Any] = {name: fields[name] for name in OPENING_FIELDS if fields.get(name)}
    if not body:
        raise Refusal("incident.empty")
    if body.get("class") and body["class"] not in CLASSES:
        raise Refusal("incident.no_class", name=body["class"])
    if at is not None and at > act.now:
        raise Refusal("time.ahead", at=at.strftime("%H:%M"))
    body, origin = _received(body, at, begun, act.now)
    if reason:
        body["reason"] = clean(reason)
    record = act.open(INCIDENT, events.OPENED, body, origin=origin)
    if origin == "live" and body.get("class") not in PLANNED:
        _pause_meeting(act, record)
    return record


def _received(
    body: Mapping[str, Any], at: datetime | None, begun: datetime | None, now: datetime
) -> tuple[dict[str, Any], str]:
    """`body` with the time of the call, and the origin of the event."""
    if at is None and begun is not None and timedelta(0) <= now - begun < TYPED_WITHIN:
        return {**body, "at": iso(begun)}, "live"
    return timed(body, at or (begun if begun is not None and begun < now else None), now)


def _pause_meeting(act: Act, incident: str) -> None:
    """Stop the timer of a meeting that is running: everybody has left it (S3)."""
    meeting = live_meeting(act.replica)
    if meeting is not None:
        pause_for_incident(act, meeting.meta.id, incident)


def fill(act: Act, incident: str, **fields: str | int) -> None:
    """Fill in or change fields of `TEXTS` and `COUNTS`, one event each; raises Refusal for a bad one."""
    state = live(act, incident)
    for name, given in fields.items():
        value = _checked(name, given)
        if state.value(name) != value:
            body = {"field": name, "value": value, **state.values.at(name).seen()}
            act.append(events.FILLED, incident, body)


def _checked(name: str, given: str | int) -> str | int:
    if name in COUNTS:
        digits = str(given).strip()
        if not (digits.isascii() and digits.isdigit() and len(digits) <= 6):
            raise Refusal("incident.not_a_count", text=digits)
        return int(digits)
    value = clean(str(given)).strip()
    if name not in TEXTS or not value:
        raise Refusal("incident.no_field", name=name)
    return value


def classify(act: Act, incident: str, category: str, *, subtype: str = "", reason: str = "") -> None:
    """Put the incident into another class (误报 included); the number stays. Raises Refusal."""
    if category not in CLASSES:
        raise Refusal("incident.no_class", name=category)
    state = live(act, incident)
    body = {"class": category, "subtype": clean(subtype), "reason": clean(reason)}
    act.append(events.CLASSED, incident, {**body, **state.values.at("class").seen()})


def raise_grade(act: Act, incident: str, grade: int) -> None:
    """Raise the grade (一级..五级); raises Refusal when it would go down (a grade is never lowered)."""
    state = live(act, incident)
    if not 1 <= grade <= HIGHEST_GRADE:
        raise Refusal("incident.no_grade", grade=grade)
    if grade < state.grade:
        raise Refusal("incident.grade_down", grade=state.grade)
    if grade > state.grade:
        act.append(events.GRADED, incident, {"grade": grade})
