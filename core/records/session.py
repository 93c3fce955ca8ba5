"""A session of the journal as a record: its opening, a clock that was turned, an erased body."""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.records.kind import Fact, Line, Meta, RecordKind, Summary

OPENED, CLOCK_JUMPED, ERASED = "session.opened", "clock.jumped", "journal.erased"
GUARDED = "journal.guarded"
SESSION = RecordKind("session")
KINDS = (SESSION,)


@dataclass(frozen=True, slots=True)
class Session:
    """One run of the program that wrote something."""

    meta: Meta
    program: str
    restored: bool
    jumps: int = 0
    erased: tuple[str, ...] = ()
    guarded: tuple[str, ...] = ()
    """Triggers that keep the journal append-only, found missing and put back."""


@SESSION.opens(OPENED)
def _opened(meta: Meta, fact: Fact) -> Session:
    return Session(meta, fact.body["program"], bool(fact.body.get("restored")))


@SESSION.on(CLOCK_JUMPED)
def _jumped(state: Session, fact: Fact) -> Session:
    return replace(state, jumps=state.jumps + 1)


@SESSION.on(ERASED)
def _erased(state: Session, fact: Fact) -> Session:
    return replace(state, erased=(*state.erased, fact.body["target"]))


@SESSION.on(GUARDED)
def _guarded(state: Session, fact: Fact) -> Session:
    return replace(state, guarded=tuple(fact.body["names"]))


@SESSION.says(GUARDED)
def _say_guarded(state: Session, fact: Fact) -> Line:
    return Line("session.guarded", {"count": len(fact.body["names"])})


@SESSION.says(OPENED)
def _say_opened(state: Session, fact: Fact) -> Line | None:
    return Line("session.restored") if fact.body.get("restored") else None


@SESSION.says(CLOCK_JUMPED)
def _say_jumped(state: Session, fact: Fact) -> Line:
    return Line("session.clock_jumped", {"expected": fact.body["expected"], "seen": fact.body["seen"]})


@SESSION.says(ERASED)
def _say_erased(state: Session, fact: Fact) -> Line:
    return Line("session.erased", {"target": fact.body["target"][-12:], "reason": fact.body["reason"]})


@SESSION.summarises
def _summary(state: Session) -> Summary:
    return Summary(state.program, status="restored" if state.restored else "")
