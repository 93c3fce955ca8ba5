"""The folded state of an incident (警情): what was said, when each stage came, who went, how it ended."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Generic, TypeVar

from core.records.kind import Fact, Meta
from core.records.reference import Ref
from core.records.register import Register

STAGES: Final = (
    "inc.received",
    "inc.turnout",
    "inc.on_scene",
    "inc.controlled",
    "inc.closed",
    "inc.back",
)
"""The chain of stamps (接警 出动 到场 控制 处置完毕 归队), in the order they should come."""

_FIRST_COUNTS: Final = frozenset({"inc.turnout", "inc.on_scene"})

K = TypeVar("K")
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Stamp:
    """One stage reached: when, by whom written, and how many minutes later than it happened."""

    at: datetime
    author: str | None = field(default=None, compare=False)
    late: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Board(Generic[K, V]):
    """Registers under keys, in the order they were first set; nothing set is ever lost (I13)."""

    items: tuple[tuple[K, Register[V]], ...] = ()

    def at(self, key: K) -> Register[V]:
        """The register under `key`, an empty one when nothing was set."""
        for name, register in self.items:
            if name == key:
                return register
        return Register()

    def set(self, key: K, fact: Fact, value: V) -> Board[K, V]:
        """The board after `fact` set `value` under `key`."""
        items = self.items
        for place, (name, register) in enumerate(items):
            if name == key:
                return Board((*items[:place], (key, register.set(fact, value)), *items[place + 1 :]))
        unset: Register[V] = Register()
        return Board((*items, (key, unset.set(fact, value))))

    @property
    def conflicts(self) -> tuple[K, ...]:
        """The keys under which two values stand that had not seen each other."""
        return tuple(name for name, register in self.items if register.in_conflict)


@dataclass(frozen=True, slots=True)
class Sent:
    """A vehicle of the force list (出动力量) with its crew."""

    vehicle: str
    crew: tuple[Ref, ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """A line of the running log, with from whom and to whom when it was a message."""

    at: datetime
    text: str
    sender: str = ""
    to: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """A party that was notified (通知): which one, who took it, when."""

    party: str
    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Gas:
    """A gas test (气体检测): substance, value with its unit as text."""

    at: datetime
    gas: str
    value: str


@dataclass(frozen=True, slots=True)
class Watch:
    """A step of a standby (监护): started, relieved (换岗) or stopped, and who stands there from then on."""

    at: datetime
    step: str
    people: tuple[Ref, ...]


@dataclass(frozen=True, slots=True)
class Air:
    """One person inside on air (空呼): pressure in tenths of a MPa at `at`, and when they came out."""

    person: Ref
    tenths: int
    at: datetime
    out: datetime | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """After-action review (战评); each measure names the action item made from it."""

    at: datetime
    course: str
    well: str
    wrong: str
    measures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """A first report or supplement (首报 续报): the facts it was made from, and its words."""

    at: datetime
    facts: tuple[tuple[str, str], ...]
    text: str


@dataclass(frozen=True, slots=True)
class Other:
    """Another incident this one is tied to; `tie` is linked, double or merged."""

    id: str
    number: str
    tie: str


@dataclass(frozen=True, slots=True)
class Incident:
    """An incident; `values` holds its typed fields by name, `stamps` its stages by (stage, vehicle or "")."""

    meta: Meta
    values: Board[str, str | int] = Board()
    stamps: Board[tuple[str, str], Stamp] = Board()
    grade: int = 0
    force: tuple[Sent, ...] = ()
    notes: tuple[Note, ...] = ()
    told: tuple[Told, ...] = ()
    damaged: tuple[str, ...] = ()
    unknown: tuple[tuple[str, str], ...] = ()
    gases: tuple[Gas, ...] = ()
    watches: tuple[Watch, ...] = ()
    air: tuple[Air, ...] = ()
    review: Review | None = None
    reports: tuple[Report, ...] = ()
    others: tuple[Other, ...] = ()
    done: datetime | None = None

    def value(self, name: str) -> str | int | None:
        """What was filled in under `name`; None when nothing was, which is not the same as 0."""
        return self.values.at(name).value

    def words(self, name: str) -> str:
        """The text under `name`, empty when nothing was filled in."""
        value = self.value(name)
        return "" if value is None else str(value)

    @property
    def category(self) -> str:
        """The statistics class as a glossary key, empty while nobody knows."""
        return self.words("class")

    @property
    def text(self) -> str:
        """What happened."""
        return self.words("text")

    @property
    def place(self) -> str:
        """Where; for a standby the berth."""
        return self.words("place")

    @property
    def merged_into(self) -> Other | None:
        """The incident this one turned out to be a double of."""
        return next((other for other in self.others if other.tie == "merged"), None)

    @property
    def conflicts(self) -> tuple[str, ...]:
        """Stages and fields of which two values stand side by side: "inc.on_scene 1车", "cause"."""
        stages = (f"{stage} {vehicle}".strip() for stage, vehicle in self.stamps.conflicts)
        return (*stages, *self.values.conflicts)

    def time(self, stage: str, vehicle: str | None = None) -> datetime | None:
        """When `stage` was reached by `vehicle`, or by the whole.

        Unless stamped itself, the whole turned out and arrived with its first vehicle, is back with its last.
        """
        stamp = self.stamps.at((stage, vehicle or "")).value
        if stamp is not None:
            return stamp.at
        if vehicle is not None:
            return None
        if stage == "inc.received":
            untold = any(name == stage for name, _ in self.unknown)
            return None if untold else self.meta.opened
        times = [self.time(stage, sent.vehicle) for sent in self.force]
        known = [moment for moment in times if moment is not None]
        if stage in _FIRST_COUNTS and known:
            return min(known)
        if stage == "inc.back" and known and len(known) == len(times):
            return max(known)
        return None

    @property
    def stage(self) -> str:
        """The last stage the whole has reached."""
        return next((stage for stage in reversed(STAGES) if self.time(stage) is not None), STAGES[0])
