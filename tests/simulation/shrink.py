"""A failing seed made small: as few classes of faults and as few steps as still fail."""

from __future__ import annotations

from sync.policy import Policy
from tests.simulation.faults import Faults
from tests.simulation.world import STEPS, World


def shrunk(seed: int, policy: Policy, profile: str) -> tuple[int, list[str]]:
    """The least number of steps found, and the classes of faults that are needed."""
    without: frozenset[str] = frozenset()

    def fails(steps: int, off: frozenset[str]) -> bool:
        return bool(World(seed, policy, profile, steps, off).run())

    for name in World(seed, policy, profile).faults.on():
        if fails(STEPS, without | {name}):
            without |= {name}
    steps = next((count for count in range(1, STEPS) if fails(count, without)), STEPS)
    faults: Faults = World(seed, policy, profile, steps, without).faults
    return steps, faults.on()
