"""The handover brief (交接内容) as data: numbered items with stable keys, frozen and hashed at the signature.

An item's key names the record it speaks of, so a refresh keeps what was said about it, and an item of one handover is
recognised in the next: it ages there and is never new twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

from core.clock import instant, iso
from core.journal.encoding import canonical

PARTS: Final = (
    "incident_open",
    "standby",
    "incident",
    "direct",
    "vehicle",
    "gear",
    "danger",
    "arrangement",
    "order",
    "problem",
    "action",
    "person",
    "sync",
)
"""In the order they are walked through; labels under handover.part."""

OLD_SHIFTS: Final = 3
"""An item this many shifts old is flagged (duty-logs §9.5)."""

SHOWN_DIGITS: Final = 12


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the brief; `text` and `detail` are people's words, or labels when they begin with "@"."""

    key: str
    part: str
    text: str
    number: str = ""
    detail: str = ""
    owner: str = ""
    due: datetime | None = None
    age: int = 0
    """In how many handovers it has stood before; 0 is new."""

    @property
    def old(self) -> bool:
        """Whether it has outlived three shifts."""
        return self.age >= OLD_SHIFTS

    @property
    def record(self) -> str:
        """The record it speaks of, empty for none."""
        return self.key.partition(":")[2]

    @property
    def stamp(self) -> str:
        """What it says, in short: a verdict counts only as long as this stays the same."""
        said = {name: value for name, value in self.body().items() if name != "age"}
        return sha256(canonical(said)).hexdigest()[:SHOWN_DIGITS]

    def body(self) -> dict[str, Any]:
        """The form inside event bodies."""
        return {
            "key": self.key,
            "part": self.part,
            "text": self.text,
            "number": self.number,
            "detail": self.detail,
            "owner": self.owner,
            "due": "" if self.due is None else iso(self.due),
            "age": self.age,
        }


@dataclass(frozen=True, slots=True)
class Brief:
    """Everything the next shift must know, as of `compiled`."""

    shift: str
    team: str
    since: datetime
    compiled: datetime
    items: tuple[Item, ...] = ()
    counts: tuple[tuple[str, int], ...] = ()
    """Readiness: expected, present, vehicles, vehicles_ready."""

    def of(self, *parts: str) -> tuple[Item, ...]:
        """The items of some parts."""
        return tuple(item for item in self.items if item.part in parts)

    def aged(self, before: Brief | None) -> Brief:
        """This brief with every item that stood in the brief `before` one handover older."""
        ages = {} if before is None else {item.key: item.age + 1 for item in before.items}
        return replace(self, items=tuple(replace(item, age=ages.get(item.key, 0)) for item in self.items))

    def expected(self, until: datetime) -> tuple[Item, ...]:
        """What falls due before `until`: the things to expect in the next shift."""
        return tuple(item for item in self.items if item.due is not None and item.due < until)

    def body(self) -> dict[str, Any]:
        """The form inside event bodies; what is frozen and hashed."""
        return {
            "shift": self.shift,
            "team": self.team,
            "since": iso(self.since),
            "compiled": iso(self.compiled),
            "items": [item.body() for item in self.items],
            "counts": dict(self.counts),
        }


def read_brief(body: Mapping[str, Any]) -> Brief:
    """What `Brief.body` wrote."""
    return Brief(
        body["shift"],
        body["team"],
        instant(body["since"]),
        instant(body["compiled"]),
        tuple(_read_item(item) for item in body["items"]),
        tuple(body["counts"].items()),
    )


def _read_item(body: Mapping[str, Any]) -> Item:
    due = body.get("due")
    return Item(
        body["key"],
        body["part"],
        body["text"],
        body.get("number", ""),
        body.get("detail", ""),
        body.get("owner", ""),
        instant(due) if due else None,
        int(body.get("age", 0)),
    )


def seal_hash(brief: Mapping[str, Any], tip: Mapping[str, Any]) -> str:
    """SHA-256, in hexadecimal, over the frozen brief and the journal's tip: anybody can compute it again."""
    return sha256(canonical({"brief": brief, "tip": tip})).hexdigest()
