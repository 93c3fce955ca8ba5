"""A hard problem (重点难点) of a Leaders' Exchange, and what it leaves with (M02)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class Problem:
    """A hard problem (重点难点) of a Leaders' Exchange, brought by a report or named at the meeting (M02).

    `id` is that of the problem's own record, or of the point that named it; `report` the record it came from, empty
    for one named at the meeting; `action` the action item it leaves with, `none` that none is needed, on purpose.
    """

    id: str
    text: str
    report: str = ""
    action: str = ""
    none: bool = False

    @property
    def settled(self) -> bool:
        """Whether it leaves with an action item or an explicit "no action"."""
        return self.none or bool(self.action)


def read_problem(body: Mapping[str, Any]) -> Problem:
    """The problem written in an opening body; raises KeyError for one without id or text."""
    return Problem(str(body["id"]), str(body["text"]), str(body.get("report", "")))


def settled(
    problems: tuple[Problem, ...], problem: str, *, action: str = "", none: bool = False
) -> tuple[Problem, ...]:
    """The problems with what one of them leaves with; an unknown one changes nothing."""
    return tuple(
        replace(one, action=action or one.action, none=none or one.none) if one.id == problem else one
        for one in problems
    )
