"""What the line is read against: the moment, the names a station uses, and what is open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from core.commands.command import EVERYWHERE


@dataclass(frozen=True, slots=True)
class Named:
    """Something the officer calls by name: a person, a vehicle."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Target:
    """A record a command goes to: the incident whose times are stamped."""

    id: str
    number: str
    title: str

    @property
    def short(self) -> str:
        """The number as it is spoken: 东港-20261122-A03 is A03."""
        return self.number.rpartition("-")[2]


def unknown(number: str) -> Target | None:
    """No number is known: a line read away from any replica."""
    return None


@dataclass(frozen=True, slots=True)
class Context:
    """Everything `parse` may know; built from a replica by `core.commands.surroundings`.

    `facts` name what holds now: "incident" (one is open), "undo" (something can be taken back), and one for each
    part of the program that is there.
    """

    now: datetime
    scope: str = EVERYWHERE
    facts: frozenset[str] = frozenset()
    vehicles: tuple[Named, ...] = ()
    people: tuple[Named, ...] = ()
    incident: Target | None = None
    lookup: Callable[[str], Target | None] = unknown
    """The record a number means, None when there is none."""
