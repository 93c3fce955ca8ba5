"""The station's lists: added, changed, taken away at the command line; the first shift begins here."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from core.i18n import set_language
from core.records.gear import gear
from core.records.pattern import pattern_in_force
from core.records.phonebook import phones_of, spoken
from core.records.place import places
from core.records.shift import current_shift
from core.records.unit import minimums, teams
from core.records.vehicle import find_vehicle, vehicles
from tests.tui.screens.room import SIZES, Duty, check_shape
from tui.sheet.span import Size

HOSTILE = ("[/x][red]", "\u202e反了", "a" * 55, "\u200b红")


@pytest.fixture
def duty(open_terminal: Callable[..., Duty]) -> Duty:
    duty = open_terminal()
    duty.shell.open("station")
    duty.screen()
    return duty


def test_a_vehicle_is_added_changed_repaired_and_back(duty: Duty) -> None:
    duty.say("+3车 水罐车 8000 2000")
    assert "8000 L" in duty.text()
    duty.press("end", "enter")
    duty.say("水泵检修 明天 16:00")
    found = find_vehicle(duty.replica, "3车")
    assert found.outage is not None
    assert (found.outage.reason, f"{found.outage.expected:%m-%d %H:%M}") == ("水泵检修", "11-23 16:00")
    assert "× 检修  水泵检修" in duty.text()
    duty.press("enter")
    assert find_vehicle(duty.replica, "3车").ready
    duty.say("=3车 泡沫车 6000 4000")
    assert find_vehicle(duty.replica, "3车").foam_l == 4000


def test_delete_asks_before_it_takes_away(duty: Duty) -> None:
    duty.press("delete", "escape")
    assert len(vehicles(duty.replica)) == 3
    duty.press("delete", "enter")
    assert [one.name for one in vehicles(duty.replica)] == ["2车", "2号泡沫车"]


def test_gear_is_counted_and_a_difference_stands_out(duty: Duty) -> None:
    duty.press("2")
    duty.say("+空呼 12")
    duty.press("enter")
    duty.say("十一")
    assert "整数" in duty.text()
    duty.press("ctrl+u")
    duty.say("11 一具送检")
    assert gear(duty.replica)[0].differs
    assert "11/12" in duty.text()
    assert "一具送检" in duty.text()


def test_a_place_is_added_with_its_sort_and_other_names(duty: Duty) -> None:
    duty.press("3")
    duty.say("+3号泊位 泊位 三泊")
    found = places(duty.replica)[0]
    assert (found.name, found.sort, found.aliases) == ("3号泊位", "place.berth", ("三泊",))


def test_a_shift_runs_so_none_is_begun(duty: Duty) -> None:
    duty.press("4", "enter")
    assert "口令" not in duty.text()
    assert current_shift(duty.replica) is not None
    assert "还没有交班" in duty.text() or "交接" in duty.screen()[-3]


def test_the_first_shift_of_a_station_begins_with_enter_on_its_team(
    open_terminal: Callable[..., Duty],
) -> None:
    duty = open_terminal(watch=False)
    duty.shell.open("station")
    duty.screen()
    duty.press("4", "enter", "enter")
    shift = current_shift(duty.replica)
    assert shift is not None
    assert (shift.team.name, shift.officer.name if shift.officer else "") == ("一班", "赵原")


def test_a_pattern_is_chosen_by_digit_and_its_turns_are_listed(duty: Duty) -> None:
    duty.press("5")
    assert "四班三运转" in duty.text()
    duty.say("+2 11-23")
    assert "至少要 4 个班组" in duty.text()
    duty.press("ctrl+u")
    duty.say("+1 11-22 08:30 一班 二班")
    found = pattern_in_force(duty.replica)
    assert found is not None
    assert found.cycle.days == 2
    assert "11-22 周日  08:30 - 08:30" in duty.text()


def test_posts_take_another_number(duty: Duty) -> None:
    duty.press("6", "end", "enter")
    duty.say("4")
    assert minimums(duty.replica).crew == 4


def test_duty_phones_stand_in_the_order_to_call(duty: Duty) -> None:
    duty.press("7")
    for text in ("+值班室 0574-27680000", "+周平 139-0000-0000", "+值班 ①"):
        duty.say(text)
    assert "看不懂" in duty.text()
    duty.press("ctrl+u", "end", "enter")

    def listed() -> list[str]:
        return [spoken(one) for one in phones_of(duty.replica, "station/东港")]

    assert listed() == ["周平 139-0000-0000", "值班室 0574-27680000"]
    duty.press("end")
    duty.say("=值班室 27680001")
    duty.press("home", "delete", "enter")
    assert listed() == ["值班室 27680001"]


def test_a_line_without_a_sign_is_refused_and_stays(duty: Duty) -> None:
    duty.press("4")
    duty.say("四班")
    assert "以 + 开头" in duty.text()
    assert duty.shell.line.text == "四班"
    assert len(teams(duty.replica)) == 2


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("code", ["zh", "en"])
def test_every_section_fits_in_both_languages_and_sizes(duty: Duty, size: Size, code: str) -> None:
    set_language(code)
    for section in "1234567":
        duty.press(section)
        check_shape(duty, size)
        assert "~" not in duty.screen()[-2]
        for text in HOSTILE:
            duty.say(f"+{text} 5")
            duty.press("ctrl+u")
        check_shape(duty, size)
        duty.press("end", "enter")
        check_shape(duty, size)
        duty.press("ctrl+u", "escape")
        if duty.shell.stack.top.id != "station":
            duty.shell.open("station")
    assert "\u202e" not in duty.text(size)


def test_a_full_width_sign_adds_as_the_plain_one_does(duty: Duty) -> None:
    duty.type("＋3号车 水罐车 8000")
    assert "新增 车辆" in duty.screen()[-2]
    duty.press("enter")
    assert find_vehicle(duty.replica, "3号车").name == "3号车"
