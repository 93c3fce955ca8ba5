"""Direct report from any screen: four answers, six keys besides the text, its times, the call (domain §7, S4)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from core.i18n import set_language
from core.records.direct import Direct, note_delivered
from tests.tui.screens.room import SIZES, Duty, check_shape
from tui.screens import registry
from tui.sheet.span import Size
from tui.shell import Shell

WORDS = ("排涝泵缺备件", "3号泊位", "机械密封2套", "+2h")


@pytest.fixture
def duty(open_terminal: Callable[..., Duty]) -> Duty:
    return open_terminal()


def send(duty: Duty) -> int:
    """Keys besides the text."""
    before = duty.keys
    duty.press("f8")
    assert "先打电话" in duty.text()
    duty.press("enter")
    for text in WORDS:
        duty.say(text)
    return duty.keys - before


def sent(duty: Duty) -> list[Direct]:
    found: list[Any] = [duty.replica.state(row.id) for row in duty.replica.rows("direct")]
    return found


def test_six_keys_besides_the_text_send_one(duty: Duty) -> None:
    assert send(duty) <= 6
    (one,) = sent(duty)
    assert (one.what, one.where, one.need, one.level) == (*WORDS[:3], "direct.urgent")
    assert one.by_when is not None
    assert "已发" in duty.text()
    assert "排涝泵缺备件" in duty.text()


def test_without_a_time_it_is_wanted_at_once_and_a_bad_one_stays_typed(duty: Duty) -> None:
    duty.press("f8", "tab", "enter")
    for text in WORDS[:3]:
        duty.say(text)
    duty.say("尽快")
    assert sent(duty) == []
    assert "尽快" in duty.text()
    duty.press("ctrl+u", "enter")
    assert [(one.by_when, one.level) for one in sent(duty)] == [(None, "direct.important")]


def test_answers_survive_an_incident_and_a_power_cut(duty: Duty) -> None:
    duty.press("f8", "enter")
    duty.say(WORDS[0])
    duty.say(WORDS[1])
    duty.press("f2")
    assert duty.shell.stack.top.id == "incident"
    duty.press("escape")
    assert duty.shell.stack.top.id == "direct"
    again = Duty(duty.room, Shell(duty.room, registry(), "watch"))
    again.press("f8")
    assert WORDS[1] in again.text()
    again.press("enter")
    again.say(WORDS[2])
    again.press("enter")
    assert [one.where for one in sent(again)] == [WORDS[1]]


def test_an_empty_answer_is_refused_and_up_goes_back(duty: Duty) -> None:
    duty.press("f8", "enter", "enter", "enter")
    assert sent(duty) == []
    duty.say("泵坏")
    duty.press("up", "ctrl+u")
    duty.say(WORDS[0])
    for text in WORDS[1:]:
        duty.say(text)
    assert [one.what for one in sent(duty)] == [WORDS[0]]


def test_a_call_and_the_end_are_one_key_each(duty: Duty) -> None:
    send(duty)
    (one,) = sent(duty)
    duty.room.desk.do(note_delivered, one.meta.id)
    assert "已达" in duty.text()
    duty.clock.advance(minutes=3)
    duty.press("1")
    duty.say("周平")
    assert "电话告知周平" in duty.text()
    assert sent(duty)[0].status == "direct.read"
    duty.press("2")
    assert sent(duty)[0].status == "direct.resolved"
    duty.press("2")
    assert "已办结" in duty.text()


def test_what_is_open_is_listed_below_the_form(duty: Duty) -> None:
    send(duty)
    duty.press("escape", "f8")
    assert "D01" in duty.text()
    duty.press("down")
    assert duty.shell.stack.top.args["record"] == sent(duty)[0].meta.id


@pytest.mark.parametrize("code", ["zh", "en"])
@pytest.mark.parametrize("size", SIZES)
def test_it_fits_in_both_languages_and_sizes(duty: Duty, size: Size, code: str) -> None:
    set_language(code)
    duty.press("f8")
    check_shape(duty, size)
    duty.press("enter")
    for text in ("长" * 190, "[/x]" * 30, "y" * 190, ""):
        duty.say(text)
        check_shape(duty, size)
    assert duty.shell.stack.top.args["record"]
