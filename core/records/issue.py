"""Hazards (隐患), dangerous conditions (险情) and problems (困难问题): what is wrong, where, who sees to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from core.clock import instant, iso
from core.errors import Refusal
from core.records.kind import Fact, Line, Meta, RecordKind, Summary
from core.records.lifecycle import Step, advance, assigned, follow, is_open, second_person, status_of
from core.records.reference import Ref, read_ref
from core.text import clean

if TYPE_CHECKING:
    from core.replica.act import Act
    from core.signing import Signature

OPENED, MOVED = "issue.opened", "issue.moved"
SORTS: Final = ("inc.hazard", "inc.danger", "issue.title")
"""A latent fault, a dangerous state that may become an incident, a difficulty; never confused (domain §13)."""

ISSUE = RecordKind("issue", series="W")
KINDS = (ISSUE,)


@dataclass(frozen=True, slots=True)
class Issue:
    """One of `SORTS`; `until` is how long a dangerous condition is expected to last."""

    meta: Meta
    sort: str
    text: str
    place: str
    owner: Ref | None
    due: datetime | None
    until: datetime | None
    source: str
    steps: tuple[Step, ...] = ()

    @property
    def status(self) -> str:
        """One of open, doing, done, verified, returned."""
        return status_of(self.steps)


@ISSUE.opens(OPENED)
def _opened(meta: Meta, fact: Fact) -> Issue:
    body = fact.body
    if body["sort"] not in SORTS:
        raise ValueError(body["sort"])
    due, until = (instant(body[name]) if body.get(name) else None for name in ("due", "until"))
    owner, source = read_ref(body.get("owner")), str(body.get("source", ""))
    return Issue(meta, body["sort"], body["text"], str(body.get("place", "")), owner, due, until, source)


@ISSUE.says(OPENED)
def _say_opened(state: Issue, fact: Fact) -> Line:
    what = f"{state.place} {state.text}".strip()
    to = assigned(state.owner, state.due)
    params = {"sort": f"@{state.sort}", "what": what, "to": to}
    return Line("issue.line.opened" if to else "issue.line.opened_short", dict(params))


@ISSUE.summarises
def _summary(state: Issue) -> Summary:
    return Summary(
        state.text,
        status=f"task.{state.status}",
        open=is_open(state.steps),
        subject=state.sort,
        place=state.place,
        owner=state.owner.name if state.owner else "",
        due=state.due or state.until,
        parent=state.source,
    )


follow(ISSUE)


@dataclass(frozen=True, slots=True)
class Details:
    """What may be said of an issue besides its text, all of it optional."""

    place: str = ""
    owner: Mapping[str, str] | None = None
    due: datetime | None = None
    until: datetime | None = None
    source: str = ""


def open_issue(act: Act, sort: str, text: str, details: Details | None = None) -> str:
    """Open a hazard, dangerous condition or problem; returns its id. Raises Refusal for an empty text or odd sort."""
    details = details or Details()
    body: dict[str, Any] = {"sort": sort, "text": clean(text).strip(), "source": details.source}
    if sort not in SORTS:
        raise Refusal("issue.no_sort", name=sort)
    if not body["text"]:
        raise Refusal("task.empty")
    if details.place.strip():
        body["place"] = clean(details.place).strip()
    if details.owner is not None:
        body["owner"] = {"id": details.owner["id"], "name": details.owner["name"]}
    body |= {name: iso(moment) for name, moment in (("due", details.due), ("until", details.until)) if moment}
    return act.open(ISSUE, OPENED, body)


def start(act: Act, issue: str) -> None:
    """Say that somebody is at it."""
    advance(act, act.state(Issue, issue), "started")


def finish(act: Act, issue: str, text: str = "", *, by: str | None = None) -> None:
    """Say that it is removed, and how; raises Refusal when it already is."""
    advance(act, act.state(Issue, issue), "finished", text, by)


def verify(
    act: Act, issue: str, text: str = "", *, person: str | None = None, signature: Signature | None = None
) -> None:
    """Say that somebody other than the owner looked; raises Refusal for the owner, or before it is done."""
    state = act.state(Issue, issue)
    advance(act, state, "verified", text, second_person(act, state, person, signature))


def return_(act: Act, issue: str, reason: str, *, person: str | None = None) -> None:
    """Send it back as not removed, with a reason."""
    state = act.state(Issue, issue)
    if not clean(reason).strip():
        raise Refusal("incident.no_reason")
    advance(act, state, "returned", reason, second_person(act, state, person, None))
