"""Holding a roll call (点名): open, mark, finish, sign, correct late."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypedDict, Unpack

from core.clock import iso
from core.errors import Refusal
from core.records.person import Person, people
from core.records.reference import ref, reference
from core.records.rollcall.reasons import CORRECTIONS, OCCASIONS, STATES, check_reason
from core.records.rollcall.state import (
    FINISHED,
    FITNESS_MARKED,
    MARKED,
    OPENED,
    ROLLCALL,
    SIGNED,
    RollCall,
)
from core.records.shift import Shift, current_shift, lacking, roster
from core.signing import Signature, require
from core.text import clean

if TYPE_CHECKING:
    from core.replica.act import Act


class Detail(TypedDict, total=False):
    """What may be said with a mark: reason (code or text), until when, who stands in (id), proof reference.

    `at` is when it happened, if not now; then, and once the roll call is finished, `correction` says why
    it comes late (one of `CORRECTIONS`).
    """

    reason: str
    until: datetime
    substitute: str
    proof: str
    at: datetime
    correction: str


def open_rollcall(
    act: Act,
    occasion: str = "rollcall.takeover",
    *,
    shift: str | None = None,
    expected: Sequence[str] | None = None,
) -> str:
    """Open a roll call of the shift that runs (or of `shift`); returns its id.

    It expects the shift's roster, or the people given by id; without a shift everybody of the station.
    """
    if occasion not in OCCASIONS:
        raise Refusal("person.unknown_key", what=occasion)
    running = current_shift(act.replica) if shift is None else act.state(Shift, shift)
    if expected is not None:
        chosen = [ref(act.state(Person, person)) for person in expected]
    else:
        chosen = list(roster(running)) if running else [ref(person) for person in people(act.replica)]
    body: dict[str, Any] = {"occasion": occasion, "expected": [person.body() for person in chosen]}
    if running is not None:
        body |= {"shift": running.meta.id, "team": running.team.body()}
    return act.open(ROLLCALL, OPENED, body)


def mark(act: Act, rollcall: str, person: str, state: str, **detail: Unpack[Detail]) -> tuple[str, ...]:
    """Say of one person where they are; returns the qualifications their substitute lacks, as a warning.

    Raises Refusal for an unknown state, a leave reason that is no code, or a late mark without a correction.
    """
    return mark_group(act, rollcall, (person,), state, **detail)


def mark_group(
    act: Act, rollcall: str, group: Sequence[str], state: str, **detail: Unpack[Detail]
) -> tuple[str, ...]:
    """Say the same of several people in one act: a crew that turned out, a course."""
    known = act.state(RollCall, rollcall)
    if state not in STATES:
        raise Refusal("person.unknown_key", what=state)
    persons = [act.state(Person, person) for person in group]
    if not persons:
        return ()
    body: dict[str, Any] = {
        "people": [reference(person) for person in persons],
        "state": state,
        "seen": _seen(known, group),
    }
    lacks = _describe(act, body, persons, detail)
    past = _happened(act, known, body, detail)
    act.append(MARKED, rollcall, body, origin="backfill" if past else "live")
    return lacks


def mark_rest_present(act: Act, rollcall: str) -> int:
    """Mark everybody nothing was said of as on duty (空格=全部到岗), in one act; returns how many."""
    known = act.state(RollCall, rollcall)
    rest = [one.person.id for one in known.called if not one.state]
    mark_group(act, rollcall, rest, "att.on_duty")
    return len(rest)


def sign_rollcall(act: Act, rollcall: str, signature: Signature | None = None) -> None:
    """Finish a roll call, signed or not; one finished without a signature can be signed later.

    Raises Refusal for a stale signature, or when there is nothing left to finish or sign.
    """
    known = act.state(RollCall, rollcall)
    if known.signed is not None or (known.finished is not None and signature is None):
        raise Refusal("rollcall.finished_already", number=known.meta.number)
    if known.finished is None:
        act.append(FINISHED, rollcall, {})
    if signature is not None:
        signer = require(signature, act.now)
        act.append(SIGNED, rollcall, {"signer": {"id": signer, "name": signature.name}})


def mark_fitness(act: Act, rollcall: str, person: str, fit: bool) -> None:
    """Say whether somebody is fit for duty (适岗), yes or no and never why; for the leaders of the shift only (PV03).

    The event stays at the station and shows in no log line, list or search.
    """
    act.state(RollCall, rollcall)
    author = act.replica.state(act.author) if act.author else None
    if not isinstance(author, Person) or not author.leads(act.day()):
        raise Refusal("rollcall.leaders_only")
    body = {"person": reference(act.state(Person, person)), "fit": fit}
    act.append(FITNESS_MARKED, rollcall, body, audience="station")


def _seen(known: RollCall, group: Sequence[str]) -> dict[str, list[str]]:
    """For each person the marks this terminal has seen (core.records.register)."""
    found = ((person, known.of(person)) for person in group)
    return {person: one.register.seen()["seen"] for person, one in found if one and one.register.settings}


def _describe(act: Act, body: dict[str, Any], persons: Sequence[Person], detail: Detail) -> tuple[str, ...]:
    """Put reason, until, proof and substitute into `body`; returns what the substitute lacks."""
    if reason := check_reason(body["state"], detail.get("reason", "")):
        body["reason"] = reason
    if "until" in detail:
        body["until"] = iso(detail["until"])
    if proof := clean(detail.get("proof", ""), limit=60).strip():
        body["proof"] = proof
    if "substitute" not in detail:
        return ()
    substitute = act.state(Person, detail["substitute"])
    body["substitute"] = reference(substitute)
    lacks = tuple(sorted({key for person in persons for key in lacking(person, substitute)}))
    if lacks:
        body["lacks"] = list(lacks)
    return lacks


def _happened(act: Act, known: RollCall, body: dict[str, Any], detail: Detail) -> bool:
    """Put the time and the correction into `body`; returns whether the mark is back-filled (E02, E03)."""
    correction = detail.get("correction", "")
    at = detail.get("at")
    if correction and correction not in CORRECTIONS:
        raise Refusal("person.unknown_key", what=correction)
    if not correction and (at is not None or _is_late(known, body)):
        raise Refusal("rollcall.needs_correction")
    if correction:
        body["correction"] = correction
    if at is None:
        return False
    if at > act.now:
        raise Refusal("time.ahead", at=at.strftime("%H:%M"))
    body["at"] = iso(at)
    return True


def _is_late(known: RollCall, body: dict[str, Any]) -> bool:
    """Whether the mark changes what a finished roll call said; turning out and coming back is news, no change."""
    if known.finished is None or body["state"] == "att.on_call":
        return False
    found = [known.of(person["id"]) for person in body["people"]]
    return body["state"] != "att.on_duty" or any(one is None or one.state != "att.on_call" for one in found)
