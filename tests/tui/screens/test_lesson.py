"""Lessons on the screen: published part by part at the branch, read aloud and recorded by one key (M13)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from core.i18n import set_language
from core.records.lesson import Lesson, Text, lessons, publish
from tests.tui.screens.room import SIZES, Duty, check_shape
from tests.tui.screens.test_footing import HERE, belong
from tui.sheet.span import Size

PARTS = ("防台风用电安全", "4", "电" * 280, "应急管理部通知", "昨天", "本站哪处电缆最低？")


@pytest.fixture
def duty(open_terminal: Callable[..., Duty]) -> Duty:
    return open_terminal()


def published(duty: Duty) -> str:
    record: Any = duty.room.desk.do(
        publish, Text("防台风用电安全", "lesson.safety", "电" * 280, "应急管理部通知", "本站哪处电缆最低？")
    )
    return str(record)


def test_the_branch_publishes_part_by_part(duty: Duty) -> None:
    belong(duty, HERE)
    belong(duty, "hq/b2")
    duty.shell.open("lesson")
    for part in PARTS[:3]:
        duty.say(part)
    assert "安全" in duty.text()
    for part in PARTS[3:]:
        duty.say(part)
    (one,) = lessons(duty.replica)
    assert (one.title, one.category, len(one.text), one.question) == (
        PARTS[0],
        "lesson.safety",
        280,
        PARTS[5],
    )
    assert one.source_date is not None
    assert "已发布" in duty.text()


def test_a_text_that_is_too_long_stays_typed(duty: Duty) -> None:
    belong(duty, HERE)
    belong(duty, "hq/b2")
    duty.shell.open("lesson")
    for part in PARTS[:2]:
        duty.say(part)
    duty.say("电" * 601)
    assert "601" in duty.text()
    duty.press("ctrl+u")
    duty.say("电" * 10)
    duty.press("backspace")
    duty.say("电" * 20)
    for part in (*PARTS[3:4], "不是日期"):
        duty.say(part)
    assert lessons(duty.replica) == []
    duty.press("ctrl+u", "enter")
    duty.say(PARTS[5])
    assert [len(one.text) for one in lessons(duty.replica)] == [20]


def test_the_text_is_counted_while_it_is_typed_and_a_source_ahead_is_marked_before_it_is_published(
    duty: Duty,
) -> None:
    belong(duty, HERE)
    belong(duty, "hq/b2")
    duty.shell.open("lesson")
    for part in PARTS[:2]:
        duty.say(part)
    duty.type("电" * 120)
    assert "120/600 字" in duty.text()
    duty.press("enter")
    duty.say(PARTS[3])
    duty.say("11-25")
    assert "在今天之后，请核对" in duty.text()
    duty.say(PARTS[5])
    assert "来源发布日期 2026-11-25 在今天之后" in duty.text()
    assert not lessons(duty.replica)
    duty.press("enter")
    (one,) = lessons(duty.replica)
    assert (f"{one.source_date}", one.kept) == ("2026-11-25", ("E06",))


def test_after_reading_one_key_records_it(duty: Duty) -> None:
    record = published(duty)
    duty.shell.open("lesson")
    duty.press("enter")
    assert "电" * 20 in duty.text()
    assert "讨论：本站哪处电缆最低" in duty.text()
    before = duty.keys
    duty.press("1")
    assert duty.keys - before <= 3
    state: Any = duty.replica.state(record)
    assert isinstance(state, Lesson)
    (held,) = state.deliveries
    assert held.asked
    assert f"{held.present}/{held.expected}" in duty.text()
    duty.press("2")
    assert "已学过" in duty.text()
    duty.press("escape")
    assert "本班已学" in duty.text()


@pytest.mark.parametrize("code", ["zh", "en"])
@pytest.mark.parametrize("size", SIZES)
def test_it_fits_in_both_languages_and_sizes(duty: Duty, size: Size, code: str) -> None:
    set_language(code)
    published(duty)
    duty.shell.open("lesson")
    check_shape(duty, size)
    duty.press("enter")
    check_shape(duty, size)
    belong(duty, HERE)
    belong(duty, "hq/b2")
    duty.press("escape")
    for part in PARTS[:5]:
        check_shape(duty, size)
        duty.say(part)
    check_shape(duty, size)


def test_a_source_from_the_future_and_a_copied_text_warn_before_they_are_published(duty: Duty) -> None:
    words = "台风登陆前切断室外临时电源，电缆架高，配电箱加防水罩，检修人员必须双人并穿绝缘鞋。"
    duty.room.desk.do(publish, Text("旧课", "lesson.safety", words, "应急管理部通知", "怎么做？"))
    belong(duty, HERE)
    belong(duty, "hq/b2")
    duty.shell.open("lesson")
    for part in ("防台风", "4", words, "应急管理部通知", "2026-12-20", "哪处最低？"):
        duty.say(part)
    assert len(lessons(duty.replica)) == 1
    assert "只给你看" in duty.text()
    assert {"E06", "E07"} <= set(duty.text().split())
    assert duty.shell.line.text == "哪处最低？"
    check_shape(duty, SIZES[0])
    duty.press("enter")
    newest = lessons(duty.replica)[0]
    assert (newest.title, newest.kept) == ("防台风", ("E06", "E07"))
    duty.shell.open("lesson", record=newest.meta.id)
    assert "提示后照存：E06 E07" in duty.text()
