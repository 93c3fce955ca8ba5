"""A call comes in while something else is being written: in a real terminal, with Chinese bytes."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.clock import SystemClock
from tests.terminal import Terminal
from tests.tui.station import night

pytestmark = pytest.mark.journey

START = (
    "import sys; from pathlib import Path; from tui.main import run; sys.exit(run(Path(sys.argv[1]), 'zh'))"
)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A station an hour into its night, left by the program that made it."""
    folder = tmp_path / "data"
    replica, _ = night(folder, SystemClock().now())
    replica.close()
    return folder


@pytest.fixture
def duty(data: Path) -> Iterator[Terminal]:
    with Terminal([sys.executable, "-c", START, str(data)]) as terminal:
        terminal.wait_for("值守台")
        yield terminal


def test_a_call_interrupts_a_half_written_line_and_gives_it_back(duty: Terminal) -> None:
    duty.press("泵房巡查，压力正常", "left", "left")
    duty.wait_for("：泵房巡查，压力正常")
    duty.wait_for(lambda: duty.cursor[0] == 2 + 14)
    duty.press("f2")
    duty.wait_for("hz 火灾扑救")
    duty.press("hz 3号泊位 集装箱冒烟 13800130000")
    duty.wait_for("Enter 立案 火灾扑救/集装箱 3号泊位")
    duty.press("enter")
    duty.wait_for("结案还缺")
    duty.press("1", "enter")
    duty.wait_for(lambda: any(line.startswith(" 全案") and line.count(":") == 2 for line in duty.lines))
    duty.press("港调>现场：箱内为空", "enter")
    duty.wait_for("港调>现场：箱内为空")
    duty.press("escape")
    duty.wait_for("：泵房巡查，压力正常")
    duty.wait_for(lambda: duty.cursor[0] == 2 + 14)
    duty.press("end", "。", "enter")
    duty.wait_for("泵房巡查，压力正常。")


def test_a_killed_terminal_gives_back_the_half_typed_alarm(data: Path) -> None:
    with Terminal([sys.executable, "-c", START, str(data)]) as duty:
        duty.wait_for("值守台")
        duty.press("f2")
        duty.wait_for("hz 火灾扑救")
        duty.press("hz 北堤 冒")
        duty.wait_for("：hz 北堤 冒")
        duty.settle(1.2)
        duty.kill()
    with Terminal([sys.executable, "-c", START, str(data)]) as again:
        again.wait_for("值守台")
        again.press("f2")
        again.wait_for("：hz 北堤 冒")
        again.press("烟", "enter")
        again.wait_for("结案还缺")
