"""S2 An ordinary week (domain §14).

Wednesday 15:00, 林岚 leads one session: 35 min on the week's 3 incidents, 25 min 联系实际学 on one of them. Sunday's
weekly report contains the session, 3 incidents, 5 roll calls and open actions; 何清 adds 下步规划 in 2 lines; the monthly
Leaders' Exchange agenda is pre-filled from 4 weekly reports × 8 teams.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from core.compile.agenda import given
from core.compile.branch_cadence import branch_due
from core.compile.cadence import due
from core.compile.report import compile_report, scope_of
from core.demo.watch import call_roll, change_watch
from core.errors import Refusal
from core.records import incident, issue, meeting, report
from core.records.action import Action
from core.records.meeting import Meeting, Setup
from core.records.person import Person, Proposed, add_people
from core.records.report import ByHand, Report
from core.rules.attendance import of_meeting
from tests.scenarios import company as founded
from tests.scenarios.company import Company, Post, monday, morning

CREW = ["何清", "高远", "秦朗"]
NEXT = ("下周二复训空呼", "东门警戒桩换新")


def answer(company: Company, station: Post, call: tuple[str, str, str], at: str) -> str:
    """A call from the first word to the return."""
    line, kind, back = call
    company.at(at)
    record = station.do(incident.open_incident, line, chosen={"class": kind})
    station.do(incident.send, record, "1车", station.bodies(CREW))
    company.at(back)
    for stage in ("inc.on_scene", "inc.closed", "inc.back"):
        station.do(incident.stamp, record, stage, vehicle="1车" if stage == "inc.back" else "")
    return record


def watch(company: Company, station: Post) -> None:
    """An ordinary watch of another team: a roll call, a handover the next morning."""
    company.at("08:05")
    call_roll(station, "rollcall.takeover", [])
    company.at("08:00")
    change_watch(station)


def test_s2_an_ordinary_week(tmp_path: Path) -> None:
    with founded.company(tmp_path, morning(monday() - timedelta(days=1))) as company:
        tell(company)


def tell(company: Company) -> None:
    station, branch = company.donggang, company.office
    station.do(add_people, [Proposed("林岚", roles=("role.committee_member",))])
    lin = next(row.id for row in station.replica.rows("person") if row.title == "林岚")

    company.at("08:05")  # Sunday, 一班
    call_roll(station, "rollcall.takeover", [])
    calls = [answer(company, station, ("3号泊位 集装箱冒烟", "inc.fire", "20:10"), "19:30")]
    company.at("22:00")
    call_roll(station, "rollcall.night", [])
    calls.append(answer(company, station, ("东门 车辆被困", "inc.assist", "02:40"), "02:10"))
    company.at("08:00")
    change_watch(station)
    watch(company, station)  # Monday, 二班
    watch(company, station)  # Tuesday, 三班

    company.at("08:05")  # Wednesday, 一班
    call_roll(station, "rollcall.takeover", [("刘洋", "att.leave", "leave.annual")])
    calls.append(answer(company, station, ("一号罐区 可燃气体报警", "inc.rescue", "11:10"), "10:20"))

    company.at("15:00", day=4)  # 林岚 leads one session
    setup = Setup(presider=lin, study_mode="study.practice")
    session = station.do(meeting.open_meeting, "team", "三起警情和罐区侦检", setup)
    # incidents arrive pre-filled
    offered = given(station.replica, station.state(session, Meeting))
    assert [one.record for one in offered if one.part == "incidents"] == calls
    for one in offered:
        station.do(meeting.link, session, one.record)
    company.at("15:35")  # 35 min on the week's 3 incidents
    station.do(meeting.note, session, "incidents", "三起都先问了风向")
    company.at("16:00")  # 25 min 联系实际学 on one of them
    station.do(meeting.note, session, "view", "侦检先于堵漏")
    actions = [
        station.do(meeting.decide_line, session, line)
        for line in ("复测气体检测仪 @秦朗", "补充警戒带 @高远")
    ]
    station.do(meeting.close, session)
    station.do(meeting.confirm, session, station.sign("何清"))
    company.at("22:00")
    call_roll(station, "rollcall.night", [])
    company.at("08:00")
    change_watch(station)
    watch(company, station)  # Thursday, 二班
    watch(company, station)  # Friday, 三班
    company.at("08:05")  # Saturday, 一班
    call_roll(station, "rollcall.takeover", [])
    company.at("22:00")
    call_roll(station, "rollcall.night", [])
    company.at("08:00")
    change_watch(station)

    company.at("17:40", day=8)  # Sunday's weekly report
    team = station.teams[0]
    scope = scope_of(station.replica, "weekly", company.clock.now(), team)
    compiled = compile_report(station.replica, scope)
    lines = {line.message: line for line in compiled}
    # contains the session, 3 incidents, 5 roll calls and open actions
    assert [line.sources for line in compiled if line.message == "report.line.incident"] == [
        (one,) for one in calls
    ]
    assert lines["report.line.meeting"].sources == (session,)
    assert lines["report.line.calls"].params["count"] == 5
    assert [line.sources for line in compiled if line.message == "report.line.action"] == [
        (one,) for one in actions
    ]
    # 何清 adds 下步规划 in 2 lines
    by_hand = [ByHand("next", text) for text in NEXT]
    handed_in = station.do(report.submit, scope, compiled, by_hand, author="何清")
    company.exchange(station)
    company.at("18:20")
    branch.do(report.acknowledge, handed_in, author="林岚")
    company.exchange(station)

    for here, unit in ((station, ""), (branch, station.unit)):
        # one record meets C04 and C05
        week = morning(monday())
        owed = due(here.replica, week, week + timedelta(days=7), company.clock.now(), unit)
        number = here.state(session, Meeting).meta.number
        assert {
            (one.rule, one.state, one.met_by)
            for one in owed
            if one.rule in ("C04", "C05") and one.owner == team.id
        } == {("C04", "met", number), ("C05", "met", number)}
        held = here.state(session, Meeting)
        assert (held.length(company.clock.now()), held.links) == (timedelta(minutes=60), tuple(calls))
        assert of_meeting(held).fraction == "8/9"
        # the presider is a committee member (M06)
        assert held.presider is not None
        presider = here.state(held.presider.id, Person)
        assert "role.committee_member" in presider.roles(held.start.date())
        # the report arrived in time, with its lines as they were submitted, and was acknowledged
        there = here.state(handed_in, Report)
        assert (there.compiled, tuple(one.text for one in there.by_hand)) == (compiled, NEXT)
        assert [(one.state, one.met_by) for one in owed if one.rule == "C06" and one.owner == team.id] == [
            ("met", there.meta.number)
        ]
        assert there.status == "acknowledged"
        assert there.acknowledged_by is not None
        assert there.acknowledged_by.name == "林岚"


def reports(company: Company, week: int) -> list[str]:
    """On Sunday every team of every station hands in its weekly report with a line of its own; returns their ids."""
    made = []
    for post in company.stations:
        for team, crew in zip(post.teams, post.crews, strict=True):
            scope = scope_of(post.replica, "weekly", company.clock.now(), team)
            by_hand = [
                ByHand("this_week", f"第{week}周{crew[0]}班组演练合格"),
                ByHand("next", "下周夜间双人巡查"),
            ]
            compiled = compile_report(post.replica, scope)
            made.append(post.do(report.submit, scope, compiled, by_hand, author=crew[0]))
    return made


def test_s2_the_months_exchange_is_fed_by_the_weekly_reports(company: Company) -> None:
    office, hard = company.office, ("雨衣不足", "夜间照明差", "泵房噪声")
    for post, text in zip(company.stations, hard, strict=True):
        post.do(issue.open_issue, "issue.title", text)
    handed_in = []
    for week in range(1, 5):
        company.at("17:30", day=7 * week)
        handed_in += reports(company, week)
        company.exchange(*company.stations)
    company.at("09:00", day=29)  # Monday, at the console of the branch
    held = office.do(meeting.open_meeting, "leaders_exchange", "11月交流", author="周平")

    # the monthly Leaders' Exchange agenda is pre-filled from 4 weekly reports × 8 teams
    assert len(handed_in) == 4 * 8
    state = office.state(held, Meeting)
    assert set(state.links) == set(handed_in)
    offered = given(office.replica, state)
    results = [one for one in offered if one.part == "results"]
    assert {one.record for one in results} == set(handed_in)
    teams = {" ".join(one.text.split(" ")[:2]) for one in results}
    assert len(teams) == 8
    for team in teams:  # each team stands there with its four weeks and what it wrote of them
        own = [one.text for one in results if one.text.startswith(f"{team} ")]
        assert [text.split(" ")[3][:3] for text in own] == ["第1周", "第2周", "第3周", "第4周"]
    assert len([one for one in offered if one.part == "methods"]) == 4 * 8
    page = office.page("meeting")
    assert "应到 8" in page
    assert [line.text in page for line in results[:8]] == [True] * 8

    # each hard problem leaves with an action item or an explicit "no action" (M02)
    rain, light, noise = (next(one.id for one in state.problems if one.text.endswith(text)) for text in hard)
    with pytest.raises(Refusal) as refused:
        office.do(meeting.close, held, nothing=True, author="周平")
    assert refused.value.key == "meeting.problems_left"
    items = [
        office.do(meeting.decide_problem, held, rain, "采购雨衣40件 @何清 12月15日", author="周平"),
        office.do(meeting.decide_problem, held, light, "东侧加装照明 @郭建平", author="周平"),
    ]
    office.do(meeting.settle, held, noise, author="周平")
    company.at("10:00", day=29)
    office.do(meeting.close, held, author="周平")
    company.exchange(office, *company.stations)
    for here in (office, company.clerk):
        after = here.state(held, Meeting)
        assert {one.id: (one.action, one.none) for one in after.problems} == {
            rain: (items[0], False),
            light: (items[1], False),
            noise: ("", True),
        }
        assert {here.state(item, Action).source for item in items} == {held}
        # it met the branch's duty of the month (C07)
        november = branch_due(here.replica, morning(monday()), company.on("00:00", 30), company.clock.now())
        assert [(one.state, one.met_by) for one in november if one.rule == "C07"] == [
            ("met", after.meta.number)
        ]
