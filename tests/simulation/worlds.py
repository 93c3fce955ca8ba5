"""One case: a seed with its profile, the rule switched off, and what is left out to make it small."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from sync.policy import ALL_ON
from tests.simulation.faults import Faults
from tests.simulation.real import STEPS as REAL_STEPS
from tests.simulation.real import RealWorld
from tests.simulation.world import STEPS, World

REAL = "real"
CLASSES = tuple(field.name for field in dataclasses.fields(Faults))


@dataclasses.dataclass(frozen=True)
class Case:
    """Everything that decides how a run goes."""

    seed: int
    profile: str
    off: str = ""
    """The rule switched off, empty for none."""
    steps: int = 0
    """0: as many as the profile has."""
    faults: frozenset[str] | None = None
    """The only classes of faults that happen; None: all that were drawn."""

    def world(self) -> World | RealWorld:
        """The world, before anything happened in it."""
        policy = dataclasses.replace(ALL_ON, **{self.off: False}) if self.off else ALL_ON
        left_out = frozenset() if self.faults is None else frozenset(CLASSES) - self.faults
        kind = RealWorld if self.profile == REAL else World
        return kind(self.seed, policy, self.profile, self.steps or self.most_steps(), left_out)

    def most_steps(self) -> int:
        """Steps of a whole run."""
        return REAL_STEPS if self.profile == REAL else STEPS

    def problems(self) -> list[str]:
        """What goes wrong; a world that falls over says how."""
        try:
            return self.world().run()
        except Exception as error:
            return [f"{type(error).__name__}: {error}"]

    def line(self) -> str:
        """The command that runs this case again."""
        return " ".join(("python -m tests.simulation", *self._options()))

    def _options(self) -> Iterator[str]:
        yield f"--seeds {self.seed}..{self.seed + 1} --profile {self.profile}"
        if self.off:
            yield f"--off {self.off}"
        if self.steps:
            yield f"--steps {self.steps}"
        if self.faults is not None:
            yield f"--faults {','.join(sorted(self.faults)) or 'none'}"
