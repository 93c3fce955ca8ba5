"""`python -m tests.simulation --seeds A..B [--profile P] [--off RULE] [--json] [--mutants]`: which worlds fail, and why."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence

from tests.simulation.faults import PROFILES
from tests.simulation.hunting import failing
from tests.simulation.mutants import RULES, TARGETED, Found, hunt
from tests.simulation.shrink import shrunk
from tests.simulation.worlds import CLASSES, Case


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


def _asked(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.simulation")
    parser.add_argument("--seeds", default="0..200")
    parser.add_argument("--off", choices=RULES, default="")
    parser.add_argument("--profile", choices=PROFILES, default="", help="default: safety, or a rule's own")
    parser.add_argument("--steps", type=int, default=0, help="default: as many as the profile has")
    parser.add_argument("--faults", help=f"the only classes that happen, of: none {' '.join(CLASSES)}")
    parser.add_argument(
        "--mutants", action="store_true", help="switch every rule off in turn and print the table"
    )
    parser.add_argument("--json", action="store_true")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the seeds asked for; each that fails is printed as the command that repeats it, and once more made small."""
    asked = _asked(arguments)
    first, _, last = asked.seeds.partition("..")
    seeds = range(int(first), int(last or int(first) + 1))
    if asked.mutants:
        return _mutants(seeds, asked.profile, asked.json)
    profile = asked.profile or TARGETED.get(asked.off, "safety")
    faults = None if asked.faults is None else frozenset(asked.faults.split(",")) - {"none"}
    found = failing(profile, seeds, asked.off, steps=asked.steps, faults=faults)
    if asked.json:
        print(json.dumps({"seeds": asked.seeds, "profile": profile, "off": asked.off, "failing": found}))
        return int(bool(found))
    for seed, problems in found.items():
        case = Case(seed, profile, asked.off, asked.steps, faults)
        print(f"{case.line()}\n    {'; '.join(problems)}\n    smaller: {shrunk(case).line()}")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
