"""Opening and closing a shift (班次), and the people who come and go in the middle of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from core.clock import iso
from core.errors import NotFound, Refusal
from core.records.pattern import pattern_in_force, turn_near
from core.records.person import Person, people
from core.records.reference import reference
from core.records.shift.reading import current_shift
from core.records.shift.state import (
    CLOSED,
    OFFICER_CHANGED,
    OPENED,
    PERSON_ADDED,
    PERSON_REMOVED,
    SHIFT,
    SUBSTITUTED,
    Shift,
    roster,
)
from core.records.unit import Unit
from core.replica.act import HANDOVER_HOUR
from core.text import clean

if TYPE_CHECKING:
    from core.replica.act import Act

EARLY: Final = timedelta(hours=2)
"""A shift opened so long before the handover hour belongs to the day that begins with it."""


def open_shift(
    act: Act,
    *,
    team: str,
    officer: str | None = None,
    day: date | None = None,
    start: datetime | None = None,
    planned_end: datetime | None = None,
    leader: str | None = None,
    expected: Sequence[str] | None = None,
) -> str:
    """Open the shift of the team with id `team`; returns its id. People are given by id.

    Start and planned end come from the pattern in force, the duty day from the start, the leader and the expected
    people from the team, where they are not given. Raises Refusal while another shift is open: it is handed over first.
    """
    running = current_shift(act.replica)
    if running is not None:
        raise Refusal("shift.still_open", number=running.meta.number)
    unit = act.state(Unit, team)
    start, planned_end = _times(act, team, start, planned_end)
    day = day or (start + EARLY - timedelta(hours=HANDOVER_HOUR)).date()
    members = people(act.replica, team=team)
    chosen = members if expected is None else [act.state(Person, person) for person in expected]
    led = act.state(Person, leader) if leader else _leader(members, day)
    body: dict[str, Any] = {
        "day": day.isoformat(),
        "team": reference(unit),
        "start": iso(start),
        "expected": [reference(person) for person in chosen],
    }
    if planned_end is not None:
        body["planned_end"] = iso(planned_end)
    if officer:
        body["officer"] = reference(act.state(Person, officer))
    if led is not None:
        body["leader"] = reference(led)
    return act.open(SHIFT, OPENED, body, day=day)


def close_shift(act: Act, shift: str, handover: str, at: datetime) -> None:
    """Close a shift at the moment responsibility passed (`at`), by the handover with id `handover`."""
    _running(act, shift)
    act.append(CLOSED, shift, {"handover": handover, "at": iso(at)})


def add_to_shift(act: Act, shift: str, person: str, reason: str, *, at: datetime | None = None) -> None:
    """Expect one more person from now, or from `at`; raises Refusal for somebody expected already."""
    state, comes = _running(act, shift), act.state(Person, person)
    _refuse_double(state, comes)
    _append(act, PERSON_ADDED, shift, {"person": reference(comes), "reason": _reason(reason)}, at)


def remove_from_shift(act: Act, shift: str, person: str, reason: str, *, at: datetime | None = None) -> None:
    """Expect somebody no longer; raises NotFound for somebody who is not on the shift."""
    gone = _expected(_running(act, shift), person)
    _append(act, PERSON_REMOVED, shift, {"person": gone.body(), "reason": _reason(reason)}, at)


def substitute(
    act: Act, shift: str, person: str, by: str, reason: str, *, at: datetime | None = None
) -> tuple[str, ...]:
    """Let the person with id `by` take the place of `person` (换班) from now or `at`; both keep their times.

    Returns the qualifications the substitute lacks: a warning, written into the record, never a refusal.
    """
    state, comes = _running(act, shift), act.state(Person, by)
    gone = _expected(state, person)
    _refuse_double(state, comes)
    lacks = lacking(act.state(Person, person), comes)
    body = {
        "person": gone.body(),
        "substitute": reference(comes),
        "reason": _reason(reason),
        "lacks": list(lacks),
    }
    _append(act, SUBSTITUTED, shift, body, at)
    return lacks


def change_officer(act: Act, shift: str, officer: str, reason: str) -> None:
    """Give the duty desk to another officer (值班员) in the middle of the shift."""
    _running(act, shift)
    body = {"officer": reference(act.state(Person, officer)), "reason": _reason(reason)}
    act.append(OFFICER_CHANGED, shift, body)


def lacking(person: Person, substitute: Person) -> tuple[str, ...]:
    """What `person` is trusted with and `substitute` is not."""
    return tuple(sorted(person.qualifications - substitute.qualifications))


def _times(
    act: Act, team: str, start: datetime | None, end: datetime | None
) -> tuple[datetime, datetime | None]:
    """Start and planned end: as given, else from the pattern in force, else now and unknown."""
    pattern = pattern_in_force(act.replica)
    turn = None if pattern is None else turn_near(pattern.cycle, team, start or act.now)
    if turn is None:
        return start or act.now, end
    return start or turn.start, end or turn.end


def _leader(members: Sequence[Person], day: date) -> Person | None:
    return next((person for person in members if "role.team_leader" in person.roles(day)), None)


def _running(act: Act, shift: str) -> Shift:
    state = act.state(Shift, shift)
    if not state.open:
        raise Refusal("shift.closed", number=state.meta.number)
    return state


def _expected(state: Shift, person: str) -> Any:
    found = next((one for one in roster(state) if one.id == person), None)
    if found is None:
        raise NotFound("shift.not_expected", number=state.meta.number)
    return found


def _refuse_double(state: Shift, person: Person) -> None:
    if any(one.id == person.meta.id for one in roster(state)):
        raise Refusal("shift.already_expected", name=person.name)


def _reason(reason: str) -> str:
    reason = clean(reason, limit=200).strip()
    if not reason:
        raise Refusal("shift.no_reason")
    return reason


def _append(act: Act, event: str, shift: str, body: dict[str, Any], at: datetime | None) -> None:
    """Append; a time typed in the past makes the event back-filled (E02)."""
    if at is None:
        act.append(event, shift, body)
        return
    if at > act.now:
        raise Refusal("time.ahead", at=at.strftime("%H:%M"))
    act.append(event, shift, body | {"at": iso(at)}, origin="backfill")
