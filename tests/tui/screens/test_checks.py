"""Phone checks on the screen of the branch: one key says it is so, a line says what is right (E09, S8)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from core.i18n import set_language
from core.records import lesson, meeting, report
from core.records.check import CONFIRMED, CORRECTED, checks_of
from core.records.lesson import Text
from core.records.report import ByHand, Scope
from core.rules.sample import drawn
from tests.tui.screens.room import SIZES, Duty, check_shape
from tests.tui.screens.test_footing import belong
from tui.sheet.span import Size

TEXT = Text("防台风用电安全", "lesson.safety", "电" * 280, "应急管理部通知", "本站哪处电缆最低？")


@pytest.fixture
def duty(open_terminal: Callable[..., Duty]) -> Duty:
    """A marked meeting, a marked report and a lesson held, as the branch holds them."""
    duty = open_terminal()
    desk = duty.room.desk
    held = desk.do(meeting.open_meeting, "micro", "台风前检查")
    desk.do(meeting.note, held, "requirements", "排涝泵每2小时巡查一次")
    duty.clock.advance(minutes=3)
    desk.do(meeting.close, held, nothing=True, kept=("E06", "E07"))
    duty.clock.advance(minutes=3)
    now = duty.clock.now()
    desk.do(report.submit, Scope("daily", now, now), (), [ByHand("this_week", "泵房漏水已堵")], kept=("E07",))
    belong(duty, "station")
    duty.shell.open("checks")
    return duty


def of_kind(duty: Duty, kind: str) -> str:
    (row,) = duty.replica.rows(kind)
    return row.id


def test_the_list_says_what_whom_and_why(duty: Duty) -> None:
    assert "电话抽查  待查 2" in duty.screen()[0]
    first = duty.screen()[2]
    assert "东港站" in first
    assert "微会议" in first
    assert "E06 E07" in first
    assert "提示后照存：E06 E07" in duty.text()
    assert "打给    东港站  何清  1/3" in duty.text()
    assert "照片" not in duty.text()


def test_one_key_confirms_and_the_record_says_so(duty: Duty) -> None:
    record = of_kind(duty, "meeting")
    before = duty.keys
    duty.press("1")
    assert duty.keys - before == 1
    (one,) = checks_of(duty.replica, record)
    assert (one.result, one.called.name if one.called else "") == (CONFIRMED, "何清")
    assert "一致，已记" in duty.text()
    assert "待查 1" in duty.screen()[0]
    duty.shell.open("meeting", record=record)
    assert "提示后照存：E06 E07" in duty.text()
    assert "电话抽查  11-22 08:06  一致  何清" in duty.text()
    duty.shell.open("record", record=record)
    assert "提示后照存：E06 E07" in duty.text()
    assert "一致  何清" in duty.text()


def test_a_line_corrects_and_left_and_right_change_who_is_called(duty: Duty) -> None:
    duty.press("down")
    assert "日报" in duty.text()
    duty.press("up", "right", "right")
    assert "高远  3/3" in duty.text()
    duty.press("right", "left", "left")
    assert "秦朗  2/3" in duty.text()
    duty.say("实到3人，高远不在")
    (one,) = checks_of(duty.replica, of_kind(duty, "meeting"))
    assert (one.result, one.text) == (CORRECTED, "实到3人，高远不在")
    duty.press("ctrl+z", "enter")
    assert "待查 2" in duty.screen()[0]
    assert checks_of(duty.replica, of_kind(duty, "meeting")) == []
    duty.say("实到3人，高远不在")
    assert one.called is not None
    assert one.called.name == "秦朗"


def test_enter_opens_the_record_and_the_branch_sees_the_mark_of_a_report(duty: Duty) -> None:
    duty.press("1", "enter")
    assert duty.shell.stack.top.id == "report"
    assert "提示后照存：E07" in duty.text()
    duty.press("escape")
    duty.press("1")
    assert "没有要打电话核对的记录" in duty.text()
    duty.shell.open("report", record=of_kind(duty, "report"))
    assert "电话抽查  11-22 08:06  一致" in duty.text()


def test_a_lesson_held_is_asked_of_its_team(duty: Duty) -> None:
    desk = duty.room.desk
    duty.press("1", "1")
    belong(duty, "station/东港")
    drawn_one = ""
    for _ in range(80):
        record = desk.do(lesson.publish, TEXT)
        desk.do(lesson.deliver, record, asked=True)
        if drawn(duty.replica.state(record).deliveries[0].id):  # type: ignore[union-attr]
            drawn_one = record
            break
    belong(duty, "station")
    duty.press("left")
    assert "打给    东港站  一班" in duty.text()
    duty.say("读了，没有讨论")
    (one,) = checks_of(duty.replica, drawn_one)
    assert (one.result, one.item) == (
        CORRECTED,
        duty.replica.state(drawn_one).deliveries[0].id,  # type: ignore[union-attr]
    )
    duty.shell.open("lesson", record=drawn_one)
    duty.press("pagedown")
    assert "已更正  读了，没有讨论" in duty.text()


def test_the_command_opens_it_and_a_station_is_told_who_calls(duty: Duty) -> None:
    belong(duty, "station/东港")
    duty.press("escape", "escape")
    duty.say(":dhcc")
    assert duty.shell.stack.top.id == "checks"
    assert "电话抽查由支部做" in duty.text()
    duty.press("1", "enter")
    assert duty.replica.rows("check") == []


@pytest.mark.parametrize("code", ["zh", "en"])
@pytest.mark.parametrize("size", SIZES)
def test_it_fits_in_both_languages_and_sizes(duty: Duty, size: Size, code: str) -> None:
    set_language(code)
    check_shape(duty, size)
    assert "~" not in duty.screen(size)[-2]
    duty.press("down", "right")
    check_shape(duty, size)
    duty.say("长" * 100)
    duty.press("1")
    check_shape(duty, size)
    assert duty.replica.rows("check") != []
    for kind in ("meeting", "report"):
        duty.shell.open(kind, record=of_kind(duty, kind))
        check_shape(duty, size)
