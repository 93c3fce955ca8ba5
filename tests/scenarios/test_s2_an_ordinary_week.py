"""S2 An ordinary week (domain §14).

Wednesday 15:00, 林岚 leads one session: 35 min on the week's 3 incidents, 25 min 联系实际学 on one of them. Sunday's
weekly report contains the session, 3 incidents, 5 roll calls and open actions; 何清 adds 下步规划 in 2 lines.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from core.compile.agenda import given
from core.compile.cadence import due
from core.compile.report import compile_report, scope_of
from core.demo.watch import call_roll, change_watch
from core.records import incident, meeting, report
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
