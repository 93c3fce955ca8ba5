"""Which world a profile runs in."""

from __future__ import annotations

from sync.policy import Policy
from tests.simulation.real import STEPS as REAL_STEPS
from tests.simulation.real import RealWorld
from tests.simulation.world import STEPS, World

REAL = "real"


def world(
    seed: int, policy: Policy, profile: str, steps: int = 0, without: frozenset[str] = frozenset()
) -> World | RealWorld:
    """The world of `seed`; 0 steps: as many as its profile has."""
    kind = RealWorld if profile == REAL else World
    return kind(seed, policy, profile, steps or most_steps(profile), without)


def most_steps(profile: str) -> int:
    """Steps of a whole run."""
    return REAL_STEPS if profile == REAL else STEPS
