"""People: found by initials, added in a line, changed by digit, given a PIN, signed in and out."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from core.i18n import set_language
from core.records.person import Person, find_person, people
from core.signing import has_pin
from tests.tui.screens.room import PINS, SIZES, Duty, check_shape
from tui.sheet.span import Size

HOSTILE = ("[/x][red]", "\u202e反了", "a" * 60, "\u200b红")


@pytest.fixture
def duty(open_terminal: Callable[..., Duty]) -> Duty:
    duty = open_terminal()
    duty.shell.open("people")
    return duty


def person(duty: Duty, name: str) -> Person:
    return find_person(duty.replica, name)


def open_one(duty: Duty, name: str) -> None:
    duty.say(name)


def test_the_roster_stands_by_team_with_codes_and_who_can_sign(duty: Duty) -> None:
    lines = duty.screen()
    assert lines[0].startswith(" 人员  9")
    assert lines[2].startswith(" 一班 5")
    assert "01" in lines[3]
    assert "何清" in lines[3]
    assert "指挥" in lines[3]
    assert "班组长" in lines[3]
    assert "口令 有" in lines[3]
    assert any("口令 无" in line and "高远" in line for line in lines)
    assert any(line.startswith(" 未编班组 1") for line in lines)


def test_arrows_pass_over_the_names_of_teams_and_enter_opens_the_person(duty: Duty) -> None:
    duty.screen()
    duty.press("down", "down", "down", "down", "down", "enter")
    assert duty.screen()[0].startswith(" 人员 › 刘洋  06")
    duty.press("escape", "home", "enter")
    assert "何清" in duty.screen()[0]


def test_a_person_is_added_in_one_line_with_team_and_qualification(duty: Duty) -> None:
    duty.type("+王小明 三班 驾驶")
    assert "加入 王小明 三班 驾驶" in duty.screen()[-2]
    duty.press("enter")
    added = person(duty, "王小明")
    assert added.qualifications == {"qual.driver"}
    assert " 三班 1" in duty.text()


def test_digits_change_name_team_and_qualifications(duty: Duty) -> None:
    open_one(duty, "gy")
    duty.press("1", "ctrl+u")
    duty.say("高远山")
    duty.press("3", "ctrl+u")
    duty.say("二班")
    duty.press("4")
    duty.say("13")
    duty.press("5")
    duty.say("2")
    after = person(duty, "高远山")
    assert after.qualifications == {"qual.commander", "qual.communicator"}
    assert after.roles(duty.clock.now().date()) == {"role.team_leader"}
    assert "二班" in duty.text()
    duty.press("6")
    duty.say("1")
    assert person(duty, "高远山").appointments[0].until is not None


def test_a_first_pin_is_typed_twice_and_shows_nowhere(duty: Duty) -> None:
    open_one(duty, "gy")
    duty.press("7")
    duty.say("123456")
    assert "太容易猜" in duty.text()
    duty.say("482913")
    duty.say("482914")
    assert "两次输入不同" in duty.text()
    duty.say("482913")
    duty.type("482913")
    assert "482913" not in duty.text()
    duty.press("enter")
    assert has_pin(duty.replica, person(duty, "高远").meta.id)
    assert "口令已设置" in duty.text()


def test_another_pin_needs_the_old_one_or_a_leader_who_signed_in(duty: Duty) -> None:
    open_one(duty, "沈舟")
    duty.press("7")
    assert "新口令" not in duty.screen()[-2]
    duty.say(PINS["沈舟"])
    assert "新口令" in duty.screen()[-2]
    duty.press("escape", "escape")
    open_one(duty, "周平")
    duty.press("8")
    duty.say(PINS["周平"])
    duty.press("escape")
    open_one(duty, "沈舟")
    duty.press("7")
    assert "新口令" in duty.screen()[-2]


def test_signing_in_signs_what_follows_and_signing_out_returns_to_the_duty_officer(duty: Duty) -> None:
    open_one(duty, "何清")
    duty.press("8")
    duty.say(PINS["何清"])
    assert duty.room.desk.author == person(duty, "何清").meta.id
    assert "何清" in duty.screen()[0]
    assert "已签到" in duty.text()
    duty.press("8")
    assert duty.room.desk.author == person(duty, "赵原").meta.id


def test_leaving_the_station_is_asked_once_and_keeps_the_records(duty: Duty) -> None:
    open_one(duty, "gy")
    duty.press("9", "escape")
    assert person(duty, "高远").left is None
    duty.press("9", "enter")
    assert [one.name for one in people(duty.replica)].count("高远") == 0


def test_a_code_in_use_is_refused_and_the_text_stays(duty: Duty) -> None:
    open_one(duty, "gy")
    duty.press("2", "ctrl+u")
    duty.say("01")
    assert "不能用" in duty.text()
    assert duty.shell.line.text == "01"


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("code", ["zh", "en"])
def test_both_pages_fit_in_both_languages_and_sizes(duty: Duty, size: Size, code: str) -> None:
    set_language(code)
    for text in HOSTILE:
        duty.say(f"+{text} {text}")
    check_shape(duty, size)
    assert "~" not in duty.screen()[-2]
    duty.press("down", "enter")
    check_shape(duty, size)
    for digit in "123456789":
        duty.press(digit)
        check_shape(duty, size)
        assert "~" not in duty.screen()[-2]
        duty.press("escape")


def test_a_full_width_plus_adds_a_person(duty: Duty) -> None:
    duty.say("＋王小明 三班 驾驶")
    assert person(duty, "王小明").qualifications == {"qual.driver"}
