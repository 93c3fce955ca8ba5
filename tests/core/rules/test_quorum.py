"""Quorum against the test values of the domain brief."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.rules.quorum import Quorum, may_elect_at, may_vote_at, to_pass


@pytest.mark.parametrize(
    ("should_attend", "vote", "win", "elect"),
    [
        (3, 2, 2, 3),
        (5, 3, 3, 5),
        (7, 4, 4, 6),
        (9, 5, 5, 8),
        (10, 5, 6, 9),
        (12, 6, 7, 10),
        (15, 8, 8, 13),
        (20, 10, 11, 17),
    ],
)
def test_the_table_of_the_brief(should_attend: int, vote: int, win: int, elect: int) -> None:
    assert (may_vote_at(should_attend), to_pass(should_attend), may_elect_at(should_attend)) == (
        vote,
        win,
        elect,
    )


def test_exactly_half_of_an_even_number_may_vote_but_cannot_pass() -> None:
    half = Quorum(12, 6)
    assert (half.may_vote, half.cannot_pass, half.passes(6)) == (True, True, False)


def test_seven_of_twelve_pass_seven_to_nothing_and_fail_six_to_one() -> None:
    seven = Quorum(12, 7)
    assert (seven.passes(7), seven.passes(6), seven.may_elect) == (True, False, False)


@given(st.integers(1, 60), st.integers(0, 60))
def test_what_may_elect_may_vote_and_only_half_of_an_even_number_cannot_pass(n: int, present: int) -> None:
    quorum = Quorum(n, min(n, present))
    assert quorum.may_vote or not quorum.may_elect
    assert quorum.cannot_pass == (n % 2 == 0 and quorum.present == n // 2)


def test_a_branch_without_voters_decides_nothing() -> None:
    assert not Quorum(0, 0).may_vote
