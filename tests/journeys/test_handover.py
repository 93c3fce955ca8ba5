"""From a meeting with a decision to the next shift's brief: a real terminal, Chinese bytes, two PINs."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from core.clock import STATION_ZONE, SystemClock
from core.records.handover import last_accepted
from core.records.shift import current_shift
from core.replica.act import Desk
from core.replica.replica import Replica
from tests.terminal import Terminal
from tests.tui.screens.room import PINS, begin_watch, give_pins, people_of
from tests.tui.station import new_station

pytestmark = pytest.mark.journey


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A shift of 一班 that began eight hours ago."""
    folder = tmp_path / "data"
    replica, clock = new_station(
        folder, datetime.now(STATION_ZONE).replace(microsecond=0) - timedelta(hours=8)
    )
    desk = Desk(replica)
    people_of(desk)
    begin_watch(desk)
    give_pins(desk)
    clock.advance(hours=8)
    replica.close()
    return folder


@pytest.fixture
def duty(data: Path) -> Iterator[Terminal]:
    command = [sys.executable, "-m", "watchroom", "--data", str(data), "--lang", "zh"]
    with Terminal(command) as terminal:
        terminal.wait_for("F10锁定")
        yield terminal


def meet(duty: Terminal) -> None:
    """A micro-meeting with one point and one decision, confirmed by 何清."""
    duty.press("f4")
    duty.wait_for("1  微会议")
    duty.press("enter")
    duty.wait_for("微会议 主题：")
    duty.press("台风前检查", "enter")
    duty.wait_for("应到 5  实到 4")
    duty.press("排涝泵每2小时巡查一次", "enter")
    duty.wait_for("要求       排涝泵每2小时巡查一次")
    duty.press("!沙袋 200 只到东门 @hq 明天 18:00")
    duty.wait_for("议定事项 @何清 明日 18:00")
    duty.press("enter")
    duty.wait_for("议定       1 沙袋 200 只到东门")
    duty.press("ctrl+s")
    duty.wait_for("二人确认：")
    duty.press("enter")
    duty.wait_for("何清 口令：")
    duty.press(PINS["何清"])
    duty.wait_for("何清 口令：******")
    duty.press("enter")
    duty.wait_for("何清已确认")
    duty.press("escape")
    duty.wait_for("F10锁定")


def test_a_decision_travels_from_the_meeting_over_two_pins_into_the_next_shift(
    duty: Terminal, data: Path
) -> None:
    meet(duty)
    duty.press("f6")
    duty.wait_for("Enter 沈舟接班，开始交接")
    duty.wait_for("沙袋 200 只到东门")
    duty.press("enter")
    duty.wait_for("空格 其余全部")
    duty.press("?")
    duty.wait_for("第1项有疑问：")
    duty.press("由谁去送？", "enter")
    duty.wait_for("› 由谁去送？")
    duty.press("space")
    duty.wait_for("未结警情是哪一起？")
    for question, answer in (("未结警情", "无"), ("哪辆车", "无"), ("谁不在岗", "李建国请假")):
        duty.wait_for(lambda question=question: duty.lines[-2].startswith(question))
        duty.press(answer, "enter")
    duty.wait_for("李建国请假   (记录 李建国)")
    duty.press("ctrl+s")
    duty.wait_for("赵原 口令：")
    duty.press("999999", "enter")
    duty.wait_for("口令不对")
    duty.press(PINS["赵原"], "enter")
    duty.wait_for("沈舟 口令：")
    duty.press(PINS["沈舟"], "enter")
    duty.wait_for("沈舟 负责，赵原 已交班")
    assert PINS["沈舟"].encode() not in duty.received
    duty.press("escape")
    duty.wait_for("二班")
    duty.wait_for("沙袋 200 只到东门")
    duty.press("f6")
    duty.wait_for("二班 沈舟 → 一班 赵原")
    duty.wait_for("由谁去送？")
    duty.wait_for("第2班")
    duty.press("escape")
    duty.wait_for("值守台")
    duty.press("exit", "enter")
    assert duty.wait_exit() == 0
    with Replica(data, SystemClock()) as replica:
        shift, signed = current_shift(replica), last_accepted(replica)
        assert shift is not None
        assert shift.officer is not None
        assert shift.officer.name == "沈舟"
        assert signed is not None
        assert signed.status == "accepted_notes"
        assert signed.signed is not None
        assert signed.signed.genuine


def test_an_alarm_in_mid_meeting_pauses_it_and_the_meeting_goes_on_after(duty: Terminal) -> None:
    duty.press("f4", "1", "夜间巡查", "enter")
    duty.wait_for("进行 00:")
    duty.press("写了一半")
    duty.wait_for("写了一半")
    duty.press("f2")
    duty.wait_for("hz 火灾扑救")
    duty.press("hz 3号泊位 集装箱冒烟", "enter")
    duty.wait_for("结案还缺")
    duty.press("f4")
    duty.wait_for("因警情暂停")
    duty.wait_for("写了一半")
    duty.press("enter")
    duty.wait_for("要求       写了一半")
    duty.press("enter")
    duty.wait_for("进行 00:")


def test_a_terminal_killed_in_mid_handover_goes_on_where_it_was(data: Path) -> None:
    command = [sys.executable, "-m", "watchroom", "--data", str(data), "--lang", "zh"]
    with Terminal(command) as duty:
        duty.wait_for("F10锁定")
        duty.press("f6", "enter")
        duty.wait_for("空格 其余全部")
        duty.press("enter")
        duty.wait_for("✓  1")
        duty.kill()
    with Terminal(command) as again:
        again.wait_for("F10锁定")
        again.press("f6")
        again.wait_for("✓  1")
