"""The roll call in a real terminal: everybody present, one exception by initials, one by one, an alarm in between."""

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
def duty(tmp_path: Path) -> Iterator[Terminal]:
    folder = tmp_path / "data"
    replica, _ = night(folder, SystemClock().now())
    replica.close()
    with Terminal([sys.executable, "-c", START, str(folder)]) as terminal:
        terminal.wait_for("值守台")
        yield terminal


def test_a_roll_call_is_held_interrupted_and_finished(duty: Terminal) -> None:
    duty.press("f3")
    duty.wait_for("点名结束")
    duty.press("space")
    duty.wait_for("还没有开始")
    duty.press("space")
    duty.wait_for("实到 7")
    duty.press("gy 公差 至 明天")
    duty.wait_for("5 高远 → 公差 至 明日")
    duty.press("f2")
    duty.wait_for("hz 火灾扑救")
    duty.press("hz 5号泊位 冒烟", "enter")
    duty.wait_for("结案还缺")
    duty.press("escape")
    duty.wait_for("：gy 公差 至 明天")
    duty.press("enter")
    duty.wait_for("至 明日")
    duty.wait_for("实到 6")
    duty.press("f3")
    duty.wait_for("何    清")
    duty.press("escape")
    duty.wait_for("岗位")
    duty.press("enter")
    duty.wait_for("未签名")
