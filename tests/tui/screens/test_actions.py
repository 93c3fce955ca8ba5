"""What is to be done: by limit, with its age in shifts; done by one, verified by another."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from core.i18n import set_language
from core.records.action import Action, open_line
from core.records.issue import Details, open_issue
from tests.tui.screens.room import PINS, SIZES, Duty, check_shape
from tui.sheet.span import Size

HOSTILE = ("[/x][red]", "\u202e反了", "a" * 400, "\u200b红")


@pytest.fixture
def duty(open_terminal: Callable[..., Duty]) -> Duty:
    duty = open_terminal()
    desk = duty.room.desk
    for line in ("补充泡沫液 @赵原 11-24", "检查2号泵 @何清 今日18:00", "擦车"):
        desk.do(open_line, line)
    desk.do(open_issue, "inc.danger", "消火栓停水", Details(place="东门"))
    duty.clock.advance(hours=12)
    duty.shell.open("actions")
    duty.screen()
    return duty


def item(duty: Duty, text: str) -> Action:
    found = [duty.replica.state(row.id) for row in duty.replica.rows("action") if row.title.startswith(text)]
    assert isinstance(found[0], Action)
    return found[0]


def test_the_earliest_limit_stands_first_and_overdue_is_marked(duty: Duty) -> None:
    lines = duty.screen()
    assert "检查2号泵" in lines[2]
    assert "! 今日 18:00" in lines[2]
    assert "补充泡沫液" in lines[3]
    assert "东门 消火栓停水" in duty.text()


def test_enter_says_done_and_enter_again_asks_who_verifies(duty: Duty) -> None:
    duty.press("enter")
    duty.say("已换密封圈")
    assert item(duty, "检查2号泵").status == "done"
    assert "待核验" in duty.text()
    assert "已换密封圈" in duty.text()
    duty.press("enter")
    duty.say("何清")
    assert "不能核验自己的事项" in duty.text()
    duty.press("ctrl+u")
    duty.say("ql")
    duty.say(PINS["秦朗"])
    assert item(duty, "检查2号泵").status == "verified"
    assert "检查2号泵" not in duty.text()


def test_somebody_without_a_pin_verifies_unsigned(duty: Duty) -> None:
    duty.press("enter", "enter", "enter")
    duty.say("高远")
    assert item(duty, "检查2号泵").status == "verified"


def test_what_is_not_done_goes_back_with_a_reason(duty: Duty) -> None:
    duty.press("enter", "enter")
    duty.say("-")
    assert item(duty, "检查2号泵").status == "done"
    duty.press("ctrl+u")
    duty.say("-还在漏水")
    assert item(duty, "检查2号泵").status == "returned"
    assert "还在漏水" in duty.text()


def test_tab_lists_one_sort_and_an_exclamation_mark_adds_an_item(duty: Duty) -> None:
    duty.press("tab", "tab")
    assert "检查2号泵" not in duty.text()
    assert "消火栓" in duty.text()
    duty.press("tab")
    duty.say("!补充沙袋 @沈舟 明天")
    assert "补充沙袋" in duty.text()


def test_a_point_older_than_three_shifts_is_flagged(duty: Duty) -> None:
    from core.records.shift import close_shift, current_shift, open_shift
    from core.records.unit import find_team

    for team in ("二班", "一班", "二班", "一班"):
        running = current_shift(duty.replica)
        assert running is not None
        duty.clock.advance(hours=24)
        duty.room.desk.do(close_shift, running.meta.id, "0" * 32, duty.clock.now())
        duty.room.desk.do(open_shift, team=find_team(duty.replica, team).meta.id, start=duty.clock.now())
    duty.shell.tick()
    assert "! 第5班" in duty.text()


def test_the_right_arrow_opens_the_record(duty: Duty) -> None:
    duty.press("right")
    assert duty.shell.stack.top.id == "record"


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("code", ["zh", "en"])
def test_the_list_fits_in_both_languages_and_sizes(duty: Duty, size: Size, code: str) -> None:
    set_language(code)
    for text in HOSTILE:
        duty.say(f"!{text} @何清 {(duty.clock.now() + timedelta(days=2)):%m-%d}")
    check_shape(duty, size)
    assert "~" not in duty.screen()[-2]
    duty.press("enter")
    check_shape(duty, size)
    duty.say("x" * 300)
    check_shape(duty, size)
    assert "~" not in duty.screen()[-2]
