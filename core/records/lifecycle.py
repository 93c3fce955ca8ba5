"""The road of something to be done: open, doing, done, verified by somebody else, or sent back (returned).

Shared by action items and by hazards and problems.  What is done counts only once another person has looked (E08).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeVar

from core.errors import Refusal
from core.records.kind import Fact, Line, Meta, RecordKind
from core.records.named import named
from core.records.reference import Ref, read_ref
from core.replica.rows import count
from core.signing import require
from core.text import clean

if TYPE_CHECKING:
    from core.replica.act import Act
    from core.replica.replica import Replica
    from core.signing import Signature

STATUS: Final = {"started": "doing", "finished": "done", "verified": "verified", "returned": "returned"}
"""What each step makes of it; before the first step it is open."""

STATES: Final = ("open", "doing", "done", "verified", "returned")
OLD_AFTER: Final = 3
"""Shifts a point may live before it is flagged (duty-logs §7 item 8)."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what was done, when, by whom, and their words."""

    name: str
    at: datetime
    by: Ref | None
    text: str


class Task(Protocol):
    """A state with an owner and steps."""

    @property
    def meta(self) -> Meta:
        """Identity."""
        ...

    @property
    def owner(self) -> Ref | None:
        """Who answers for it."""
        ...

    @property
    def steps(self) -> tuple[Step, ...]:
        """What was done about it, oldest first."""
        ...


T = TypeVar("T")


def status_of(steps: tuple[Step, ...]) -> str:
    """One of `STATES`."""
    return STATUS[steps[-1].name] if steps else "open"


def is_open(steps: tuple[Step, ...]) -> bool:
    """Whether somebody still has to do or verify something."""
    return status_of(steps) != "verified"


def follow(kind: RecordKind) -> None:
    """Let `kind`, whose state is a dataclass with `steps` and `owner`, take the steps and a new owner or limit."""
    names = [f"{kind.name}.{step}" for step in STATUS]
    kind.on(*names)(_stepped)
    kind.says(*names)(_say_step)
    kind.on(f"{kind.name}.moved")(_moved)
    kind.says(f"{kind.name}.moved")(_say_moved)


def _stepped(state: Any, fact: Fact) -> Any:
    name = fact.event.kind.partition(".")[2]
    step = Step(name, fact.at, read_ref(fact.body.get("by")), str(fact.body.get("text", "")))
    return replace(state, steps=(*state.steps, step))


def _say_step(state: Any, fact: Fact) -> Line:
    name = fact.event.kind.partition(".")[2]
    text, by = str(fact.body.get("text", "")), read_ref(fact.body.get("by"))
    params = {"what": state.text, "text": text, "by": by.name if by else ""}
    return Line(f"task.line.{name}" if text else f"task.line.{name}_short", dict(params))


def _moved(state: Any, fact: Fact) -> Any:
    changes: dict[str, Any] = {}
    if "owner" in fact.body:
        changes["owner"] = read_ref(fact.body["owner"])
    if "due" in fact.body:
        changes["due"] = datetime.fromisoformat(fact.body["due"])
    return replace(state, **changes)


def _say_moved(state: Any, fact: Fact) -> Line:
    return Line("task.line.moved", {"what": state.text, "to": assigned(state.owner, state.due)})


def assigned(owner: Ref | None, due: datetime | None) -> str:
    """Owner and limit the way they are typed: @何清 11-22 18:00."""
    parts = (f"@{owner.name}" if owner else "", due.strftime("%m-%d %H:%M") if due else "")
    return " ".join(part for part in parts if part)


def advance(act: Act, task: Task, step: str, text: str = "", by: str | None = None) -> None:
    """Append a step by person `by`, or by the act's author; raises Refusal when it does not follow from the status."""
    status = status_of(task.steps)
    if task.meta.struck is not None or step not in _NEXT[status]:
        raise Refusal("task.not_now", number=task.meta.number)
    who = by or act.author
    body: dict[str, Any] = {"text": clean(text).strip()}
    if who:
        body["by"] = named(act.replica, who).body()
    act.append(f"{task.meta.kind}.{step}", task.meta.id, body)


_NEXT: Final = {
    "open": ("started", "finished"),
    "doing": ("finished",),
    "returned": ("started", "finished"),
    "done": ("verified", "returned"),
    "verified": ("returned",),
}


def second_person(act: Act, task: Task, person: str | None, signature: Signature | None) -> str:
    """Who verifies: the signer, `person`, or the author; raises Refusal for nobody, or for the owner themselves."""
    who = require(signature, act.now) if signature is not None else person or act.author
    if who is None:
        raise Refusal("task.who_verifies")
    if task.owner is not None and who == task.owner.id:
        raise Refusal("task.own_work", name=task.owner.name)
    return who


def shifts_lived(replica: Replica, meta: Meta) -> int:
    """How many shifts have begun since the record was opened."""
    replica.flush()
    return count(replica.connection, "shift", round(meta.opened.timestamp() * 1000) + 1)


def is_old(replica: Replica, task: Task) -> bool:
    """Whether an open point has lived more than `OLD_AFTER` shifts."""
    return is_open(task.steps) and shifts_lived(replica, task.meta) > OLD_AFTER
