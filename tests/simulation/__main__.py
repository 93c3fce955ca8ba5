"""`python -m tests.simulation --seeds A..B [--profile P] [--off RULE] [--json] [--mutants]`: which worlds fail, and why."""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys

from sync.policy import ALL_ON, Policy
from tests.simulation.faults import PROFILES
from tests.simulation.mutants import RULES, TARGETED, Found, hunt
from tests.simulation.shrink import shrunk
from tests.simulation.worlds import world


def failing(seeds: range, policy: Policy, most: int = 5, profile: str = "safety") -> dict[int, list[str]]:
    """The first `most` seeds that fail, with what went wrong."""
    found: dict[int, list[str]] = {}
    for seed in seeds:
        problems = world(seed, policy, profile).run()
        if problems:
            found[seed] = problems
            if len(found) >= most:
                break
    return found


def _mutants(seeds: range, profile: str, as_json: bool) -> int:
    """The mutation table: each rule, the first seed that misses it, how many seeds that took."""
    table = [hunt(rule, profile, seeds.start, len(seeds)) for rule in RULES]
    if as_json:
        print(json.dumps([found._asdict() for found in table]))
    for found in () if as_json else table:
        print(_line(found, seeds.start))
    return int(any(found.seed is None for found in table))


def _line(found: Found, first: int) -> str:
    if found.seed is None:
        return f"{found.rule:26} NOT MISSED"
    needed = found.seed - first + 1
    return f"{found.rule:26} {found.profile:9} first seed {found.seed:4}, {needed:4} needed: {found.problem}"


def main() -> int:
    """Run the seeds asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulation")
    parser.add_argument("--seeds", default="0..200")
    parser.add_argument("--off", choices=RULES)
    parser.add_argument("--profile", choices=PROFILES, default="", help="default: safety, or a rule's own")
    parser.add_argument(
        "--mutants", action="store_true", help="switch every rule off in turn and print the table"
    )
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    first, _, last = asked.seeds.partition("..")
    seeds = range(int(first), int(last or int(first) + 1))
    if asked.mutants:
        return _mutants(seeds, asked.profile, asked.json)
    profile = asked.profile or TARGETED.get(asked.off, "safety")
    policy = dataclasses.replace(ALL_ON, **{asked.off: False}) if asked.off else ALL_ON
    found = failing(seeds, policy, profile=profile)
    if asked.json:
        named = {"seeds": asked.seeds, "profile": profile, "off": asked.off, "failing": found}
        print(json.dumps(named))
        return 1 if found else 0
    off = f" --off {asked.off}" if asked.off else ""
    for seed, problems in found.items():
        steps, classes = shrunk(seed, policy, profile)
        print(f"--seeds {seed}..{seed + 1} --profile {profile}{off}: {'; '.join(problems)}")
        print(f"    still fails after {steps} steps with: {', '.join(classes) or 'no faults'}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
