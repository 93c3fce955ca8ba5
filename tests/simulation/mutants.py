"""Rules switched off one by one: a rule whose absence no seed shows is either needless or untested."""

from __future__ import annotations

import dataclasses
from typing import NamedTuple

from sync.policy import Policy
from tests.simulation.worlds import Case

MOST_SEEDS = 300
TARGETED = {"match_references": "forks", "end_at_seal": "disaster"}
"""Rules that only worlds of another profile than `safety` need often enough."""

RULES = tuple(field.name for field in dataclasses.fields(Policy))


class Found(NamedTuple):
    """The first seed at which a world without the rule fails; None when none did."""

    rule: str
    profile: str
    seed: int | None
    problem: str


def hunt(rule: str, profile: str = "", first: int = 0, most: int = MOST_SEEDS) -> Found:
    """The first seed that misses `rule`, in its own profile when none is named."""
    profile = profile or TARGETED.get(rule, "safety")
    for seed in range(first, first + most):
        if problems := Case(seed, profile, rule).problems():
            return Found(rule, profile, seed, problems[0])
    return Found(rule, profile, None, "")
