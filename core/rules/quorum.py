"""Quorum (到会要求) of branch meetings, from 应到会: every voting member, whatever the shift or leave (domain §5).

Never mixed with 应到 of participation (core.rules.participation). N is the number of voting members who should attend.
"""

from __future__ import annotations

from dataclasses import dataclass


def may_vote_at(should_attend: int) -> int:
    """Voting members that must be present before a members' meeting may decide: at least half."""
    return (should_attend + 1) // 2


def to_pass(should_attend: int) -> int:
    """Votes in favour that pass: more than half of those who should attend, not of those present."""
    return should_attend // 2 + 1


def may_elect_at(should_attend: int) -> int:
    """Voting members that must be present for an election: more than four fifths."""
    return 4 * should_attend // 5 + 1


@dataclass(frozen=True, slots=True)
class Quorum:
    """Where a meeting stands: voting members who should attend and who are present."""

    should_attend: int
    present: int

    @property
    def may_vote(self) -> bool:
        """Whether it may decide."""
        return self.should_attend > 0 and self.present >= may_vote_at(self.should_attend)

    @property
    def may_elect(self) -> bool:
        """Whether it may hold an election."""
        return self.should_attend > 0 and self.present >= may_elect_at(self.should_attend)

    @property
    def cannot_pass(self) -> bool:
        """Whether a vote is allowed but lost beforehand (even N, exactly half present): said before the vote."""
        return self.may_vote and self.present < to_pass(self.should_attend)

    def passes(self, in_favour: int) -> bool:
        """Whether so many votes in favour carry a resolution."""
        return self.may_vote and to_pass(self.should_attend) <= in_favour <= self.present
