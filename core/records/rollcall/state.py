"""A roll call (点名): what was said of each person, by whom and when, nothing overwritten.

Two terminals that mark the same person keep both marks and say so until somebody who has seen both settles it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

from core.clock import instant
from core.records.kind import Fact, Meta, RecordKind
from core.records.reference import Ref, read_ref, read_refs
from core.records.register import Register, Setting

OPENED, MARKED, FINISHED = "rollcall.opened", "rollcall.marked", "rollcall.finished"
SIGNED, FITNESS_MARKED = "rollcall.signed", "rollcall.fitness_marked"
ROLLCALL = RecordKind("rollcall", series="R")


@dataclass(frozen=True, slots=True)
class Mark:
    """What was said of a person: `state` is an att.* key, `reason` a reason.* key or plain text.

    Two marks are the same fact when they say the same, whoever said it and when.
    """

    state: str
    reason: str = ""
    until: datetime | None = None
    substitute: Ref | None = None
    proof: str = ""
    correction: str = ""
    lacks: tuple[str, ...] = field(default=(), compare=False)
    at: datetime | None = field(default=None, compare=False)
    by: str | None = field(default=None, compare=False)
    late: bool = field(default=False, compare=False)
    """Marked after the roll call was finished (E03): it carries a correction.* key."""


@dataclass(frozen=True, slots=True)
class Called:
    """A person of the roll call with every mark they were given."""

    person: Ref
    register: Register[Mark] = field(default_factory=Register)
    extra: bool = False
    """Not on the roster when the roll call was opened: a substitute, or somebody who was there besides."""

    @property
    def mark(self) -> Mark | None:
        """The mark that counts, None before the first."""
        return self.register.value

    @property
    def state(self) -> str:
        """The att.* key that counts, empty before the first mark."""
        mark = self.register.value
        return mark.state if mark is not None else ""

    @property
    def history(self) -> tuple[Mark, ...]:
        """Every mark, oldest first: check-ins, leaving early, corrections."""
        return tuple(setting.value for setting in self.register.settings)


@dataclass(frozen=True, slots=True)
class Signed:
    """Who signed a roll call, and when."""

    person: Ref
    at: datetime


@dataclass(frozen=True, slots=True)
class RollCall:
    """A roll call of a shift (id, empty without one) on an occasion; finished, and signed or not yet."""

    meta: Meta
    shift: str
    occasion: str
    team: Ref | None
    called: tuple[Called, ...]
    finished: datetime | None = None
    signed: Signed | None = None
    fit: tuple[tuple[str, bool], ...] = field(default=(), repr=False)
    """Person id and fit for duty, yes or no only; read it through `fitness`, which asks who reads (PV03)."""

    def of(self, person: str) -> Called | None:
        """What is known of the person with that id."""
        return next((one for one in self.called if one.person.id == person), None)

    @property
    def conflicts(self) -> tuple[Called, ...]:
        """The people of whom two terminals said different things."""
        return tuple(one for one in self.called if one.register.in_conflict)


@ROLLCALL.opens(OPENED)
def _opened(meta: Meta, fact: Fact) -> RollCall:
    body = fact.body
    called = tuple(Called(person) for person in read_refs(body["expected"]))
    return RollCall(meta, body.get("shift", ""), body["occasion"], read_ref(body.get("team")), called)


@ROLLCALL.on(MARKED)
def _marked(state: RollCall, fact: Fact) -> RollCall:
    mark, seen = _mark(state, fact), fact.body.get("seen", {})
    marked = {person.id: person for person in read_refs(fact.body["people"])}
    called = [
        _set(one, fact, mark, seen.get(one.person.id, ())) if one.person.id in marked else one
        for one in state.called
    ]
    known = {one.person.id for one in called}
    for person in marked.values():
        if person.id not in known:
            called.append(_set(Called(person, extra=True), fact, mark, ()))
    if mark.substitute is not None and mark.substitute.id not in known | marked.keys():
        called.append(Called(mark.substitute, extra=True))
    return replace(state, called=tuple(called))


def _mark(state: RollCall, fact: Fact) -> Mark:
    body = fact.body
    until = body.get("until")
    return Mark(
        state=body["state"],
        reason=body.get("reason", ""),
        until=None if until is None else instant(until),
        substitute=read_ref(body.get("substitute")),
        proof=body.get("proof", ""),
        correction=body.get("correction", ""),
        lacks=tuple(body.get("lacks", ())),
        at=fact.at,
        by=fact.event.author,
        late=state.finished is not None,
    )


def _set(one: Called, fact: Fact, mark: Mark, seen: object) -> Called:
    """The person with one more mark and the marks its author had seen."""
    known = tuple(str(item) for item in seen) if isinstance(seen, list | tuple) else ()
    setting = Setting(str(fact.id), mark, known)
    return replace(one, register=Register((*one.register.settings, setting)))


@ROLLCALL.on(FINISHED)
def _finished(state: RollCall, fact: Fact) -> RollCall:
    return state if state.finished is not None else replace(state, finished=fact.at)


@ROLLCALL.on(SIGNED)
def _signed(state: RollCall, fact: Fact) -> RollCall:
    signer = fact.body["signer"]
    return replace(state, signed=state.signed or Signed(Ref(signer["id"], signer["name"]), fact.at))


@ROLLCALL.on(FITNESS_MARKED)
def _fitness_marked(state: RollCall, fact: Fact) -> RollCall:
    given = dict(state.fit) | {fact.body["person"]["id"]: bool(fact.body["fit"])}
    return replace(state, fit=tuple(sorted(given.items())))
