"""K01: participation (参与率) with its two denominators, always a fraction, never alone as a percentage.

应到 (expected here) leaves out people who could not be there for duty reasons; 应到会 (core.rules.quorum) counts every
voting member whatever the shift. The two are never mixed. Make-up study stands beside the fraction, never in it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

PRESENT: Final = frozenset({"att.on_duty", "att.standby", "att.late"})
"""Who counts as there (实到): on duty, at readiness, or late but there."""

NOT_EXPECTED_AT_SHIFT: Final = frozenset({"att.off", "att.detached", "att.training", "att.on_call"})
"""Left out of 应到 at shift meetings; 请假 stays in with its reason."""

NOT_EXPECTED_AT_BRANCH_LIFE: Final = frozenset({"att.detached", "att.on_call"})
"""Left out of 应到 at branch-life meetings: off-shift members are expected, in person or online."""


@dataclass(frozen=True, slots=True)
class Participation:
    """实到/应到, with those who made up the study within seven days beside it."""

    present: int
    expected: int
    made_up: int = 0

    @property
    def fraction(self) -> str:
        """The fraction as it is shown everywhere: 7/8."""
        return f"{self.present}/{self.expected}"

    @property
    def percent(self) -> str:
        """The share to one decimal, for use beside the fraction; empty when nobody was expected."""
        return percent(self.present, self.expected)


def percent(part: int, whole: int) -> str:
    """`part` of `whole` to one decimal, half a tenth rounded up; empty when there is nothing to share."""
    if whole == 0:
        return ""
    tenths = (2000 * part + whole) // (2 * whole)
    return f"{tenths // 10}.{tenths % 10}%"


def of_shift(states: Iterable[str], made_up: int = 0) -> Participation:
    """Participation of a shift meeting from the att.* state of everybody on the team's roster ("" = not called)."""
    return _count(states, NOT_EXPECTED_AT_SHIFT, made_up)


def of_branch_life(states: Iterable[str], made_up: int = 0) -> Participation:
    """Participation of a branch-life meeting from the state of every member; who attends is att.on_duty."""
    return _count(states, NOT_EXPECTED_AT_BRANCH_LIFE, made_up)


def _count(states: Iterable[str], excused: frozenset[str], made_up: int) -> Participation:
    expected = [state for state in states if state not in excused]
    return Participation(sum(state in PRESENT for state in expected), len(expected), made_up)
