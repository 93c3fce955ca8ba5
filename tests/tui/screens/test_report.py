"""The report page: compiled lines open their source, three lines by hand, one key when there is nothing (A02, A16)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from core.i18n import set_language
from core.records import incident
from core.records.report import Report
from tests.tui.screens.room import SIZES, Duty, check_shape
from tui.screens import registry
from tui.sheet.span import Size
from tui.shell import Shell


@pytest.fixture
def duty(open_terminal: Callable[..., Duty]) -> Duty:
    duty = open_terminal()
    duty.room.desk.do(incident.open_incident, "hz 3号泊位 集装箱冒烟", chosen={"class": "inc.fire"})
    duty.press("f5")
    duty.screen()
    return duty


def reports(duty: Duty) -> list[Report]:
    found: list[Any] = [duty.replica.state(row.id) for row in duty.replica.rows("report")]
    return found


def test_f5_shows_what_the_records_say_and_enter_opens_the_source(duty: Duty) -> None:
    assert "微报告" in duty.screen()[0]
    assert "周报" in duty.screen()[0]
    assert "~" not in duty.screen()[0]
    assert "火灾扑救" in duty.text()
    assert "集装箱冒烟" in duty.text()
    duty.press("enter")
    assert duty.shell.stack.top.id == "incident"
    duty.press("escape")
    assert duty.shell.stack.top.id == "report"


def test_lines_by_hand_are_kept_over_a_power_cut_and_go_with_the_report(duty: Duty) -> None:
    duty.say("泵房漏水已堵")
    duty.say("+下周检修2号泵")
    assert "自动汇总" in duty.text()
    again = Duty(duty.room, Shell(duty.room, registry(), "watch"))
    again.press("f5")
    assert "下周检修2号泵" in again.text()
    again.press("ctrl+s")
    (one,) = reports(again)
    assert [(line.part, line.text) for line in one.by_hand] == [
        ("this_week", "泵房漏水已堵"),
        ("next", "下周检修2号泵"),
    ]
    assert one.team is not None
    assert "已报" in again.text()
    assert "下周检修2号泵" not in again.screen()[-8]


def test_a_fourth_line_is_refused_and_stays_typed(duty: Duty) -> None:
    for number in range(3):
        duty.say(f"第{number}行")
    duty.say("第四行")
    assert "最多 3 行" in duty.text()
    assert "第四行" in duty.text()
    duty.press("ctrl+u", "backspace")
    duty.say("改写第三行")
    duty.press("ctrl+s")
    assert [line.text for line in reports(duty)[0].by_hand] == ["第0行", "第1行", "改写第三行"]


def test_nothing_to_report_is_one_key_and_only_when_it_is_true(duty: Duty) -> None:
    duty.press("0")
    assert "不能报无事项" in duty.text()
    assert reports(duty) == []
    duty.press("ctrl+s")
    duty.clock.advance(hours=1)
    before = duty.keys
    duty.press("0")
    assert duty.keys - before == 1
    assert [one.nil for one in reports(duty)] == [False, True]


def test_tab_and_arrows_choose_the_form_and_the_team(duty: Duty) -> None:
    duty.press("tab")
    assert "日报" in duty.screen()[0]
    assert "一班" in duty.screen()[0]
    duty.press("right")
    assert "二班" in duty.screen()[0]
    assert "集装箱冒烟" not in duty.text()
    duty.press("right")
    assert "站点" in duty.screen()[0]
    assert "集装箱冒烟" in duty.text()


@pytest.mark.parametrize("code", ["zh", "en"])
@pytest.mark.parametrize("size", SIZES)
def test_it_fits_in_both_languages_and_sizes(duty: Duty, size: Size, code: str) -> None:
    set_language(code)
    duty.shell.compose(size)
    for text in ("长" * 100, "+next"):
        duty.say(text)
        check_shape(duty, size)


ALIKE = "泵房漏水已堵，排涝泵每两小时巡查一次，夜间双人同行，沙袋备足二百只"


def test_a_report_copied_from_the_last_one_warns_its_author_and_carries_the_mark_if_kept(duty: Duty) -> None:
    duty.say(ALIKE)
    duty.press("ctrl+s")
    duty.clock.advance(hours=1)
    duty.say(ALIKE.replace("二百", "三百"))
    duty.press("ctrl+s")
    assert len(reports(duty)) == 1
    assert "只给你看" in duty.text()
    assert "E07" in duty.text()
    check_shape(duty, SIZES[0])
    duty.press("ctrl+s")
    assert [one.kept for one in reports(duty)] == [(), ("E07",)]
    assert "只给你看" not in duty.text()
    duty.shell.open("report", record=reports(duty)[1].meta.id)
    assert "提示后照存：E07" in duty.text()


def test_a_report_that_is_changed_after_the_warning_carries_no_mark(duty: Duty) -> None:
    duty.say("学习《台风通知》 2026-12-20")
    duty.press("ctrl+s")
    assert reports(duty) == []
    assert "《台风通知》2026-12-20才发布" in duty.text()
    duty.press("backspace")
    assert "只给你看" not in duty.text()
    duty.say("学习《台风通知》 2026-11-20")
    duty.press("ctrl+s")
    assert [one.kept for one in reports(duty)] == [()]
