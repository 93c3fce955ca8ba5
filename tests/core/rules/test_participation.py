"""K01 with its two denominators."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from core.rules.participation import of_branch_life, of_shift

STATES = st.sampled_from(
    ["on_duty", "on_call", "standby", "detached", "training", "leave", "off", "late", "absent"]
).map(lambda name: f"att.{name}")


def test_nine_on_the_roster_one_training_one_on_leave_is_seven_of_eight() -> None:
    found = of_shift(["att.on_duty"] * 7 + ["att.training", "att.leave"])
    assert (found.fraction, found.percent) == ("7/8", "87.5%")


def test_fourteen_members_two_on_a_call_seven_voters_and_two_probationary_is_nine_of_twelve() -> None:
    found = of_branch_life(["att.on_duty"] * 9 + ["att.on_call"] * 2 + ["att.absent"] * 3)
    assert found.fraction == "9/12"


def test_somebody_off_shift_is_expected_at_branch_life_but_not_at_a_shift_meeting() -> None:
    states = ["att.on_duty", "att.off", "att.training"]
    assert (of_shift(states).fraction, of_branch_life(states).fraction) == ("1/1", "1/3")


def test_made_up_study_stands_beside_the_fraction() -> None:
    found = of_shift(["att.on_duty", "att.leave"], made_up=1)
    assert (found.fraction, found.made_up) == ("1/2", 1)


def test_nobody_expected_has_no_percentage() -> None:
    assert (of_shift(["att.off"]).fraction, of_shift(["att.off"]).percent) == ("0/0", "")


@given(st.lists(STATES))
def test_never_more_are_present_than_expected_and_branch_life_expects_no_fewer(states: list[str]) -> None:
    shift, life = of_shift(states), of_branch_life(states)
    assert 0 <= shift.present <= shift.expected <= life.expected <= len(states)
