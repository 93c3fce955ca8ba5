"""The kit on a real pseudo-terminal."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.terminal import Terminal

pytestmark = pytest.mark.journey


def sample(folder: Path, **options: object) -> Terminal:
    return Terminal([sys.executable, "-m", "tests.tui.sample_app", str(folder)], **options)  # type: ignore[arg-type]


@pytest.fixture
def duty(tmp_path: Path) -> Iterator[Terminal]:
    with sample(tmp_path) as terminal:
        terminal.wait_for("F10锁定")
        yield terminal


def test_the_cursor_stands_at_the_insertion_point(duty: Terminal) -> None:
    duty.press("三号泊位ab")
    duty.wait_for("：三号泊位ab")
    duty.wait_for(lambda: duty.cursor == (2 + 8 + 2, 22))
    duty.press("left", "left", "left")
    duty.wait_for(lambda: duty.cursor == (2 + 6, 22))


def test_an_interrupted_form_comes_back_with_text_and_cursor(duty: Terminal) -> None:
    duty.press("2车到场", "left")
    duty.wait_for("：2车到场")
    duty.press("f2")
    duty.wait_for("地点：")
    duty.press("北堤", "escape")
    duty.wait_for("：2车到场")
    duty.wait_for(lambda: duty.cursor == (7, 22))
    duty.press("f2")
    duty.wait_for("地点：北堤")


def test_a_paste_of_several_lines_becomes_one_line(duty: Terminal) -> None:
    duty.paste("一车到场\r\n二车\u202e\x9b2J到场\n")
    duty.wait_for("：一车到场 二车2J到场")


def test_a_resized_window_is_filled(duty: Terminal) -> None:
    duty.resize(120, 36)
    duty.wait_for(lambda: "F10 锁定" in duty.lines[35] and duty.lines[33].startswith("─" * 120))


def test_a_terminal_that_draws_rules_wide_gets_plain_ones(tmp_path: Path) -> None:
    with sample(tmp_path, answers=False) as terminal:
        terminal.wait_for("F10锁定")
        assert terminal.lines[1] == "-" * 80
        assert "x 2号泡沫车" in terminal.text


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_keeps_the_draft_and_gives_the_terminal_back(
    duty: Terminal, tmp_path: Path, number: int
) -> None:
    duty.press("写了一半")
    duty.wait_for("：写了一半")
    duty.kill(number)
    assert duty.wait_exit() == 128 + number
    assert not duty.in_alternate_screen
    assert "写了一半" in (tmp_path / "draft-watch#line").read_text(encoding="utf-8")


def test_a_terminal_that_vanishes_leaves_the_draft_and_no_process(duty: Terminal, tmp_path: Path) -> None:
    duty.press("写了一半")
    duty.wait_for("：写了一半")
    duty.hang_up()
    duty.wait_end()
    assert "写了一半" in (tmp_path / "draft-watch#line").read_text(encoding="utf-8")


def test_a_killed_program_has_kept_what_was_typed_a_moment_before(duty: Terminal, tmp_path: Path) -> None:
    draft = tmp_path / "draft-watch#line"
    duty.press("写了一半")
    duty.wait_for(lambda: draft.exists() and "写了一半" in draft.read_text(encoding="utf-8"), timeout=5)
    duty.kill()
    with sample(tmp_path) as again:
        again.wait_for("：写了一半")


def test_a_broken_page_says_so_and_the_terminal_lives_on(duty: Terminal, tmp_path: Path) -> None:
    duty.press("9")
    duty.wait_for("程序出了故障")
    log = tmp_path / "faults.log"
    assert "RuntimeError" in log.read_text(encoding="utf-8")
    assert log.stat().st_mode & 0o077 == 0
    duty.press("f3")
    duty.wait_for("沈    舟")


def test_leaving_ends_with_nought(duty: Terminal) -> None:
    duty.press("exit", "enter")
    assert duty.wait_exit() == 0
    assert not duty.in_alternate_screen


def test_a_dumb_terminal_is_refused(tmp_path: Path) -> None:
    with sample(tmp_path, env={"TERM": "dumb"}) as terminal:
        assert terminal.wait_exit() != 0
        assert not terminal.in_alternate_screen


def test_the_lock_shows_nothing_and_no_key_leads_past_it(duty: Terminal) -> None:
    duty.press("f10")
    duty.wait_for("PIN：")
    duty.press("f3", "escape", "ctrl+q", "ctrl+p", "ctrl+c", "12")
    duty.wait_for("PIN：**")
    assert "巡查" not in duty.text
    assert "平时" not in duty.text
    duty.press("34", "enter")
    duty.wait_for("巡查")


def test_no_color_paints_no_colour(tmp_path: Path) -> None:
    with sample(tmp_path, env={"NO_COLOR": "1"}) as terminal:
        terminal.wait_for("F10锁定")
        assert {terminal.style_at(column, 3).fg for column in range(80)} == {"default"}
        assert b"38;2" not in terminal.received


def test_sixteen_colours_are_painted_with_sixteen(tmp_path: Path) -> None:
    with sample(tmp_path, env={"TERM": "xterm-16color", "COLORTERM": ""}) as terminal:
        terminal.wait_for("F10锁定")
        assert terminal.style_at(1, 3).fg == "red"
        assert b"38;2" not in terminal.received
        assert b"38;5" not in terminal.received
