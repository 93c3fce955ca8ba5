"""Rules switched off one by one: a rule whose absence no seed shows is either needless or untested."""

from __future__ import annotations

import dataclasses
from typing import NamedTuple

from sync.policy import ALL_ON, Policy
from tests.simulation.worlds import world

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


def fails(seed: int, rule: str, profile: str) -> str:
    """What goes wrong without `rule`, empty when nothing does."""
    try:
        problems = world(seed, dataclasses.replace(ALL_ON, **{rule: False}), profile).run()
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return problems[0] if problems else ""


def hunt(rule: str, profile: str = "", first: int = 0, most: int = MOST_SEEDS) -> Found:
    """The first seed that misses `rule`, in its own profile when none is named."""
    profile = profile or TARGETED.get(rule, "safety")
    for seed in range(first, first + most):
        if problem := fails(seed, rule, profile):
            return Found(rule, profile, seed, problem)
    return Found(rule, profile, None, "")
