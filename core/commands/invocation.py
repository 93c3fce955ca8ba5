"""What a typed line means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from core.commands.command import Command, Takes
from core.commands.context import Named
from core.errors import Refusal


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a line cannot be carried out: a catalogue key with its parameters."""

    key: str
    params: Mapping[str, str] = field(default_factory=dict)

    def refusal(self) -> Refusal:
        """The problem as the error to raise."""
        return Refusal(self.key, **self.params)


@dataclass(frozen=True, slots=True)
class Invocation:
    """A command with its arguments. With a `problem` it does nothing but say it."""

    command: Command
    text: str = ""
    vehicles: tuple[Named, ...] = ()
    people: tuple[Named, ...] = ()
    at: datetime | None = None
    number: str = ""
    due: date | datetime | None = None
    language: str = ""
    reason: str = ""
    problem: Problem | None = None

    @property
    def missing(self) -> tuple[Takes, ...]:
        """What has still to be asked for before it can be carried out."""
        given = {Takes.TEXT: self.text, Takes.NUMBER: self.number}
        return tuple(item for item in self.command.must if not given.get(item))
