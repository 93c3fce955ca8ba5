"""What an officer types finds the name, and the usual choice comes first."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.pinyin import initials, matches, rank, weight


@pytest.mark.parametrize(
    "needle", ["ljg", "LJG", "jg", "l", "李", "建国", "李jg", "l建g", "7", "ｌｊ", " lj ", ""]
)
def test_a_name_is_found_by_any_part_of_it(needle: str) -> None:
    assert matches(needle, "7 李建国")


@pytest.mark.parametrize("needle", ["lg", "ljgg", "国建", "8", "李g", "!"])
def test_a_name_is_not_found_by_what_is_not_in_it(needle: str) -> None:
    assert not matches(needle, "7 李建国")


@pytest.mark.parametrize(
    ("needle", "text"),
    [("dht", "单海涛"), ("sht", "单海涛"), ("tmx", "覃明霞"), ("cq", "重庆"), ("zq", "重庆")],
)
def test_a_character_of_two_readings_is_found_by_both(needle: str, text: str) -> None:
    assert matches(needle, text)


def test_the_better_match_comes_first_and_then_the_more_frequent() -> None:
    crew = ["刘军", "李建国", "吕建国", "陆军", "赵李军", "张三"]
    used = {"陆军": 5.0, "吕建国": 2.0}
    assert rank("lj", crew, weight=lambda name: used.get(name, 0.0)) == [
        "陆军",
        "刘军",
        "吕建国",
        "李建国",
        "赵李军",
    ]
    assert rank("国", crew) == ["李建国", "吕建国"]
    assert rank("", crew) == crew
    assert rank("07", [("07", "甲"), ("17", "乙")], key="".join) == [("07", "甲")]


def test_a_choice_weighs_half_after_a_week() -> None:
    assert weight(8, 7) == 4
    assert weight(8, -1) == 8


@given(st.text(st.sampled_from("李建国单重a7 -"), max_size=8), st.data())
def test_every_piece_of_the_text_and_of_its_initials_is_found(text: str, data: st.DataObject) -> None:
    for whole in (text, initials(text)):
        start = data.draw(st.integers(0, len(whole)))
        assert matches(whole[start : data.draw(st.integers(start, len(whole)))], text.replace(" ", ""))
