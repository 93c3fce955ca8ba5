"""A direct report (信息直报): four answers, and the times at which it was received, read, answered and settled.

Domain §7: 已发 → 已达 → 已阅 → 已复 → 办结; the station settles it, a branch cannot close it alone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from core.clock import instant
from core.records.kind import Fact, Line, Meta, RecordKind, Summary
from core.records.reference import Ref, read_ref

SENT, DELIVERED, READ = "direct.sent", "direct.delivered", "direct.read"
REPLIED, RESOLVED = "direct.replied", "direct.resolved"
PHONED, ESCALATED = "direct.phoned", "direct.escalated"

DIRECT = RecordKind("direct", series="D", audience="branch")
KINDS = (DIRECT,)

LEVELS: Final = ("direct.urgent", "direct.important")
ANSWERS: Final = ("what", "where", "need")
"""The answers in words; the fourth, by when, is a time."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What the branch answered."""

    text: str
    by: Ref | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Call:
    """A call that told somebody (电话补报): whom, and when."""

    to: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Direct:
    """A direct report after all its events; a time that has not come is None."""

    meta: Meta
    level: str
    what: str
    where: str
    need: str
    by_when: datetime | None
    sender: Ref | None
    sent: datetime
    delivered: datetime | None = None
    opened: datetime | None = None
    """When somebody at the branch opened it on a screen."""
    replies: tuple[Reply, ...] = ()
    calls: tuple[Call, ...] = ()
    escalated: datetime | None = None
    resolved: datetime | None = None

    @property
    def read(self) -> datetime | None:
        """When somebody at the branch knew of it: opened, or told by phone, whichever came first (K02, S4)."""
        known = [one.at for one in self.calls] + ([self.opened] if self.opened else [])
        return min(known, default=None)

    @property
    def replied(self) -> datetime | None:
        """When it was first answered."""
        return min((one.at for one in self.replies), default=None)

    @property
    def status(self) -> str:
        """The last of the five states that was reached, as a label."""
        reached = (
            ("direct.resolved", self.resolved),
            ("direct.replied", self.replied),
            ("direct.read", self.read),
            ("direct.delivered", self.delivered),
        )
        return next((label for label, at in reached if at is not None), "direct.sent")


@DIRECT.opens(SENT, urgent=True)
def _sent(meta: Meta, fact: Fact) -> Direct:
    body, by_when = fact.body, fact.body.get("by_when")
    return Direct(
        meta,
        body["level"] if body["level"] in LEVELS else "direct.urgent",
        body["what"],
        body["where"],
        body["need"],
        None if by_when is None else instant(by_when),
        read_ref(body.get("sender")),
        fact.at,
    )


@DIRECT.on(DELIVERED)
def _delivered(state: Direct, fact: Fact) -> Direct:
    return replace(state, delivered=_earlier(state.delivered, fact.at))


@DIRECT.on(READ)
def _read(state: Direct, fact: Fact) -> Direct:
    return replace(state, opened=_earlier(state.opened, fact.at))


@DIRECT.on(REPLIED, urgent=True)
def _replied(state: Direct, fact: Fact) -> Direct:
    reply = Reply(str(fact.body["text"]), read_ref(fact.body.get("by")), fact.at)
    return replace(state, replies=(*state.replies, reply))


@DIRECT.on(PHONED)
def _phoned(state: Direct, fact: Fact) -> Direct:
    return replace(state, calls=(*state.calls, Call(str(fact.body["to"]), fact.at)))


@DIRECT.on(ESCALATED)
def _escalated(state: Direct, fact: Fact) -> Direct:
    return replace(state, escalated=_earlier(state.escalated, fact.at))


@DIRECT.on(RESOLVED)
def _resolved(state: Direct, fact: Fact) -> Direct:
    return replace(state, resolved=_earlier(state.resolved, fact.at))


def _earlier(known: datetime | None, at: datetime) -> datetime:
    """Of a state reached twice, the first time counts."""
    return at if known is None else min(known, at)


@DIRECT.says(SENT)
def _say_sent(state: Direct, fact: Fact) -> Line:
    params: dict[str, str | int] = {
        "level": f"@{state.level}",
        **{name: str(fact.body[name]) for name in ANSWERS},
        "by_when": f"{state.by_when:%m-%d %H:%M}" if state.by_when else "",
    }
    return Line("direct.line.sent" if state.by_when else "direct.line.sent_open", params)


@DIRECT.says(REPLIED)
def _say_replied(state: Direct, fact: Fact) -> Line:
    by = read_ref(fact.body.get("by"))
    name = by.name if by else ""
    return Line("direct.line.replied", {"by": name, "text": str(fact.body["text"])}, (name,))


@DIRECT.says(PHONED)
def _say_phoned(state: Direct, fact: Fact) -> Line:
    return Line("direct.line.phoned", {"to": str(fact.body["to"])})


@DIRECT.says(ESCALATED)
def _say_escalated(state: Direct, fact: Fact) -> Line:
    return Line("direct.line.escalated")


@DIRECT.says(RESOLVED)
def _say_resolved(state: Direct, fact: Fact) -> Line:
    return Line("direct.line.resolved", {"what": state.what})


@DIRECT.summarises
def _summary(state: Direct) -> Summary:
    return Summary(
        state.what,
        status=state.status,
        open=state.resolved is None,
        subject=state.level,
        place=state.where,
        owner=state.sender.name if state.sender else "",
        due=state.by_when,
    )
