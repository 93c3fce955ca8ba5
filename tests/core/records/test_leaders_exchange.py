"""The Leaders' Exchange (M02, C07): fed by the month's weekly reports, over only when every hard problem is settled."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from core.clock import ManualClock
from core.compile.agenda import given
from core.compile.report import compile_report, scope_of
from core.errors import Refusal
from core.records import issue, meeting, rollcall
from core.records.action import Action
from core.records.meeting import Meeting
from core.records.reference import ref
from core.records.report import ByHand, submit
from core.records.shift import open_shift
from core.records.unit import teams
from core.replica.act import Desk
from core.rules.attendance import of_meeting
from tests.core.branch import LEADERS, Company, company

FORM = "leaders_exchange"


@pytest.fixture
def house(tmp_path: Path, clock: ManualClock) -> Iterator[Company]:
    made = company(tmp_path, clock)
    yield made
    made.close()


def report(desk: Desk, *lines: ByHand) -> None:
    """Every team of a station submits its weekly report."""
    for team in teams(desk.replica):
        scope = scope_of(desk.replica, "weekly", desk.replica.clock.now(), ref(team))
        desk.do(submit, scope, compile_report(desk.replica, scope), lines)


def weeks(house: Company, clock: ManualClock, count: int) -> None:
    """So many weeks with a report of every team at the end of each."""
    for number in range(1, count + 1):
        clock.advance(days=7)
        for desk in house.stations:
            report(desk, ByHand("this_week", f"第{number}周演练"), ByHand("next", "夜间双人巡查"))
    house.arrive()


def state(house: Company, record: str) -> Meeting:
    found = house.branch.replica.state(record)
    assert isinstance(found, Meeting)
    return found


def begin(house: Company, **setup: str) -> str:
    return house.branch.do(meeting.open_meeting, FORM, "11月交流", meeting.Setup(**setup))


def test_the_agenda_holds_four_weekly_reports_of_every_team_each_linked(
    house: Company, clock: ManualClock
) -> None:
    weeks(house, clock, 4)
    held = state(house, begin(house))
    found = given(house.branch.replica, held)
    results = [one for one in found if one.part == "results"]
    assert len(results) == 4 * 4
    assert len({one.record for one in results}) == 16
    assert results[0].text == "北堤站 一班 11-29 第1周演练"
    assert {one.record for one in found} == set(held.links)
    assert [one.text for one in found if one.part == "methods"] == [
        one.text.replace(one.text.split(" ")[-1], "夜间双人巡查") for one in results
    ]


def test_a_report_without_a_line_by_hand_is_named_all_the_same(house: Company, clock: ManualClock) -> None:
    house.stations[0].do(issue.open_issue, "issue.title", "雨衣不足")
    report(house.stations[0])
    report(house.stations[1])
    house.arrive()
    clock.advance(minutes=1)
    found = given(house.branch.replica, state(house, begin(house)))
    assert [one.text for one in found if one.part == "results"] == [
        "北堤站 一班 11-22 无事项",
        "北堤站 二班 11-22 无事项",
        "东港站 一班 11-22 自动汇总 1 行",
        "东港站 二班 11-22 自动汇总 1 行",
    ]


def test_a_problem_that_many_reports_name_is_spoken_of_once_and_one_that_was_solved_not_at_all(
    house: Company, clock: ManualClock
) -> None:
    solved = house.stations[0].do(issue.open_issue, "issue.title", "水带老化")
    house.stations[0].do(issue.open_issue, "issue.title", "雨衣不足", issue.Details(place="东门"))
    weeks(house, clock, 3)
    house.stations[0].do(issue.finish, solved, "已换")
    house.arrive()
    (problem,) = state(house, begin(house)).problems
    assert problem.text == "东港站 东门 雨衣不足"
    last = house.branch.replica.rows("report", newest=True)
    assert problem.report in {row.id for row in last[:4]}


def test_it_does_not_end_before_every_hard_problem_has_an_action_or_an_explicit_no_action(
    house: Company, clock: ManualClock
) -> None:
    house.stations[0].do(issue.open_issue, "issue.title", "雨衣不足")
    house.stations[1].do(issue.open_issue, "issue.title", "夜间照明差")
    weeks(house, clock, 1)
    record, desk = begin(house), house.branch
    desk.do(meeting.note, record, "problems", "新人带教缺人")
    desk.do(meeting.note, record, "results", "演练全部合格")
    light, coat, new = (one.id for one in state(house, record).problems)
    with pytest.raises(Refusal) as refused:
        desk.do(meeting.close, record, nothing=True)
    assert refused.value.key == "meeting.problems_left"
    assert "北堤站 夜间照明差 / 东港站 雨衣不足 / 新人带教缺人" in refused.value.sentence()
    item = desk.do(meeting.decide_problem, record, coat, "采购雨衣 @何清 3天后")
    desk.do(meeting.settle, record, light)
    desk.do(meeting.decide_problem, record, new, "结对带教 @马骏")
    desk.do(meeting.close, record)
    after = state(house, record)
    assert [(one.action == item, one.none) for one in after.problems] == [
        (False, True),
        (True, False),
        (False, False),
    ]
    made = desk.replica.state(item)
    assert isinstance(made, Action)
    assert made.source == record
    assert "重点难点不采取措施：北堤站 夜间照明差" in [
        one.text("zh") for one in desk.replica.entries(0, 2**62)
    ]


def test_what_is_settled_is_settled_once(house: Company, clock: ManualClock) -> None:
    house.stations[0].do(issue.open_issue, "issue.title", "雨衣不足")
    weeks(house, clock, 1)
    record = begin(house)
    (problem,) = state(house, record).problems
    house.branch.do(meeting.settle, record, problem.id)
    for one in (problem.id, "f" * 32):
        with pytest.raises(Refusal) as refused:
            house.branch.do(meeting.settle, record, one)
        assert refused.value.key == "meeting.no_problem"


def test_the_next_exchange_goes_on_where_the_last_one_began(house: Company, clock: ManualClock) -> None:
    weeks(house, clock, 4)
    clock.advance(minutes=1)
    first = begin(house)
    house.branch.do(meeting.decide_line, first, "统一演练表 @何清")
    house.branch.do(meeting.close, first)
    weeks(house, clock, 2)
    second = begin(house)
    assert len(state(house, second).links) == 2 * 4
    assert [one.text for one in meeting.carried(house.branch.replica, second)] == ["统一演练表"]


def marked(desk: Desk, name: str, status: str) -> None:
    """A shift of the first team with its leader marked so at the roll call."""
    known = {row.title: row.id for row in desk.replica.rows("person")}
    desk.do(open_shift, team=teams(desk.replica)[0].meta.id, officer=known[name])
    called = desk.do(rollcall.open_rollcall)
    desk.do(rollcall.mark, called, known[name], status)


def test_the_team_leaders_are_its_roster_and_the_branch_counts_them_by_its_own_rule(
    house: Company, clock: ManualClock
) -> None:
    marked(house.stations[0], "何清", "att.on_call")
    marked(house.stations[1], "马骏", "att.off")
    house.arrive()
    record = begin(house, channel="online")
    held = state(house, record)
    assert {seat.person.name for seat in held.roster} == set(LEADERS)
    assert (held.shift, held.rollcall, held.team, held.present) == ("", "", None, ())
    assert held.presider is not None
    assert held.presider.name == "周平"
    assert of_meeting(held).fraction == "0/3"
    house.branch.do(meeting.attend, record, house.who("刘洋"), present=False, reason="called_away")
    house.branch.do(meeting.attend_rest, record)
    after = state(house, record)
    assert {one.name for one in after.present} == {"马骏", "郑凯"}
    assert {seat.reason for seat in after.roster if seat.present} == {"online"}
    assert of_meeting(after).fraction == "2/3"


def test_a_stations_meeting_that_runs_keeps_nobody_at_the_branch_from_beginning_theirs(
    house: Company, clock: ManualClock
) -> None:
    house.stations[0].do(meeting.open_meeting, "micro", "夜间巡查")
    house.arrive()
    assert meeting.live_meeting(house.branch.replica) is None
    record = begin(house)
    running = meeting.live_meeting(house.branch.replica)
    assert running is not None
    assert running.meta.id == record


def test_one_held_earlier_is_fed_by_what_was_there_then(house: Company, clock: ManualClock) -> None:
    weeks(house, clock, 2)
    start = clock.now() - timedelta(days=3)
    held = meeting.Held(start, start + timedelta(hours=1), "held_elsewhere")
    record = house.branch.do(meeting.backfill, FORM, "11月交流", held)
    assert len(state(house, record).links) == 4
