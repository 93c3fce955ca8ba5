"""A handover (交接班) as it stands: preview, walk, say back, two signatures.

Sources: domain §3 (life cycle), §5 (handover), S5; duty-logs §2.11, §9.5.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from core.records.brief import Brief, Item, read_brief, seal_hash
from core.records.kind import Fact, Meta, RecordKind
from core.records.reference import Ref, read_ref, read_refs

PREPARED, REFRESHED, STARTED = "handover.prepared", "handover.refreshed", "handover.started"
CHECKED, ANSWERED = "handover.checked", "handover.answered"
HELD, SETTLED, RELIEF_LATE = "handover.held", "handover.settled", "handover.relief_late"
ACCEPTED, DECLINED = "handover.accepted", "handover.declined"

HANDOVER = RecordKind("handover", series="H")
QUESTIONS: Final = ("incident_open", "vehicle", "person")
"""Which incident is open, which vehicle cannot turn out, who is missing (接班人复述): parts of the brief."""

_ASKED_OF: Final = {
    "incident_open": ("incident_open", "standby"),
    "vehicle": ("vehicle",),
    "person": ("person",),
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the incoming officer said to one item: ok or query, with a note; `stamp` is what they saw."""

    key: str
    ok: bool
    note: str
    stamp: str


@dataclass(frozen=True, slots=True)
class Question:
    """One question of the say-back: the part asked of, what the brief says, what was answered."""

    part: str
    expected: tuple[str, ...]
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Signed:
    """The end of a handover: who, when, the brief as frozen, and its hash."""

    at: datetime
    outgoing: Ref
    incoming: Ref
    brief: dict[str, Any]
    tip: dict[str, Any]
    hash: str
    next_shift: str
    issues: tuple[str, ...]

    @property
    def shown(self) -> str:
        """The first twelve digits of the hash, as printed."""
        return self.hash[:12]

    @property
    def genuine(self) -> bool:
        """Whether the frozen brief still gives the hash that was signed."""
        return seal_hash(self.brief, self.tip) == self.hash


@dataclass(frozen=True, slots=True)
class Handover:
    """A handover after all its events."""

    meta: Meta
    shift: str
    outgoing: Ref | None
    brief: Brief
    started: datetime | None = None
    incoming: Ref | None = None
    verdicts: tuple[Verdict, ...] = ()
    answers: tuple[tuple[str, str], ...] = ()
    held: tuple[str, ...] = ()
    held_reason: str = ""
    settled: frozenset[str] = frozenset()
    late: tuple[Ref, ...] = ()
    signed: Signed | None = None
    declined: str | None = None
    commander: Ref | None = None

    @property
    def open(self) -> bool:
        """Whether nobody has signed or declined yet."""
        return self.signed is None and self.declined is None

    @property
    def status(self) -> str:
        """One of preview, walking, held, say_back, ready, accepted, accepted_notes, declined."""
        if self.signed is not None:
            return "accepted_notes" if self.queries else "accepted"
        if self.declined is not None:
            return "declined"
        if self.held:
            return "held"
        if self.started is None:
            return "preview"
        if self.unchecked:
            return "walking"
        return "ready" if all(question.answer for question in self.questions) else "say_back"

    def verdict(self, item: Item) -> Verdict | None:
        """The verdict that counts for `item` as it is now; none when it has changed since (ask again)."""
        found = next((verdict for verdict in reversed(self.verdicts) if verdict.key == item.key), None)
        return found if found is not None and found.stamp == item.stamp else None

    @property
    def unchecked(self) -> tuple[Item, ...]:
        """Items nobody has said anything to."""
        return tuple(item for item in self.brief.items if self.verdict(item) is None)

    @property
    def queries(self) -> tuple[tuple[Item, str], ...]:
        """Items in question with their notes: each becomes a problem at the signature."""
        pairs = ((item, self.verdict(item)) for item in self.brief.items)
        return tuple((item, said.note) for item, said in pairs if said is not None and not said.ok)

    @property
    def questions(self) -> tuple[Question, ...]:
        """The three questions of the say-back, with what the brief says and what was answered."""
        given = dict(self.answers)
        return tuple(
            Question(
                part, tuple(_name(item) for item in self.brief.of(*_ASKED_OF[part])), given.get(part, "")
            )
            for part in QUESTIONS
        )


def _name(item: Item) -> str:
    return f"{item.number} {item.text}".strip()


@HANDOVER.opens(PREPARED)
def _prepared(meta: Meta, fact: Fact) -> Handover:
    body = fact.body
    return Handover(meta, body["shift"], read_ref(body.get("outgoing")), read_brief(body["brief"]))


@HANDOVER.on(REFRESHED)
def _refreshed(state: Handover, fact: Fact) -> Handover:
    return replace(state, brief=read_brief(fact.body["brief"])) if state.open else state


@HANDOVER.on(STARTED)
def _started(state: Handover, fact: Fact) -> Handover:
    return replace(state, started=state.started or fact.at, incoming=read_ref(fact.body["incoming"]), late=())


@HANDOVER.on(CHECKED)
def _checked(state: Handover, fact: Fact) -> Handover:
    body = fact.body
    said = Verdict(body["key"], bool(body["ok"]), body.get("note", ""), body["stamp"])
    others = tuple(verdict for verdict in state.verdicts if verdict.key != said.key)
    return replace(state, verdicts=(*others, said))


@HANDOVER.on(ANSWERED)
def _answered(state: Handover, fact: Fact) -> Handover:
    others = tuple(pair for pair in state.answers if pair[0] != fact.body["question"])
    return replace(state, answers=(*others, (fact.body["question"], fact.body["answer"])))


@HANDOVER.on(HELD)
def _held(state: Handover, fact: Fact) -> Handover:
    return replace(state, held=tuple(fact.body["incidents"]), held_reason=fact.body.get("reason", ""))


@HANDOVER.on(SETTLED)
def _settled(state: Handover, fact: Fact) -> Handover:
    return replace(state, held=(), settled=state.settled | set(fact.body["incidents"]))


@HANDOVER.on(RELIEF_LATE)
def _relief_late(state: Handover, fact: Fact) -> Handover:
    return replace(state, late=read_refs(fact.body["people"]))


@HANDOVER.on(ACCEPTED)
def _accepted(state: Handover, fact: Fact) -> Handover:
    body = fact.body
    outgoing, incoming = read_ref(body["outgoing"]), read_ref(body["incoming"])
    if state.signed is not None or outgoing is None or incoming is None:
        return state
    signed = Signed(
        fact.at,
        outgoing,
        incoming,
        body["brief"],
        body["tip"],
        body["hash"],
        body.get("next_shift", ""),
        tuple(body.get("issues", ())),
    )
    return replace(
        state, signed=signed, brief=read_brief(body["brief"]), outgoing=outgoing, incoming=incoming, held=()
    )


@HANDOVER.on(DECLINED)
def _declined(state: Handover, fact: Fact) -> Handover:
    if state.signed is not None:
        return state
    return replace(
        state,
        declined=fact.body["reason"],
        incoming=read_ref(fact.body.get("incoming")) or state.incoming,
        commander=read_ref(fact.body.get("commander")),
    )
