"""What goes wrong, and how often: drawn anew for every seed, whole classes often off."""

from __future__ import annotations

import random
from dataclasses import dataclass, fields


class Lost(Exception):
    """A message that did not arrive, or an answer that did not come back."""


class PowerCut(Exception):
    """The process ended between two writes."""


MOST = {
    "lose": 0.3,
    "lose_answer": 0.2,
    "repeat": 0.4,
    "delay": 0.2,
    "crash": 0.1,
    "cut": 0.1,
    "restore": 0.05,
    "restore_server": 0.04,
    "restore_hq": 0.03,
    "disaster": 0.0,
    "clone": 0.03,
    "resume": 0.04,
    "wipe": 0.02,
    "stale": 0.1,
    "server_crash": 0.05,
    "forge": 0.1,
    "stray": 0.1,
    "clock": 0.1,
}
"""The highest rate of each class in the profile `safety`, a step or a message."""

PROFILES = {
    "safety": MOST,
    "liveness": MOST | {"restore_server": 0.0, "restore_hq": 0.0, "stale": 0.4, "lose": 0.9, "resume": 0.2},
    "disaster": MOST
    | {"restore": 0.15, "restore_server": 0.12, "restore_hq": 0.1, "disaster": 0.06, "wipe": 0.05},
    "forks": MOST | {"stale": 0.3, "resume": 0.4, "lose": 0.05, "lose_answer": 0.05},
    "real": MOST | {"crash": 0.2, "cut": 0.3, "restore": 0.1, "clone": 0.1, "resume": 0.1, "disaster": 0.03},
    "upgrade": MOST | {"stale": 0.5, "restore_server": 0.1, "crash": 0.3, "delay": 0.4},
}


@dataclass
class Faults:
    """Rates of one run; 0 is never."""

    lose: float = 0
    lose_answer: float = 0
    repeat: float = 0
    delay: float = 0
    crash: float = 0
    cut: float = 0
    restore: float = 0
    restore_server: float = 0
    restore_hq: float = 0
    disaster: float = 0
    clone: float = 0
    resume: float = 0
    wipe: float = 0
    stale: float = 0
    server_crash: float = 0
    forge: float = 0
    stray: float = 0
    clock: float = 0

    @classmethod
    def drawn(cls, chance: random.Random, profile: str) -> Faults:
        """Rates of one run: every class is off in half of the runs."""
        most = PROFILES[profile]
        rates = [(chance.random(), chance.random()) for _ in fields(cls)]
        return cls(
            *(
                most[field.name] * rate if on < 0.5 else 0
                for field, (on, rate) in zip(fields(cls), rates, strict=True)
            )
        )

    def without(self, names: frozenset[str]) -> Faults:
        """The same rates, some classes off."""
        return Faults(**{f.name: 0 if f.name in names else getattr(self, f.name) for f in fields(self)})

    def on(self) -> list[str]:
        """Classes that happen in this run."""
        return [field.name for field in fields(self) if getattr(self, field.name)]
