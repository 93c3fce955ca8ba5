"""Worlds under faults heal whole; with a rule switched off they do not."""

from __future__ import annotations

import dataclasses

import pytest

from sync.policy import ALL_ON
from tests.simulation.__main__ import failing
from tests.simulation.mutants import RULES, hunt
from tests.simulation.shrink import shrunk


@pytest.mark.parametrize(
    ("profile", "seeds"),
    [
        ("safety", range(100)),
        ("liveness", range(60)),
        ("disaster", range(100, 160)),
        ("upgrade", range(60)),
        ("forks", range(60)),
        ("real", range(20)),
    ],
)
def test_no_seed_loses_doubles_or_hides_anything(profile: str, seeds: range) -> None:
    assert failing(seeds, ALL_ON, profile=profile) == {}


FIRST = {
    "match_references": 30,
    "chain_beside": 130,
    "compare_prefix": 8,
    "set_aside": 8,
    "mark_with_rows": 10,
}
"""Where the hunt begins for rules that few worlds need."""


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_switched_off_is_missed(rule: str) -> None:
    assert hunt(rule, first=FIRST.get(rule, 0), most=20).seed is not None


def test_a_failing_seed_is_made_small() -> None:
    policy = dataclasses.replace(ALL_ON, check_seal=False)
    steps, classes = shrunk(0, policy, "safety")
    assert steps < 120
    assert "forge" in classes
