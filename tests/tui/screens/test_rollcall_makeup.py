"""Who missed a meeting hears of it at their next roll call; one key notes that they have read it (补学, K01)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from core.i18n import set_language
from core.records import meeting as records
from core.records.meeting import Meeting, missed_by
from core.records.rollcall import latest_rollcall
from core.records.shift import current_shift
from core.rules.attendance import of_meeting
from tests.tui.screens.room import SIZES, Duty, check_shape
from tui.sheet.span import Size


@pytest.fixture
def duty(open_terminal: Callable[..., Duty]) -> Duty:
    """李建国, on leave, missed this morning's micro-meeting; the roll call at night is next."""
    duty = open_terminal()
    desk = duty.room.desk
    held = desk.do(records.open_meeting, "micro", "台风前检查")
    desk.do(records.note, held, "requirements", "排涝泵每2小时巡查一次，夜间双人")
    desk.do(records.decide_line, held, "沙袋200只到东门 @何清")
    duty.clock.advance(minutes=3)
    desk.do(records.close, held)
    duty.clock.advance(hours=14)
    return duty


def held(duty: Duty) -> Meeting:
    (row,) = duty.replica.rows("meeting")
    state = duty.replica.state(row.id)
    assert isinstance(state, Meeting)
    return state


def call_back(duty: Duty) -> None:
    """The night roll call, to which 李建国 is back."""
    duty.press("f3", "space", "space")
    duty.say("5 1")


def test_nobody_is_told_before_they_are_called_and_there(duty: Duty) -> None:
    duty.press("f3")
    assert "补学" not in duty.text()
    duty.press("space", "space")
    assert "补学" not in duty.text()
    duty.say("5 1")
    assert "补学  李建国  微会议  台风前检查" in duty.text()


def test_what_was_said_and_decided_is_shown_and_one_key_records_it(duty: Duty) -> None:
    call_back(duty)
    assert "排涝泵每2小时巡查一次，夜间双人" in duty.text()
    assert "沙袋200只到东门  @何清" in duty.text()
    before = duty.keys
    duty.press("+")
    assert duty.keys - before == 1
    seat = held(duty).seat(duty.who("李建国"))
    assert seat is not None
    assert seat.made_up == duty.clock.now()
    assert (of_meeting(held(duty)).fraction, of_meeting(held(duty)).made_up) == ("4/5", 1)
    assert "补学  李建国" not in duty.text()
    assert missed_by(duty.replica, duty.who("李建国"), duty.clock.now()) == []


def test_it_is_shown_to_the_one_whose_name_is_called_out(duty: Duty) -> None:
    duty.press("f3", "space", "f3")
    assert "补学" not in duty.text()
    duty.press("right", "right", "right", "right")
    shift = current_shift(duty.replica)
    assert shift is not None
    assert "李" in duty.text()
    assert "补学  李建国  微会议  台风前检查" in duty.text()
    duty.press("+")
    assert held(duty).seat(duty.who("李建国")).made_up is not None  # type: ignore[union-attr]
    duty.press("space")
    call = latest_rollcall(duty.replica, shift)
    assert call is not None
    assert call.of(duty.who("李建国")).state == "att.on_duty"  # type: ignore[union-attr]


def test_after_a_long_leave_it_is_still_told_and_no_longer_counted(duty: Duty) -> None:
    duty.clock.advance(days=12)
    call_back(duty)
    duty.press("+")
    seat = held(duty).seat(duty.who("李建国"))
    assert seat is not None
    assert seat.made_up is not None
    assert of_meeting(held(duty)).made_up == 0


def test_a_struck_meeting_and_one_a_month_ago_are_told_to_nobody(duty: Duty) -> None:
    from core.records.correction import strike

    person, now = duty.who("李建国"), duty.clock.now()
    assert missed_by(duty.replica, person, now + timedelta(days=32)) == []
    assert len(missed_by(duty.replica, person, now)) == 1
    duty.room.desk.do(strike, held(duty).meta.id, "重复")
    assert missed_by(duty.replica, person, now) == []


def test_a_brief_is_about_its_shift_and_nobody_makes_it_up(duty: Duty) -> None:
    brief = duty.room.desk.do(records.open_meeting, "pre_shift", "接班")
    duty.room.desk.do(records.close, brief, nothing=True)
    found = missed_by(duty.replica, duty.who("李建国"), duty.clock.now())
    assert [one.topic for one in found] == ["台风前检查"]


@pytest.mark.parametrize("code", ["zh", "en"])
@pytest.mark.parametrize("size", SIZES)
def test_it_fits_in_both_languages_and_sizes(duty: Duty, size: Size, code: str) -> None:
    set_language(code)
    call_back(duty)
    check_shape(duty, size)
    assert "understood" in duty.text(size) or "已读懂" in duty.text(size)
    duty.press("f3", "right", "right", "right", "right")
    check_shape(duty, size)
    duty.press("+")
    check_shape(duty, size)
