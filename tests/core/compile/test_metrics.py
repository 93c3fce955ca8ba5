"""The metrics read out of records: by span and by station, each figure with the records it counted (domain §12)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from core.clock import ManualClock
from core.compile.cadence import due
from core.compile.figures import definition, name, words
from core.compile.metrics import Figure, counted, read_metrics, span_of
from core.compile.report_duties import report_duties
from core.i18n import has
from core.records import action, correction, direct, footing, incident, lesson, meeting, report, rollcall
from core.records.lesson import Text
from core.records.person import add_person, appoint, find_person
from core.records.reference import ref
from core.records.report import ByHand, Compiled, Scope
from core.records.shift import open_shift
from core.records.unit import add_station, add_team, find_team
from core.replica.act import Desk
from core.replica.replica import Replica
from core.replica.seat import store_seat
from tests.core.conftest import START
from tests.core.signatures import signed

WEEK = timedelta(days=7)
HERE, THERE = "hq/b2/donggang", "hq/b2/beidi"


def read(replica: Replica, unit: str = "", ahead: timedelta = WEEK) -> dict[str, Figure]:
    now = replica.clock.now()
    found = read_metrics(replica, START - WEEK, START + ahead, now, unit)
    assert len({one.key for one in found}) == len(found)
    return {one.key.rstrip("/"): one for one in found}


def shown(figure: Figure) -> tuple[str, str, str]:
    said = words(figure.number)
    return said.fraction, said.main, said.beside


def sit(replica: Replica, unit: str, station: str) -> None:
    """As if this terminal wrote for the unit at path `unit`."""
    assert replica.seat is not None
    replica.seat = replace(replica.seat, unit=unit, station=station)
    store_seat(replica.connection, replica.seat)
    Desk(replica).do(add_station)


def on_duty(desk: Desk, replica: Replica) -> None:
    """A team of nine with its roll call: one in training, one on leave."""
    team = desk.do(add_team, "一班")
    people = [desk.do(add_person, f"队员{letter}", team=team) for letter in "甲乙丙丁戊己庚辛壬"]
    desk.do(open_shift, team=find_team(replica, "一班").meta.id, officer=people[0])
    desk.author = people[0]
    called = desk.do(rollcall.open_rollcall)
    desk.do(rollcall.mark, called, people[7], "att.training")
    desk.do(rollcall.mark, called, people[8], "att.leave", reason="leave.annual")
    desk.do(rollcall.mark_rest_present, called)
    desk.do(rollcall.sign_rollcall, called)


def held(desk: Desk, clock: ManualClock, lasted: int = 3) -> str:
    record = desk.do(meeting.open_meeting, "micro", "台风前检查")
    clock.advance(minutes=lasted)
    desk.do(meeting.close, record, nothing=True)
    return str(record)


def test_of_nothing_there_is_no_figure_and_not_nought(replica: Replica) -> None:
    found = read(replica)
    assert [one.metric for one in found.values()] == sorted(one.metric for one in found.values())
    assert {one.metric for one in found.values()} == {*(f"K0{n}" for n in range(1, 9)), "K11"}
    assert {shown(one) for one in found.values()} == {("-", "", "")}


def test_every_figure_has_a_name_and_a_definition(replica: Replica) -> None:
    for one in read(replica).values():
        assert has(f"metric.{one.id}")
        assert name(one, {})
        assert definition(one.metric)


def test_a_micro_meeting_counts_with_its_record(desk: Desk, replica: Replica, clock: ManualClock) -> None:
    on_duty(desk, replica)
    record = held(desk, clock)
    found = read(replica)
    assert shown(found["K01"]) == ("7/8", "87.5%", "")
    assert shown(found["K06/micro.meeting"]) == ("1/1", "100.0%", "")
    assert shown(found["K06.confirmed"]) == ("0/1", "0.0%", "")
    assert shown(found["K11"]) == ("1/1", "3分", "最慢 3分")
    assert [row.id for row in counted(replica, found["K01"])] == [record]
    desk.do(correction.strike, record, "重复")
    assert shown(read(replica)["K01"]) == ("-", "", "")


def test_what_began_outside_the_span_is_in_another(desk: Desk, replica: Replica, clock: ManualClock) -> None:
    on_duty(desk, replica)
    held(desk, clock)
    clock.advance(days=1)
    second = held(desk, clock, 5)
    assert read(replica, ahead=timedelta(days=1))["K11"].number.of == 1
    whole = read(replica)["K11"]
    assert shown(whole) == ("2/2", "4分", "最慢 5分")
    assert second in whole.number.records


def test_a_report_and_an_action_item_meet_what_they_were_due_for(
    desk: Desk, replica: Replica, clock: ManualClock
) -> None:
    on_duty(desk, replica)
    team = find_team(replica, "一班")
    task = desk.do(action.open_line, "检查2号泵 @队员乙 今日17:00")
    clock.advance(hours=2)
    desk.do(action.finish, task)
    desk.do(action.verify, task, person=find_person(replica, "队员丙").meta.id)
    scope = Scope("weekly", START - timedelta(days=6), clock.now(), ref(team))
    lines = tuple(Compiled("report.line.issue", {"what": str(n)}) for n in range(14))
    sent = desk.do(report.submit, scope, lines, [ByHand("next", "检修")])
    clock.advance(hours=12)
    found = read(replica)
    assert shown(found["K03"]) == ("1/1", "100.0%", "")
    assert [row.id for row in counted(replica, found["K03"])] == [sent]
    assert shown(found["K04"]) == ("14/15", "93.3%", "")
    assert shown(found["K05"]) == ("1/1", "100.0%", "")
    assert found["K05.closed"].number.records == (task,)


def test_the_duty_to_report_is_what_the_engine_says_of_each_station(branch: Replica) -> None:
    now = START + timedelta(days=5)
    stations = [THERE, HERE]
    said = report_duties(branch, START, START + 2 * WEEK, now, stations)
    assert {one.met_by_kind for one in said} >= {"weekly", "daily"}
    engine = [one for unit in stations for one in due(branch, START, START + 2 * WEEK, now, unit)]
    assert said == [one for one in engine if one.rule == "C06"]
    assert report_duties(branch, START, START + WEEK, now) == [
        one for one in due(branch, START, START + WEEK, now) if one.rule == "C06"
    ]


def test_a_direct_report_told_by_phone_and_an_incident_written_later(
    desk: Desk, replica: Replica, clock: ManualClock
) -> None:
    sent = desk.do(direct.send, direct.Answers("缺备件", "泵房", "密封", START + timedelta(hours=1)))
    clock.advance(minutes=3)
    desk.do(direct.phone, sent, "周平")
    clock.advance(minutes=21)
    desk.do(direct.note_read, sent)
    desk.do(incident.open_incident, "3号泊位 冒烟", at=START - timedelta(hours=2))
    found = read(replica)
    assert shown(found["K02.read"]) == ("1/1", "3分", "最慢 3分")
    assert shown(found["K02.replied"]) == ("0/1", "-", "")
    assert shown(found["K02.resolved"]) == ("-", "", "")
    assert shown(found["K06/inc.incident"]) == ("0/1", "0.0%", "")


@pytest.fixture
def branch(desk: Desk, replica: Replica, clock: ManualClock) -> Replica:
    """Two stations' records as their branch holds them: a declaration for both, a lesson, one call at each."""
    sit(replica, "hq/b2", "二支部")
    secretary = desk.do(add_person, "周平")
    desk.do(appoint, secretary, "role.secretary")
    sit(replica, HERE, "东港站")
    desk.do(add_team, "一班")
    sit(replica, THERE, "北堤站")
    desk.do(add_team, "二班")
    clock.advance(minutes=1)
    sit(replica, "hq/b2", "二支部")
    end = clock.now() + timedelta(days=3)
    order = desk.do(
        footing.declare, "mode.weather", "mode.orange", end, [HERE, THERE], "巡查", signed(replica, secretary)
    )
    desk.do(lesson.publish, Text("用电", "lesson.safety", "电" * 20, "通知", "哪处最低"))
    sit(replica, HERE, "东港站")
    clock.advance(minutes=1)
    desk.do(footing.note_shown, order, HERE)
    desk.do(footing.confirm, order, HERE, "东港站")
    desk.do(direct.send, direct.Answers("缺备件", "泵房", "密封"))
    sit(replica, THERE, "北堤站")
    desk.do(direct.send, direct.Answers("缺油", "车库", "柴油"))
    desk.do(direct.send, direct.Answers("缺水", "车库", "水"))
    sit(replica, "hq/b2", "二支部")
    return replica


def test_a_branch_sees_all_stations_in_the_order_of_their_paths(branch: Replica) -> None:
    found = read(branch)
    assert found["K02.read"].number.of == 3
    assert shown(found["K07"]) == ("0/2", "0.0%", "")
    assert shown(found["K08.confirmed"]) == ("1/2", "1分", "最慢 1分")
    stations = [one.subject for one in found.values() if one.id == "K08.confirmed" and one.subject]
    assert stations == [THERE, HERE]
    assert shown(found[f"K08.confirmed/{THERE}"]) == ("0/1", "-", "")


def test_a_branch_sees_one_station_by_itself(branch: Replica) -> None:
    here, there = read(branch, HERE), read(branch, THERE)
    assert (here["K02.read"].number.of, there["K02.read"].number.of) == (1, 2)
    assert shown(here["K08.confirmed"]) == ("1/1", "1分", "最慢 1分")
    assert shown(there["K07"]) == ("0/1", "0.0%", "")
    assert read(branch, "hq/b9/nowhere")["K02.read"].number.of == 0


def test_the_spans_end_with_today(clock: ManualClock) -> None:
    since, until = span_of("week", clock.now())
    assert (until - since, since.hour, until - clock.now()) == (WEEK, 0, timedelta(hours=16))
