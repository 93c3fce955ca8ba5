"""Direct report from any screen: four answers, six keys besides the text, its times, the call (domain §7, S4)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from core.i18n import set_language, t
from core.records.direct import Direct, note_delivered
from core.records.phonebook import Entry, set_phones
from core.replica.standing import LINK
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


def call_list(duty: Duty) -> None:
    """The terminal belongs to a branch that gave two numbers; nothing is exchanged."""
    seat = duty.replica.seat
    assert seat is not None
    duty.replica.connection.execute("INSERT INTO local VALUES (?, '{}')", (LINK,))
    duty.replica.seat = replace(seat, unit="hq/b2")
    duty.room.desk.do(set_phones, [Entry("支部值班", "0574-27680000"), Entry("周平", "139-0000-0000")])
    duty.replica.seat = replace(seat, unit="hq/b2/donggang")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("code", ["zh", "en"])
def test_two_minutes_unsent_ask_for_the_telephone_on_every_screen(duty: Duty, size: Size, code: str) -> None:
    set_language(code)
    call_list(duty)
    duty.press("f8", "enter")
    for text in WORDS:
        duty.say(text)
    duty.clock.advance(seconds=119)
    assert "Ctrl-O" not in duty.text(size)
    duty.clock.advance(seconds=1)
    duty.shell.tick()
    shown = duty.text(size)
    assert shown.count("1 支部值班 0574-27680000") == 2
    assert shown.index("支部值班") < shown.index("周平")
    for page in ("watch", "actions", "branch", "footing", "incident"):
        duty.shell.open(page)
        line = duty.screen(size)[2]
        assert "D01" in line
        assert "1 支部值班 0574-27680000" in line
        assert line.rstrip().endswith(t("direct.call_key"))
        check_shape(duty, size)


def test_a_digit_fills_in_who_was_told_and_the_time_may_be_typed(duty: Duty) -> None:
    call_list(duty)
    send(duty)
    duty.clock.advance(minutes=5)
    duty.press("escape", "ctrl+o")
    assert "1-2 或姓名" in duty.screen()[-2]
    for wrong in ("2 23:59", "2 08:30"):
        duty.say(wrong)
        assert "未写入" in duty.text()
        assert sent(duty)[0].calls == ()
        duty.press("ctrl+u")
    before = duty.keys
    duty.say("2 08:03")
    assert duty.keys - before == 1
    (call,) = sent(duty)[0].calls
    assert (call.to, f"{call.at:%H:%M}") == ("周平", "08:03")
    assert sent(duty)[0].status == "direct.read"
    assert "Ctrl-O" not in duty.text()
    duty.press("ctrl+o")
    assert "没有要电话补报的直报" in duty.text()


def test_a_branch_without_numbers_is_said_and_a_name_is_taken(duty: Duty) -> None:
    duty.replica.connection.execute("INSERT INTO local VALUES (?, '{}')", (LINK,))
    send(duty)
    duty.clock.advance(minutes=2)
    duty.shell.tick()
    assert duty.text().count("支部没有登记值班电话") == 2
    duty.press("escape")
    duty.say("补报")
    duty.say("消防 119")
    assert [(call.to, call.at) for call in sent(duty)[0].calls] == [("消防 119", duty.clock.now())]


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
