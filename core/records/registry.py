"""Which kind an event belongs to: every module of records, listed once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import import_module
from typing import Any, Final, cast

from core.journal.event import Event
from core.records.kind import Meta, RecordKind, Summary

MODULES: Final = (
    "action",
    "cadence",
    "check",
    "digest",
    "direct",
    "escalation",
    "footing",
    "gear",
    "handover",
    "incident",
    "issue",
    "lesson",
    "log",
    "meeting",
    "order",
    "pattern",
    "person",
    "phonebook",
    "place",
    "reminder",
    "report",
    "rollcall",
    "routing",
    "session",
    "shift",
    "unit",
    "vehicle",
)
"""The modules of `core.records` that declare kinds in a constant `KINDS`; an event's name begins with its module's."""

ELSEWHERE: Final = {"journal": "session", "clock": "session"}
"""Modules of the events whose name does not begin with it."""

URGENT: Final = ("direct", "escalation", "footing", "incident")
"""Modules of which a kind declares urgent events."""

UNKNOWN: Final = RecordKind("unknown")
"""Stands for every kind a newer program may have written: stored, relayed, shown raw."""


@dataclass(frozen=True, slots=True)
class Raw:
    """A record of an unknown kind."""

    meta: Meta
    body: Mapping[str, Any]


@UNKNOWN.summarises
def _summary(state: Raw) -> Summary:
    return Summary(state.meta.number or state.meta.id[:8])


@cache
def kinds() -> dict[str, RecordKind]:
    """Every known kind by its name."""
    declared = (kind for module in MODULES for kind in import_module(f"core.records.{module}").KINDS)
    return {kind.name: kind for kind in declared}


@cache
def urgent_kinds() -> tuple[RecordKind, ...]:
    """The kinds with events that no queue holds up, read without loading the others."""
    declared = (kind for module in URGENT for kind in import_module(f"core.records.{module}").KINDS)
    return tuple(kind for kind in declared if kind.urgent)


def is_urgent(event: str) -> bool:
    """Whether events of that kind must reach the branch at once."""
    kind = _kind_of(event)
    return kind is not None and event in kind.urgent


@lru_cache(1024)
def _kind_of(event: str) -> RecordKind | None:
    """The kind that knows `event`; its module is imported when the first of its events turns up."""
    prefix = event.partition(".")[0]
    module = ELSEWHERE.get(prefix, prefix)
    if module not in MODULES:
        return None
    for kind in import_module(f"core.records.{module}").KINDS:
        if event in kind.openers or event in kind.handlers:
            return cast(RecordKind, kind)
    return None


def kind_of(events: Sequence[Event]) -> RecordKind:
    """The kind of the record whose events these are, sorted: that of the first event anybody knows."""
    for event in events:
        kind = _kind_of(event.kind)
        if kind is not None:
            return kind
    return UNKNOWN
