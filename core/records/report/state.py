"""A micro-report (微报告) as submitted: compiled lines with their sources, at most three by hand (M01, M04, M14)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from core.clock import instant
from core.records.kept import kept_words, read_kept
from core.records.kind import Fact, Line, Meta, RecordKind, Summary
from core.records.reference import Ref, read_ref

SUBMITTED, ACKNOWLEDGED, REPLIED = "report.submitted", "report.acknowledged", "report.replied"
REPORT = RecordKind("report", series="P", audience="branch")
KINDS = (REPORT,)

FORMS: Final = ("weekly", "daily", "situation", "closing")
"""The week's, the emergency's each day, its short situation line, and the one that closes it."""

PARTS: Final = ("this_week", "next")
"""Where a line by hand belongs: 本周工作 or 下步规划."""

MOST_BY_HAND: Final = 3
MOST_LINE: Final = 100


@dataclass(frozen=True, slots=True)
class Compiled:
    """A compiled line: a catalogue key with parameters, as log lines have, and the records it was compiled from."""

    message: str
    params: Mapping[str, str | int] = field(default_factory=dict)
    sources: tuple[str, ...] = ()

    def body(self) -> dict[str, Any]:
        """The form used in event bodies."""
        return {"message": self.message, "params": dict(self.params), "sources": list(self.sources)}


@dataclass(frozen=True, slots=True)
class ByHand:
    """A line somebody typed."""

    part: str
    text: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The branch's reply."""

    text: str
    by: Ref | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Report:
    """A report after all its events; `team` is None for one of the whole station."""

    meta: Meta
    form: str
    team: Ref | None
    since: datetime
    until: datetime
    compiled: tuple[Compiled, ...]
    by_hand: tuple[ByHand, ...]
    submitted: datetime
    by: Ref | None
    acknowledged: datetime | None = None
    acknowledged_by: Ref | None = None
    answers: tuple[Answer, ...] = ()
    kept: tuple[str, ...] = ()
    """Rules whose private warning stood when it was submitted all the same (E06, E07)."""

    @property
    def nil(self) -> bool:
        """Whether there was nothing to report (无事项)."""
        return not self.compiled and not self.by_hand

    @property
    def status(self) -> str:
        """One of submitted, acknowledged, replied."""
        if self.answers:
            return "replied"
        return "submitted" if self.acknowledged is None else "acknowledged"

    @property
    def typed_once(self) -> tuple[int, int]:
        """Compiled lines and all lines (K04)."""
        return len(self.compiled), len(self.compiled) + len(self.by_hand)


@REPORT.opens(SUBMITTED)
def _submitted(meta: Meta, fact: Fact) -> Report:
    body = fact.body
    return Report(
        meta,
        body["form"] if body["form"] in FORMS else "daily",
        read_ref(body.get("team")),
        instant(body["since"]),
        instant(body["until"]),
        tuple(_compiled(one) for one in body["compiled"]),
        tuple(ByHand(str(one["part"]), str(one["text"])) for one in body["by_hand"]),
        fact.at,
        read_ref(body.get("by")),
        kept=read_kept(body),
    )


def _compiled(body: Mapping[str, Any]) -> Compiled:
    params = {str(name): value for name, value in body["params"].items() if isinstance(value, str | int)}
    return Compiled(str(body["message"]), params, tuple(str(one) for one in body["sources"]))


@REPORT.on(ACKNOWLEDGED)
def _acknowledged(state: Report, fact: Fact) -> Report:
    if state.acknowledged is not None:
        return state
    return replace(state, acknowledged=fact.at, acknowledged_by=read_ref(fact.body.get("by")))


@REPORT.on(REPLIED)
def _replied(state: Report, fact: Fact) -> Report:
    answer = Answer(str(fact.body["text"]), read_ref(fact.body.get("by")), fact.at)
    return replace(state, answers=(*state.answers, answer))


@REPORT.says(SUBMITTED)
def _say_submitted(state: Report, fact: Fact) -> Line:
    form = f"@report.{state.form}"
    if state.nil:
        return Line("report.line.nil", {"form": form})
    compiled, lines = state.typed_once
    params: dict[str, str | int] = {"form": form, "lines": lines, "compiled": compiled}
    return Line("report.line.submitted", params | kept_words(state.kept))


@REPORT.says(ACKNOWLEDGED)
def _say_acknowledged(state: Report, fact: Fact) -> Line:
    by = read_ref(fact.body.get("by"))
    return Line("report.line.acknowledged", {"form": f"@report.{state.form}", "by": by.name if by else ""})


@REPORT.says(REPLIED)
def _say_replied(state: Report, fact: Fact) -> Line:
    by = read_ref(fact.body.get("by"))
    return Line("report.line.replied", {"by": by.name if by else "", "text": str(fact.body["text"])})


@REPORT.summarises
def _summary(state: Report) -> Summary:
    texts = " ".join(one.text for one in state.by_hand)
    return Summary(
        texts,
        status=f"report.{state.status}",
        open=state.acknowledged is None,
        subject=f"report.{state.form}",
        owner=state.team.name if state.team else "",
    )
