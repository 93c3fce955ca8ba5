"""Worlds under faults heal whole; with a rule switched off they do not."""

from __future__ import annotations

import os

import pytest

from tests.simulation.__main__ import main
from tests.simulation.hunting import judged
from tests.simulation.mutants import RULES, hunt
from tests.simulation.worlds import Case

SEEDS = {"safety": 800, "liveness": 250, "disaster": 350, "upgrade": 250, "forks": 250, "real": 100}
"""2,000 in all."""

SECONDS = float(os.environ.get("WATCHROOM_SIMULATION_SECONDS", "15"))
"""After so long a profile begins no further seeds: a slow or busy machine runs fewer."""


@pytest.mark.parametrize("profile", SEEDS)
def test_no_seed_loses_doubles_or_hides_anything(profile: str) -> None:
    cases = (Case(seed, profile) for seed in range(SEEDS[profile]))
    assert [(case.line(), problems) for case, problems in judged(cases, SECONDS) if problems] == []


FIRST = {"match_references": 30, "chain_beside": 130, "fill": 10}
"""Where the hunt begins for rules that few worlds need."""


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_switched_off_is_missed(rule: str) -> None:
    assert hunt(rule, first=FIRST.get(rule, 0), most=20).seed is not None


@pytest.mark.parametrize(("rule", "fault"), [("check_seal", "forge"), ("check_mark", "restore_server")])
def test_a_failing_seed_is_made_small_and_its_line_repeats_it(
    rule: str, fault: str, capsys: pytest.CaptureFixture[str]
) -> None:
    seed = hunt(rule).seed
    assert main(["--seeds", f"{seed}", "--off", rule]) == 1
    line, problems, smaller = capsys.readouterr().out.splitlines()
    whole = Case(seed or 0, "safety", rule)
    assert (line, problems.strip()) == (whole.line(), "; ".join(whole.problems()))
    small = smaller.strip().removeprefix("smaller: ")
    assert main(small.split()[3:]) == 1
    assert capsys.readouterr().out.startswith(small)
    options = dict(zip(small.split()[3::2], small.split()[4::2], strict=True))
    assert int(options["--steps"]) < whole.most_steps()
    assert fault in options["--faults"].split(",")
    assert len(options["--faults"].split(",")) < len(whole.world().faults.on())
