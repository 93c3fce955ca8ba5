"""The text being typed."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text import cells, clean, is_safe
from tests.tui.stand_ins import FileDrafts
from tui.widgets.command_line import CommandLine, Prompt
from tui.widgets.field import _ACTIONS, Field


def field(text: str) -> Field:
    made = Field()
    made.insert(text)
    return made


def line(**prompt: object) -> CommandLine:
    made = CommandLine(FileDrafts(Path("/nowhere")))
    made.attach("form", Prompt(label="：", **prompt))  # type: ignore[arg-type]
    return made


def test_text_goes_in_at_the_insertion_point() -> None:
    made = field("三泊位")
    for _ in range(2):
        made.left()
    made.insert("号")
    assert (made.text, made.cursor) == ("三号泊位", 2)


def test_lines_of_a_paste_are_joined_with_one_space() -> None:
    assert field("一车到场\r\n  二车到场\n").text == "一车到场 二车到场"


def test_control_characters_of_a_paste_are_left_out() -> None:
    assert field("a\x1b[2Jb\x00\u202ec").text == "a[2Jbc"


@pytest.mark.parametrize(("limit", "expected"), [(4, "三号"), (5, "三号"), (6, "三号泊")])
def test_the_limit_counts_cells(limit: int, expected: str) -> None:
    made = Field(limit=limit)
    assert not made.insert("三号泊位")
    assert made.text == expected


def test_a_mark_goes_with_its_letter() -> None:
    made = field("aq\u0323")
    made.backspace()
    assert made.text == "a"


def test_what_was_killed_comes_back() -> None:
    made = field("三号泊位 冒烟")
    made.edit("ctrl+w")
    assert made.text == "三号泊位 "
    made.edit("ctrl+y")
    assert made.text == "三号泊位 冒烟"


@given(
    st.lists(
        st.one_of(st.sampled_from(sorted(_ACTIONS)), st.text(max_size=8).map(lambda text: "+" + text)),
        max_size=30,
    )
)
def test_whatever_is_pressed_the_cursor_stays_in_safe_text(keys: list[str]) -> None:
    made = Field(limit=60)
    for key in keys:
        made.insert(key[1:]) if key[0] == "+" else made.edit(key)
        assert 0 <= made.cursor <= len(made.text)
        assert is_safe(made.text, lines=False)
        assert cells(made.text) <= 60


@given(st.text(max_size=80), st.integers(0, 80), st.integers(20, 90))
def test_the_insertion_point_is_always_on_the_screen(text: str, back: int, width: int) -> None:
    made = line()
    made.write(text)
    for _ in range(back):
        made.edit("left")
    row, caret = made.row(width, "what Enter does")
    assert sum(cells(span.text) for span in row) == width
    assert 2 <= caret < width
    before = [span for span in row[: [span.style for span in row].index("caret")]]
    assert sum(cells(span.text) for span in before) == caret


@pytest.mark.parametrize("text", ["长" * 5_000, "x" * 5_000, "长x" * 500_000, "甲" + "\u0301" * 5_000])
def test_a_paste_longer_than_the_field_ends_and_says_that_it_was_cut(text: str) -> None:
    made = Field(limit=2000)
    assert not made.insert(text) or cells(clean(text, limit=len(text))) <= 2000
    assert cells(made.text) <= 2000
    full = made.text
    made.insert("再来")
    assert cells(made.text) <= 2000
    assert made.text.startswith(full[:900])


def test_what_enter_does_stands_at_the_right_and_gives_way_to_long_text() -> None:
    made = line()
    made.write("2车到场")
    assert "".join(span.text for span in made.row(60, "Enter 记录")[0]).endswith("Enter 记录 ")
    made.write("很长" * 20)
    assert "记录" not in "".join(span.text for span in made.row(60, "Enter 记录")[0])


def test_a_secret_shows_stars() -> None:
    made = line(secret=True)
    made.write("1234")
    assert made.row(40)[0][1].text == "****"


def test_a_field_of_figures_takes_full_width_ones_as_plain() -> None:
    made = line(half=True)
    made.write("０３：１２")
    assert made.text == "03:12"
