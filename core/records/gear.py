"""Counted gear (器材): how many there should be, how many were found, and by whom (空呼 12/12)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from core.errors import Refusal
from core.records.kind import Fact, Line, Meta, RecordKind, Summary
from core.records.lookup import pick, states
from core.text import clean

if TYPE_CHECKING:
    from core.replica.act import Act
    from core.replica.replica import Replica

ADDED, CHANGED, COUNTED, REMOVED = "gear.added", "gear.changed", "gear.counted", "gear.removed"
GEAR = RecordKind("gear")
KINDS = (GEAR,)


@dataclass(frozen=True, slots=True)
class Count:
    """One count: how many were found, when, by whom (a person's id) and what was said about it."""

    found: int
    at: datetime
    by: str | None
    note: str


@dataclass(frozen=True, slots=True)
class Gear:
    """A line of the counted list with its last count."""

    meta: Meta
    name: str
    expected: int
    last: Count | None = None
    removed: bool = False

    @property
    def differs(self) -> bool:
        """Whether the last count found another number than expected."""
        return self.last is not None and self.last.found != self.expected


@GEAR.opens(ADDED)
def _added(meta: Meta, fact: Fact) -> Gear:
    return Gear(meta, fact.body["name"], int(fact.body["expected"]))


@GEAR.on(CHANGED)
def _changed(state: Gear, fact: Fact) -> Gear:
    body = fact.body
    return replace(
        state, name=body.get("name", state.name), expected=int(body.get("expected", state.expected))
    )


@GEAR.on(COUNTED)
def _counted(state: Gear, fact: Fact) -> Gear:
    body = fact.body
    return replace(state, last=Count(int(body["found"]), fact.at, fact.event.author, body.get("note", "")))


@GEAR.on(REMOVED)
def _removed(state: Gear, fact: Fact) -> Gear:
    return replace(state, removed=True)


@GEAR.says(COUNTED)
def _say_counted(state: Gear, fact: Fact) -> Line | None:
    found = int(fact.body["found"])
    if found == state.expected:
        return None
    params = {
        "name": state.name,
        "found": found,
        "expected": state.expected,
        "note": fact.body.get("note", ""),
    }
    return Line("gear.differs", params)


@GEAR.summarises
def _summary(state: Gear) -> Summary:
    status = "gear.uncounted" if state.last is None else "gear.short" if state.differs else "gear.complete"
    return Summary(state.name, status=status, open=not state.removed)


def add_gear(act: Act, name: str, expected: int) -> str:
    """Add a line to the counted list; returns its id. Raises Refusal for an empty or taken name."""
    name = clean(name, limit=60).strip()
    if not name or expected < 0 or any(one.name == name for one in gear(act.replica)):
        raise Refusal("gear.refused", name=name)
    return act.open(GEAR, ADDED, {"name": name, "expected": expected})


def expect_gear(act: Act, record: str, expected: int) -> None:
    """Change how many there should be."""
    state = act.state(Gear, record)
    if expected < 0:
        raise Refusal("gear.refused", name=state.name)
    act.append(CHANGED, record, {"expected": expected})


def count_gear(act: Act, record: str, found: int, note: str = "") -> None:
    """Record a count; a difference shows in the duty log."""
    state = act.state(Gear, record)
    if found < 0:
        raise Refusal("gear.refused", name=state.name)
    body: dict[str, Any] = {"found": found}
    if note := clean(note, limit=200).strip():
        body["note"] = note
    act.append(COUNTED, record, body)


def remove_gear(act: Act, record: str) -> None:
    """Take a line off the counted list."""
    act.state(Gear, record)
    act.append(REMOVED, record, {})


def gear(replica: Replica) -> list[Gear]:
    """The counted list, in the order it was made."""
    return [one for one in states(replica, GEAR, Gear) if not one.removed]


def find_gear(replica: Replica, typed: str) -> Gear:
    """The line meant by `typed` (name, initials); raises NotFound, or Refusal when several could be."""
    return pick(typed, gear(replica), lambda one: (one.name,), "gear.not_found")
