"""A quiet hour at the desk, in a real terminal: a line written, found again, the language switched, the power cut."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from core.clock import STATION_ZONE, SystemClock
from core.replica.replica import Replica
from tests.terminal import Terminal
from tests.tui.station import night

pytestmark = pytest.mark.journey


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A night that ends now."""
    replica, _ = night(tmp_path / "data", datetime.now(STATION_ZONE).replace(microsecond=0))
    replica.close()
    return tmp_path / "data"


def watchroom(data: Path, lang: str = "zh") -> Terminal:
    return Terminal([sys.executable, "-m", "watchroom", "--data", str(data), "--lang", lang])


@pytest.fixture
def duty(data: Path) -> Iterator[Terminal]:
    with watchroom(data) as terminal:
        terminal.wait_for("F10锁定")
        yield terminal


def lines(data: Path) -> list[str]:
    with Replica(data, SystemClock()) as replica:
        return [line.text() for line in replica.entries(-(2**62), 2**62, limit=5)]


def test_a_line_is_typed_saved_and_found_by_one_character_and_by_initials(duty: Terminal, data: Path) -> None:
    duty.press("东门岗亭换灯泡")
    duty.wait_for("：东门岗亭换灯泡")
    duty.wait_for("回车 记入日志")
    duty.press("enter")
    duty.wait_for(lambda: "东门岗亭换灯泡" in "\n".join(duty.lines[8:21]))
    assert lines(data)[0] == "东门岗亭换灯泡"
    duty.press("/", "岗")
    duty.wait_for("1条")
    duty.wait_for("东门岗亭换灯泡")
    duty.press("ctrl+u", "gthd")
    duty.wait_for("查找：gthd")
    duty.wait_for(lambda: "东门岗亭换灯泡" in duty.text and "1条" in duty.lines[0])
    duty.press("enter")
    duty.wait_for("日志  ")
    duty.press("enter")
    duty.wait_for("值班日志  东港-")
    duty.press("escape", "escape", "escape")
    duty.wait_for("现在要做")


def test_the_language_switches_and_the_window_grows_without_losing_a_character(duty: Terminal) -> None:
    duty.press("写了一半")
    duty.wait_for("：写了一半")
    duty.press("ctrl+l")
    duty.wait_for("To do now")
    duty.wait_for(": 写了一半")
    duty.resize(120, 36)
    duty.wait_for(lambda: "F10 Lock" in duty.lines[35])
    duty.press("ctrl+l")
    duty.wait_for("F10 锁定")
    duty.press("的一行")
    duty.wait_for("：写了一半的一行")


def test_a_kill_in_the_middle_of_typing_costs_nothing_that_stood_for_a_second(data: Path) -> None:
    with watchroom(data) as terminal:
        terminal.wait_for("F10锁定")
        terminal.press("电话：港调通知明早有雾")
        terminal.wait_for("电话：港调通知明早有雾")
        terminal.settle(0.8)
        terminal.kill()
        terminal.wait_exit()
    with watchroom(data) as again:
        again.wait_for("：电话：港调通知明早有雾")
        again.press("enter")
        again.wait_for(lambda: "港调通知明早有雾" in "\n".join(again.lines[8:21]))
    assert lines(data)[0] == "电话：港调通知明早有雾"


def test_a_saved_line_survives_a_kill_at_once(data: Path) -> None:
    with watchroom(data) as terminal:
        terminal.wait_for("F10锁定")
        terminal.press("断电前的一行", "enter")
        terminal.wait_for(lambda: "断电前的一行" in "\n".join(terminal.lines[8:21]))
        terminal.kill()
        terminal.wait_exit()
    assert lines(data)[0] == "断电前的一行"


def test_full_width_keys_of_an_input_method_open_pages_all_the_same(duty: Terminal) -> None:
    duty.press("？")
    duty.wait_for("找：")
    duty.press("escape")
    duty.wait_for("现在要做")
    duty.press("／")
    duty.wait_for("查找：")


def test_striking_is_a_sentence_at_the_line(duty: Terminal, data: Path) -> None:
    duty.press("zf al02", "enter")
    duty.wait_for("作废 AL02 巡查 泵房正常？原因：")
    duty.press("写重了", "enter")
    duty.wait_for(lambda: "现在要做" in duty.text and "原因" not in duty.lines[22])
    with Replica(data, SystemClock()) as replica:
        assert next(row for row in replica.rows("log") if row.number.endswith("AL02")).struck


def test_english_says_the_same(data: Path) -> None:
    with watchroom(data, "en") as terminal:
        terminal.wait_for("F10Lock")
        for words in ("To do now", "On duty 7/8", "Open incidents 2", "Dangers 1", "Action items 3"):
            terminal.wait_for(words)
        terminal.press("f10")
        terminal.wait_for("Locked")
        assert "On duty" not in terminal.text
        terminal.press("enter")
        terminal.wait_for("On duty 7/8")
        terminal.press("quit", "enter")
        assert terminal.wait_exit() == 0
