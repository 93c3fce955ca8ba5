"""What a kind of record is: its events, the state they fold into, and how it shows in the log and in lists.

A module of `core/records` declares one `RecordKind` and hangs pure functions on it:

    ROLLCALL = RecordKind("rollcall", series="R")

    @ROLLCALL.opens("rollcall.opened")
    def _opened(meta: Meta, fact: Fact) -> RollCall: ...

    @ROLLCALL.on("rollcall.marked")
    def _marked(state: RollCall, fact: Fact) -> RollCall: ...

    @ROLLCALL.says("rollcall.marked")
    def _line(state: RollCall, fact: Fact) -> Line | None: ...

    @ROLLCALL.summarises
    def _summary(state: RollCall) -> Summary: ...
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple, Protocol, TypeVar

from core.clock import instant
from core.journal.event import Event, EventId


@dataclass(frozen=True, slots=True)
class Strike:
    """Why a record or one of its events no longer counts (作废)."""

    reason: str
    at: datetime
    author: str | None


class Meta(NamedTuple):
    """What every record has: who and what it is, whoever folded it."""

    id: str
    kind: str
    number: str
    opened: datetime
    recorded: datetime
    author: str | None
    unit: str
    origin: str
    opener: EventId
    struck: Strike | None = None
    amended: bool = False
    conflicts: tuple[EventId, ...] = ()
    """Events of which two or more amendments stand side by side, neither having seen the other."""


class Recorded(Protocol):
    """A folded state: any frozen dataclass whose first field is `meta`."""

    @property
    def meta(self) -> Meta:
        """Identity, number and marks."""
        ...


class Fact(NamedTuple):
    """An event as it counts now: its body with every amendment applied."""

    event: Event
    body: Mapping[str, Any]
    amended: bool = False

    @property
    def at(self) -> datetime:
        """When it happened: `at` of the body, or the moment it was recorded, as when `at` is no time."""
        text = self.body.get("at")
        try:
            return self.event.recorded_at if text is None else instant(text)
        except (TypeError, ValueError):
            return self.event.recorded_at

    @property
    def id(self) -> EventId:
        """The event's id."""
        return self.event.id


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence of the duty log: a catalogue key and parameters.

    A parameter that begins with "@" is itself a catalogue key; all others are shown as they are.
    `words` are further terms the line is found by (a class, a vehicle, a person's name).
    """

    message: str
    params: Mapping[str, str | int] = field(default_factory=dict)
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Summary:
    """How a record stands in lists; every field but the title may be empty."""

    title: str
    status: str = ""
    open: bool = False
    at: datetime | None = None
    subject: str = ""
    place: str = ""
    owner: str = ""
    due: datetime | None = None
    parent: str = ""
    conflict: bool = False
    """Whether two values stand side by side that had not seen each other (core.records.register)."""


Opener = Callable[[Meta, Fact], Any]
Handler = Callable[[Any, Fact], Any]
Speaker = Callable[[Any, Fact], "Line | None"]
Opens = TypeVar("Opens", bound=Opener)
H = TypeVar("H", bound=Handler)
S = TypeVar("S", bound=Speaker)
Y = TypeVar("Y", bound=Callable[[Any], Summary])


class RecordKind:
    """One kind of record: its name, number series and pure functions."""

    def __init__(self, name: str, *, series: str | None = None, audience: str = "branch") -> None:
        """A kind called `name`, numbered in `series` (None: unnumbered), sent no further than `audience`."""
        self.name = name
        self.series = series
        self.audience = audience
        self.openers: dict[str, Opener] = {}
        self.handlers: dict[str, Handler] = {}
        self.speakers: dict[str, Speaker] = {}
        self.urgent: set[str] = set()
        """Events the branch must hear of at once (core.records.urgency)."""
        self.summary: Callable[[Any], Summary] = _name_only

    def opens(self, kind: str, *, urgent: bool = False) -> Callable[[Opens], Opens]:
        """Register the function that makes a state from the opening event `kind`; `urgent`: no queue holds it up."""
        self.urgent |= {kind} if urgent else set()

        def register(function: Opens) -> Opens:
            self.openers[kind] = function
            return function

        return register

    def on(self, *kinds: str, urgent: bool = False) -> Callable[[H], H]:
        """Register the function that folds later events of `kinds` into the state; `urgent` as for `opens`."""
        self.urgent |= set(kinds) if urgent else set()

        def register(function: H) -> H:
            for kind in kinds:
                self.handlers[kind] = function
            return function

        return register

    def says(self, *kinds: str) -> Callable[[S], S]:
        """Register the function that gives the log line of events of `kinds`, from the state after them."""

        def register(function: S) -> S:
            for kind in kinds:
                self.speakers[kind] = function
            return function

        return register

    def summarises(self, function: Y) -> Y:
        """Register the function that gives the record's row in lists."""
        self.summary = function
        return function


def _name_only(state: Recorded) -> Summary:
    return Summary(state.meta.number or state.meta.kind)
