"""Small groups (人数过少不显示): which totals about people must not be shown, nor be found by subtracting (PV09)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

LEAST: Final = 5
"""People a group must have for a total about it to be shown."""


@dataclass(frozen=True, slots=True)
class Hidden:
    """The groups whose totals are hidden, and whether the total over all groups is hidden too."""

    groups: frozenset[str]
    total: bool


def conceal(people: Mapping[str, int], least: int = LEAST) -> Hidden:
    """What to hide of groups with so many people each, shown beside the total over all of them.

    A group of fewer than `least` is hidden (one of nobody tells nothing).  What is left of the total after the shown
    groups are taken away must not tell on a hidden one: so at least two groups with `least` people between them are
    hidden, the smallest first; where that cannot be, the total is hidden as well.
    """
    hidden = {name for name, count in people.items() if 0 < count < least}
    others = sorted((count, name) for name, count in people.items() if count >= least)
    while hidden and not _covered(hidden, people, least) and others:
        hidden.add(others.pop(0)[1])
    total = sum(people.values()) < least and any(people.values())
    return Hidden(frozenset(hidden), total or (bool(hidden) and not _covered(hidden, people, least)))


def _covered(hidden: set[str], people: Mapping[str, int], least: int) -> bool:
    """Whether the rest that the hidden groups make up tells nothing about one of them."""
    return len(hidden) > 1 and sum(people[name] for name in hidden) >= least
