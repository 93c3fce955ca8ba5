"""The phone sample (E09): one in twenty by the id alone, and everything that carries a mark."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from core.ids import IdSource
from core.rules.sample import ONE_IN, drawn, sampled


def test_about_one_in_twenty_is_drawn_whenever_it_was_written() -> None:
    ids = IdSource(random.Random(9).randbytes)
    found = sum(drawn(ids.record(1_790_000_000_000 + number)) for number in range(20_000))
    assert ONE_IN == 20
    assert 850 < found < 1150


def test_records_of_one_moment_are_drawn_apart() -> None:
    ids = IdSource(random.Random(9).randbytes)
    assert {drawn(ids.record(1_790_000_000_000)) for _ in range(200)} == {True, False}


@given(st.text(), st.lists(st.sampled_from(["E06", "E07"]), max_size=2))
def test_a_mark_is_always_drawn_and_chance_says_the_same_everywhere(item: str, marks: list[str]) -> None:
    assert sampled(item, marks) == (bool(marks) or drawn(item))
    assert drawn(item) == drawn(str(item.encode(), "utf-8"))


def test_what_is_drawn_never_changes_with_the_version() -> None:
    assert [number for number in range(100) if drawn(f"{number:032x}")] == [16, 21, 69]
