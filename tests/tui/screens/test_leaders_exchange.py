"""The Leaders' Exchange at a branch console: reports to choose from, hard problems settled one by one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from core.clock import STATION_ZONE, ManualClock
from core.i18n import set_language
from core.records import issue
from core.records.meeting import Meeting
from core.records.person import add_person
from core.signing import set_pin
from tests.core.branch import Company, company
from tests.core.records.test_leaders_exchange import weeks
from tests.tui.screens.room import PINS, SIZES, Duty, check_shape
from tui.screens import registry
from tui.sheet.span import Size
from tui.shell import Shell
from tui.terminal import Terminal

BEGIN = datetime(2026, 11, 1, 9, 0, tzinfo=STATION_ZONE)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Company]:
    clock = ManualClock(BEGIN, boot_ms=1_000_000)
    made = company(tmp_path, clock)
    made.stations[0].do(issue.open_issue, "issue.title", "雨衣不足")
    made.stations[1].do(issue.open_issue, "issue.title", "夜间照明差")
    weeks(made, clock, 4)
    yield made
    made.close()


@pytest.fixture
def duty(house: Company, quick_pins: None) -> Duty:
    set_pin(house.branch.replica, house.who("周平"), PINS["周平"])
    room = Terminal(house.branch.replica)
    return Duty(room, Shell(room, registry(), "watch"))


def state(duty: Duty) -> Meeting:
    (row,) = duty.replica.rows("meeting")
    found = duty.replica.state(row.id)
    assert isinstance(found, Meeting)
    return found


def begin(duty: Duty, how: str = "1") -> None:
    duty.press("f4", "1")
    duty.say("11月交流")
    duty.press(how)


def test_a_branch_is_offered_its_own_forms_and_a_station_its_own(duty: Duty) -> None:
    duty.press("f4")
    assert "1  班组长交流会" in duty.text()
    assert "微会议" not in duty.text()
    duty.press("2")
    assert "1  班组长交流会" in duty.text()


def test_it_is_held_to_its_end_with_every_problem_settled(duty: Duty) -> None:
    begin(duty)
    duty.press("enter", "enter")
    duty.say("新人带教缺人")
    duty.press("ctrl+s")
    assert "还有 3 个重点难点没有议定" in duty.text()
    duty.press("0")
    duty.say("!采购雨衣 50 套 @hq 3天后")
    duty.say("!结对带教 @mj")
    duty.say("+")
    duty.say("+周平")
    assert "应到 4  实到 4" in duty.screen()[0]
    duty.press("ctrl+s", "enter")
    duty.say(PINS["周平"])
    after = state(duty)
    assert after.status == "confirmed"
    assert [(one.text[-4:], one.none, bool(one.action)) for one in after.problems] == [
        ("间照明差", True, False),
        ("雨衣不足", False, True),
        ("带教缺人", False, True),
    ]
    assert "夜间照明差  不采取措施" in duty.text()
    assert "关联记录 16 份" in duty.text()
    assert "雨衣不足  议定 采购雨衣 50 套" in duty.text()
    assert after.channel == "in_person"


def test_a_line_is_chosen_with_the_arrows_and_tab_opens_the_report_it_came_from(duty: Duty) -> None:
    begin(duty)
    assert sum("周演练" in line for line in duty.screen()) == 16
    assert "16 行" in duty.text()
    duty.press("right", "right", "tab")
    assert duty.shell.stack.top.id == "report"
    assert "第3周演练" in duty.text()
    duty.press("escape")
    assert duty.shell.stack.top.id == "meeting"
    duty.press("enter", "enter", "left", "left", "right", "right", "right", "tab")
    assert "雨衣不足" in duty.text()


def test_the_chosen_line_stays_in_sight_in_a_long_list(duty: Duty, house: Company) -> None:
    weeks(house, duty.clock, 4)
    begin(duty)
    for _ in range(31):
        duty.press("right")
    last = state(duty).links[-1]
    assert "第4周演练" in duty.text()
    duty.press("tab")
    page = duty.shell.stack.top
    assert page.args["record"] == last


def test_how_somebody_takes_part_is_asked_only_when_it_is_held_both_ways(duty: Duty) -> None:
    begin(duty, "2")
    duty.say("+何清")
    assert {seat.reason for seat in state(duty).roster if seat.present} == {"online"}
    duty.say("-何清")
    assert "1 提前离开" in duty.text()
    duty.say("1")
    assert state(duty).present == ()


def test_held_both_ways_a_digit_says_which(duty: Duty) -> None:
    begin(duty, "3")
    duty.say("+何清")
    duty.say("2")
    duty.say("+")
    assert sorted(seat.reason for seat in state(duty).roster) == ["in_person"] * 3 + ["online"]
    assert "何清 线上参加" in duty.text()
    assert "现场参加" not in duty.text()


def test_one_held_earlier_asks_when_and_why(duty: Duty) -> None:
    duty.press("f4", "6", "1")
    duty.say("10月交流")
    duty.press("2")
    duty.say("11-28 09:30-10:45")
    duty.press("4")
    after = state(duty)
    assert (after.meta.origin, after.reason, after.channel) == ("backfill", "held_elsewhere", "online")


def test_esc_takes_the_way_it_is_held_back(duty: Duty) -> None:
    duty.press("f4", "6", "1")
    duty.say("10月交流")
    duty.press("2", "escape")
    assert "1  现场" in duty.text()
    duty.press("escape", "escape", "escape", "escape")
    assert duty.shell.stack.top.id == "watch"


def test_of_many_people_who_are_not_there_some_are_named_and_the_others_counted(
    duty: Duty, house: Company
) -> None:
    from core.records.person import appoint

    for number in range(6):
        who = house.branch.do(add_person, f"班长{number}")
        house.branch.do(appoint, who, "role.team_leader")
    begin(duty)
    assert "+4" in duty.screen()[2]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("code", ["zh", "en"])
def test_every_step_fits_in_both_languages_and_sizes(duty: Duty, size: Size, code: str) -> None:
    set_language(code)
    duty.press("f4")
    check_shape(duty, size)
    duty.press("1")
    duty.say("11月交流")
    check_shape(duty, size)
    duty.press("1")
    for _ in range(5):
        check_shape(duty, size)
        duty.press("enter")
    duty.press("up", "up", "up")
    duty.press("ctrl+s")
    check_shape(duty, size)
    duty.press("0", "0")
    duty.say("0")
    duty.press("ctrl+s")
    check_shape(duty, size)
    assert state(duty).status == "closed"
