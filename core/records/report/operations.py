"""Submitting a report, acknowledging it, replying to it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from core.errors import Refusal
from core.records.kept import kept_body
from core.records.named import named
from core.records.reference import Ref
from core.records.report.state import (
    ACKNOWLEDGED,
    FORMS,
    MOST_BY_HAND,
    MOST_LINE,
    PARTS,
    REPLIED,
    REPORT,
    SUBMITTED,
    ByHand,
    Compiled,
    Report,
)
from core.text import clean

if TYPE_CHECKING:
    from core.replica.act import Act


@dataclass(frozen=True, slots=True)
class Scope:
    """What a report is about: its form, the team (None: the station), and from when until when."""

    form: str
    since: datetime
    until: datetime
    team: Ref | None = None


def submit(
    act: Act,
    scope: Scope,
    compiled: Sequence[Compiled],
    by_hand: Sequence[ByHand] = (),
    *,
    kept: Iterable[str] = (),
) -> str:
    """Submit what was compiled, with at most three lines by hand; with neither it says 无事项. Returns its id.

    The lines are kept as they were submitted; `kept` names the rules whose warning stands (E06, E07).  Raises Refusal
    for an unknown form or part, too many lines, an empty or a long one.
    """
    if scope.form not in FORMS:
        raise Refusal("report.bad_form", value=clean(scope.form, limit=40))
    if len(by_hand) > MOST_BY_HAND:
        raise Refusal("report.too_many", most=MOST_BY_HAND)
    typed = [{"part": _part(one.part), "text": _line(one.text)} for one in by_hand]
    body: dict[str, Any] = {
        "form": scope.form,
        "since": scope.since.isoformat(
            timespec="milliseconds"
        ),  # two reports meet at one instant of the views
        "until": scope.until.isoformat(timespec="milliseconds"),
        "compiled": [one.body() for one in compiled],
        "by_hand": typed,
        **kept_body(kept),
        **_by(act),
    }
    if scope.team is not None:
        body["team"] = scope.team.body()
    return act.open(REPORT, SUBMITTED, body)


def _part(part: str) -> str:
    if part not in PARTS:
        raise Refusal("report.bad_part", value=clean(part, limit=40))
    return part


def _line(text: str) -> str:
    text = clean(text).strip()
    if not text:
        raise Refusal("task.empty")
    if len(text) > MOST_LINE:
        raise Refusal("report.line_too_long", most=MOST_LINE, has=len(text))
    return text


def acknowledge(act: Act, report: str) -> None:
    """The branch took note; noted once."""
    if act.state(Report, report).acknowledged is None:
        act.append(ACKNOWLEDGED, report, _by(act), audience="down")


def reply(act: Act, report: str, text: str) -> None:
    """Answer a report, which takes note of it too; raises Refusal for an empty or a long answer."""
    text = _line(text)
    acknowledge(act, report)
    act.append(REPLIED, report, {"text": text, **_by(act)}, audience="down")


def _by(act: Act) -> dict[str, Any]:
    return {"by": named(act.replica, act.author).body()} if act.author else {}
