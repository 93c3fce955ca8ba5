"""A failing seed made small: as few classes of faults and as few steps as still fail."""

from __future__ import annotations

from sync.policy import Policy
from tests.simulation.worlds import most_steps, world


def shrunk(seed: int, policy: Policy, profile: str) -> tuple[int, list[str]]:
    """The least number of steps found, and the classes of faults that are needed."""
    without: frozenset[str] = frozenset()
    most = most_steps(profile)

    def fails(steps: int, off: frozenset[str]) -> bool:
        return bool(world(seed, policy, profile, steps, off).run())

    for name in world(seed, policy, profile).faults.on():
        if fails(most, without | {name}):
            without |= {name}
    steps = next((count for count in range(1, most) if fails(count, without)), most)
    return steps, world(seed, policy, profile, steps, without).faults.on()
