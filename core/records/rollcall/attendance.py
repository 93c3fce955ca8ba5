"""What a roll call comes to: expected and present (K01), who is missing, who stands where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from core.records.rollcall.state import Called, RollCall
from core.rules.participation import NOT_EXPECTED_AT_SHIFT, PRESENT, of_shift


@dataclass(frozen=True, slots=True)
class Attendance:
    """实到/应到 of the roster; `extra` people who were there besides stand beside the fraction, not in it."""

    expected: int
    present: int
    absent: tuple[Called, ...]
    """Expected, and said not to be there: on leave or missing."""
    unmarked: tuple[Called, ...]
    """Expected, and nobody has said anything yet."""
    excused: tuple[Called, ...]
    """Not expected for a duty reason: 轮休, 公差, 培训, 出警."""
    extra: int
    by_state: Mapping[str, tuple[Called, ...]]

    @property
    def fraction(self) -> str:
        """7/8."""
        return f"{self.present}/{self.expected}"


def attendance(rollcall: RollCall) -> Attendance:
    """Count a roll call as it stands; somebody not marked yet is expected and not present."""
    roster = [one for one in rollcall.called if not one.extra]
    found = of_shift(one.state for one in roster)
    by_state: dict[str, list[Called]] = {}
    for one in rollcall.called:
        by_state.setdefault(one.state, []).append(one)
    return Attendance(
        expected=found.expected,
        present=found.present,
        absent=tuple(one for one in roster if one.state and one.state not in PRESENT | NOT_EXPECTED_AT_SHIFT),
        unmarked=tuple(one for one in roster if not one.state),
        excused=tuple(one for one in roster if one.state in NOT_EXPECTED_AT_SHIFT),
        extra=sum(one.extra and one.state in PRESENT for one in rollcall.called),
        by_state={state: tuple(people) for state, people in by_state.items()},
    )
