"""The evidence of one meeting, gathered from roll call, incidents and earlier meetings (S1, S3, S8)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from core.clock import STATION_ZONE, ManualClock
from core.compile.meeting_check import check_meeting
from core.records import incident, meeting, rollcall
from core.records.meeting import Held, Meeting, Setup
from core.records.person import add_person, people
from core.records.shift import current_shift, open_shift
from core.records.unit import add_team
from core.replica.act import Desk
from core.replica.replica import Replica
from core.rules.attendance import of_meeting

NAMES = ("何清", "赵原", "沈舟", "秦朗", "高远", "刘洋", "王岩", "李建国", "孙海")


@pytest.fixture
def crew(desk: Desk) -> list[str]:
    """一班 with nine people on its shift."""
    team = desk.do(add_team, "一班")
    members = [desk.do(add_person, name, team=team) for name in NAMES]
    desk.do(open_shift, team=team, officer=members[1])
    return members


def state(replica: Replica, record: str) -> Meeting:
    found = replica.state(record)
    assert isinstance(found, Meeting)
    return found


def call_roll(desk: Desk, away: dict[str, str]) -> str:
    record = desk.do(rollcall.open_rollcall)
    for person, status in away.items():
        desk.do(rollcall.mark, record, person, status)
    desk.do(rollcall.mark_rest_present, record)
    desk.do(rollcall.sign_rollcall, record)
    return record


def test_one_in_training_and_one_on_leave_leave_eight_expected_and_seven_present(
    desk: Desk, replica: Replica, clock: ManualClock, crew: list[str]
) -> None:
    held = call_roll(desk, {crew[7]: "att.training", crew[8]: "att.leave"})
    clock.set(clock.now().replace(hour=9, minute=30))
    record = desk.do(meeting.open_meeting, "micro", "台风要求", Setup(presider=crew[0], recorder=crew[1]))
    desk.do(meeting.decide_line, record, "排涝泵巡查 @沈舟 今日18:00")
    desk.do(meeting.decide_line, record, "沙袋200只到东门 @秦朗 今日18:00")
    clock.advance(minutes=3)
    desk.do(meeting.close, record)
    after = state(replica, record)
    share = of_meeting(after)
    assert (share.fraction, share.percent) == ("7/8", "87.5%")
    assert after.rollcall == held
    assert len(replica.rows("action", open=True, parent=record)) == 2
    assert after.length(clock.now()) == timedelta(minutes=3)
    desk.do(meeting.make_up, record, crew[8])
    assert of_meeting(state(replica, record)).made_up == 1
    assert of_meeting(state(replica, record)).fraction == "7/8"


def test_an_alarm_in_mid_meeting_pauses_it_by_itself_and_accuses_nobody(
    desk: Desk, replica: Replica, clock: ManualClock, crew: list[str]
) -> None:
    call_roll(desk, {crew[7]: "att.training", crew[8]: "att.off"})
    clock.set(clock.now().replace(hour=10))
    record = desk.do(meeting.open_meeting, "micro", "夜间防火")
    clock.advance(minutes=2)
    fire = desk.do(incident.open_incident, "3号泊位 集装箱冒烟")
    assert state(replica, record).paused_for == fire
    five = [{"id": person, "name": NAMES[index]} for index, person in enumerate(crew[:5])]
    desk.do(incident.send, fire, "1车", five)
    clock.set(clock.now().replace(hour=11, minute=20))
    desk.do(incident.stamp, fire, "inc.back", vehicle="1车")
    desk.do(meeting.resume, record)
    clock.advance(minutes=3)
    desk.do(meeting.close, record, nothing=True)
    after = state(replica, record)
    assert after.length(clock.now()) == timedelta(minutes=5)
    assert of_meeting(after).fraction == "7/7"
    found = check_meeting(replica, record, clock.now())
    assert [finding.rule for finding in found if finding.rule == "E06"] == []


def test_a_standby_and_a_late_entry_do_not_stop_a_meeting(
    desk: Desk, replica: Replica, clock: ManualClock, crew: list[str]
) -> None:
    record = desk.do(meeting.open_meeting, "micro", "夜间防火")
    desk.do(incident.open_incident, "5号泊位 油轮监护", chosen={"class": "inc.cover"})
    desk.do(incident.open_incident, "昨夜冒烟", at=clock.now() - timedelta(hours=5))
    assert state(replica, record).running


def test_a_record_that_does_not_ring_true_gets_two_private_remarks_and_carries_the_mark_if_kept(
    desk: Desk, replica: Replica, clock: ManualClock, crew: list[str]
) -> None:
    text = (
        "学习防汛抢险要点：排涝泵每两小时巡查一次，夜间双人同行，沙袋提前备足二百只，水位超过警戒线立即报告"
    )
    clock.set(datetime(2027, 3, 3, 10, 0, tzinfo=STATION_ZONE))
    last_year = desk.do(meeting.open_meeting, "study", "防汛")
    desk.do(meeting.note, last_year, "material", text)
    desk.do(meeting.close, last_year, nothing=True)
    clock.set(datetime(2028, 3, 28, 10, 0, tzinfo=STATION_ZONE))
    began = datetime(2028, 3, 3, 10, tzinfo=STATION_ZONE)
    held = Held(began, began + timedelta(hours=1), "on_paper")
    record = desk.do(meeting.backfill, "study", "防汛", held)
    desk.do(meeting.note, record, "material", text.replace("二百", "三百"))
    desk.do(meeting.cite, record, "防汛通知", date(2028, 3, 20))
    private = [finding for finding in check_meeting(replica, record, clock.now()) if finding.private]
    assert {finding.rule for finding in private} == {"E06", "E07"}
    assert len(private) == 2
    desk.do(meeting.close, record, nothing=True, kept=[finding.rule for finding in private])
    after = state(replica, record)
    assert after.kept == ("E06", "E07")
    assert (after.meta.origin, after.reason) == ("backfill", "on_paper")


def test_last_times_open_items_come_first_and_one_key_closes_them(
    desk: Desk, replica: Replica, clock: ManualClock, crew: list[str]
) -> None:
    first = desk.do(meeting.open_meeting, "micro", "第一次")
    item = desk.do(meeting.decide, first, "检查2号泵", owner=crew[0])
    desk.do(meeting.close, first)
    clock.advance(hours=24)
    second = desk.do(meeting.open_meeting, "micro", "第二次")
    assert [action.meta.id for action in meeting.carried(replica, second)] == [item]
    desk.do(meeting.finish_carried, second, item)
    assert meeting.carried(replica, second) == []
    assert meeting.carried(replica, first) == []


def test_a_micro_meeting_confirmed_in_the_next_shift_is_late(
    desk: Desk, replica: Replica, clock: ManualClock, crew: list[str]
) -> None:
    from core.records.shift import close_shift
    from tests.core.signatures import signed

    call_roll(desk, {})
    record = desk.do(meeting.open_meeting, "micro", "检查")
    desk.do(meeting.close, record, nothing=True)
    running = current_shift(replica)
    assert running is not None
    clock.advance(hours=2)
    desk.do(close_shift, running.meta.id, "h", clock.now())
    desk.do(open_shift, team=people(replica)[0].team)
    desk.do(meeting.confirm, record, signed(replica, crew[3]))
    confirmation = state(replica, record).confirmation
    assert confirmation is not None
    assert confirmation.late
