"""PV09: no total about fewer than five people, neither shown nor found by subtracting."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from core.rules.small_groups import LEAST, conceal

GROUPS = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 30), max_size=8)


def test_a_night_crew_of_four_is_not_shown_nor_the_next_smallest() -> None:
    found = conceal({"东港站": 27, "北堤站": 4, "油区站": 21})
    assert found.groups == {"北堤站", "油区站"}
    assert not found.total


def test_where_nothing_can_cover_it_the_total_goes_too() -> None:
    assert conceal({"东港站": 4}).total
    assert conceal({"东港站": 3, "北堤站": 1}).total
    assert conceal({"东港站": 4, "北堤站": 9}).groups == {"东港站", "北堤站"}


def test_nobody_and_everybody_tell_nothing() -> None:
    assert conceal({}).groups == frozenset()
    assert not conceal({"东港站": 27, "北堤站": 0}).groups
    assert not conceal({"东港站": 0}).total


@given(GROUPS)
def test_what_is_shown_never_tells_on_a_small_group(people: dict[str, int]) -> None:
    found = conceal(people)
    shown = {name: count for name, count in people.items() if name not in found.groups}
    assert not any(0 < count < LEAST for count in shown.values())
    if not found.total and found.groups:
        rest = sum(people.values()) - sum(shown.values())
        assert rest >= LEAST
        assert len(found.groups) > 1
    if not found.total and any(people.values()):
        assert sum(people.values()) >= LEAST


@given(GROUPS)
def test_no_group_is_hidden_without_a_small_one(people: dict[str, int]) -> None:
    if not any(0 < count < LEAST for count in people.values()):
        assert not conceal(people).groups
        assert not conceal(people).total
