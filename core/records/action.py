"""Action items (议定事项): what was agreed, who does it by when, and who saw that it was done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from core.clock import instant, iso
from core.errors import Refusal
from core.records.kind import Fact, Line, Meta, RecordKind, Summary
from core.records.lifecycle import Step, advance, assigned, follow, is_open, second_person, status_of
from core.records.person import find_person
from core.records.reference import Ref, read_ref, reference
from core.records.taskline import read_task
from core.text import clean

if TYPE_CHECKING:
    from core.replica.act import Act
    from core.signing import Signature

OPENED, MOVED = "action.opened", "action.moved"
ACTION = RecordKind("action", series="T")
KINDS = (ACTION,)


@dataclass(frozen=True, slots=True)
class Action:
    """An action item; `source` is the id of the record it came from, empty when it stands alone."""

    meta: Meta
    text: str
    owner: Ref | None
    due: datetime | None
    source: str
    steps: tuple[Step, ...] = ()

    @property
    def status(self) -> str:
        """One of open, doing, done, verified, returned."""
        return status_of(self.steps)


@ACTION.opens(OPENED)
def _opened(meta: Meta, fact: Fact) -> Action:
    body = fact.body
    due = body.get("due")
    owner = read_ref(body.get("owner"))
    return Action(meta, body["text"], owner, instant(due) if due else None, body.get("source", ""))


@ACTION.says(OPENED)
def _say_opened(state: Action, fact: Fact) -> Line:
    to = assigned(state.owner, state.due)
    return Line("action.line.opened" if to else "action.line.opened_short", {"text": state.text, "to": to})


@ACTION.summarises
def _summary(state: Action) -> Summary:
    return Summary(
        state.text,
        status=f"task.{state.status}",
        open=is_open(state.steps),
        subject="act.item",
        owner=state.owner.name if state.owner else "",
        due=state.due,
        parent=state.source,
    )


follow(ACTION)


def open_action(
    act: Act,
    text: str,
    *,
    owner: Mapping[str, str] | None = None,
    due: datetime | None = None,
    source: str = "",
) -> str:
    """Open an action item for `owner` (id and name); returns its id. Raises Refusal when nothing is to be done."""
    body: dict[str, Any] = {"text": clean(text).strip(), "source": source}
    if not body["text"]:
        raise Refusal("task.empty")
    if owner is not None:
        body["owner"] = {"id": owner["id"], "name": owner["name"]}
    if due is not None:
        body["due"] = iso(due)
    return act.open(ACTION, OPENED, body)


def open_line(act: Act, line: str, *, source: str = "") -> str:
    """Open an action item from one line, 检查2号泵 @何清 今日18:00; returns its id.

    The owner is found by name, code or initials; raises NotFound or Refusal when that fails.
    """
    read = read_task(line, act.now)
    owner = reference(find_person(act.replica, read.owner)) if read.owner else None
    return open_action(act, read.text, owner=owner, due=read.due, source=source)


def start(act: Act, action: str) -> None:
    """Say that somebody is at it."""
    advance(act, act.state(Action, action), "started")


def finish(act: Act, action: str, text: str = "", *, by: str | None = None) -> None:
    """Say that it is done, and how; raises Refusal when it already is."""
    advance(act, act.state(Action, action), "finished", text, by)


def verify(
    act: Act, action: str, text: str = "", *, person: str | None = None, signature: Signature | None = None
) -> None:
    """Say that somebody other than the owner saw it done; raises Refusal for the owner, or before it is done."""
    state = act.state(Action, action)
    advance(act, state, "verified", text, second_person(act, state, person, signature))


def return_(act: Act, action: str, reason: str, *, person: str | None = None) -> None:
    """Send it back as not done, with a reason."""
    state = act.state(Action, action)
    if not clean(reason).strip():
        raise Refusal("incident.no_reason")
    advance(act, state, "returned", reason, second_person(act, state, person, None))


def move(
    act: Act, action: str, *, owner: Mapping[str, str] | None = None, due: datetime | None = None
) -> None:
    """Give it another owner or limit; both stay readable in the log."""
    state = act.state(Action, action)
    body: dict[str, Any] = {}
    if owner is not None:
        body["owner"] = {"id": owner["id"], "name": owner["name"]}
    if due is not None:
        body["due"] = iso(due)
    if body and state.meta.struck is None:
        act.append(MOVED, action, body)
