"""Handovers: walk, say back, two signatures, all or nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.clock import ManualClock
from core.errors import Refusal
from core.records import handover, incident
from core.records.handover import Handover, Next, Signatures
from core.records.issue import Issue
from core.records.meeting import decide, open_meeting
from core.records.order import give_order, lift_order
from core.records.shift import Shift, current_shift
from core.records.vehicle import add_vehicle, take_out_of_service
from core.replica.act import Desk
from core.replica.replica import Replica
from core.rules.custody import answers_for
from tests.core.records.handing import Station, make_station
from tests.core.signatures import signed


@pytest.fixture
def station(desk: Desk) -> Station:
    return make_station(desk)


def shifts(replica: Replica) -> list[Shift]:
    found = (replica.state(row.id) for row in replica.rows("shift"))
    return [shift for shift in found if isinstance(shift, Shift)]


def test_a_signature_ends_one_shift_and_begins_the_next_in_the_same_second(
    station: Station, clock: ManualClock
) -> None:
    clock.advance(hours=24)
    record = station.hand_over()
    first, second = shifts(station.replica)
    assert first.ended == second.start == clock.now()
    assert first.handover == record
    assert second.officer is not None
    assert second.officer.id == station.shen
    assert station.state(record).status == "accepted"
    assert station.replica.connection.execute("SELECT count(*) FROM seal").fetchone() == (1,)


def test_the_brief_is_frozen_under_a_hash_anybody_can_compute_again(station: Station) -> None:
    station.alarm("东门 泵房漏水", "inc.cover")
    record = station.hand_over()
    signed_brief = station.state(record).signed
    assert signed_brief is not None
    assert signed_brief.genuine
    assert len(signed_brief.shown) == 12
    assert signed_brief.tip["seq"] > 0
    signed_brief.brief["items"][0]["text"] = "另一件事"
    assert not signed_brief.genuine


def test_nobody_hands_over_to_themselves(station: Station) -> None:
    record = station.walk(station.shen)
    with pytest.raises(Refusal, match="自己"):
        station.sign(record, station.zhao, station.zhao, station.teams[1])
    assert station.state(record).open


def test_an_error_in_the_middle_of_the_signatures_leaves_nothing(
    station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    station.desk.do(give_order, "排涝泵每2小时巡查")
    record = station.walk(station.shen)
    key = station.state(record).brief.items[0].key
    station.desk.do(handover.check, record, key, ok=False, note="泵在哪")
    count = "SELECT count(*) FROM event"
    before = station.replica.connection.execute(count).fetchone()

    def fail(*args: object, **params: object) -> str:
        raise OSError("power")

    monkeypatch.setattr("core.records.handover.signing.open_shift", fail)
    with pytest.raises(OSError, match="power"):
        station.sign(record, station.zhao, station.shen, station.teams[1])
    monkeypatch.undo()
    assert station.replica.connection.execute(count).fetchone() == before
    assert station.replica.rows("issue") == []
    running = current_shift(station.replica)
    assert running is not None
    assert running.officer is not None
    assert running.officer.id == station.zhao
    station.sign(record, station.zhao, station.shen, station.teams[1])
    assert len(station.replica.rows("issue")) == 1


def test_a_question_becomes_a_problem_by_itself_and_the_handover_is_accepted_with_notes(
    station: Station,
) -> None:
    station.desk.do(give_order, "水带盘故障")
    record = station.walk(station.shen)
    item = station.state(record).brief.of("order")[0]
    station.desk.do(handover.check, record, item.key, ok=False, note="下午复测")
    station.sign(record, station.zhao, station.shen, station.teams[1])
    after = station.state(record)
    assert after.status == "accepted_notes"
    assert after.signed is not None
    problem = station.replica.state(after.signed.issues[0])
    assert isinstance(problem, Issue)
    assert (problem.sort, problem.text, problem.source) == ("issue.title", "水带盘故障：下午复测", record)


def test_a_handover_cannot_be_skipped_silently(station: Station) -> None:
    station.desk.do(give_order, "夜间双人")
    record = station.desk.do(handover.prepare)
    station.desk.do(handover.start, record, station.shen)
    with pytest.raises(Refusal, match="没有交接"):
        station.sign(record, station.zhao, station.shen, station.teams[1])
    station.desk.do(handover.check_rest, record)
    assert station.state(record).status == "say_back"
    with pytest.raises(Refusal, match="三个问题"):
        station.sign(record, station.zhao, station.shen, station.teams[1])


def test_a_question_about_a_labelled_item_is_a_problem_in_words(station: Station) -> None:
    record = station.walk(station.shen)
    sync = next(item for item in station.state(record).brief.items if item.part == "sync")
    station.desk.do(handover.check, record, sync.key, ok=False, note="何时接入支部")
    station.sign(record, station.zhao, station.shen, station.teams[1])
    assert [row.title for row in station.replica.rows("issue")] == ["同步：何时接入支部"]


def test_the_questions_know_what_the_brief_says(station: Station) -> None:
    station.alarm("5号泊位 油轮监护", "inc.cover")
    vehicle = station.desk.do(add_vehicle, "2号泡沫车")
    station.desk.do(take_out_of_service, vehicle, "水泵检修")
    record = station.desk.do(handover.prepare)
    asked = {question.part: question.expected for question in station.state(record).questions}
    assert asked["vehicle"] == ("2号泡沫车",)
    assert "油轮监护" in asked["incident_open"][0]
    assert asked["person"] == ()


def test_a_refresh_keeps_what_was_said_and_asks_again_only_about_what_changed(
    station: Station, clock: ManualClock
) -> None:
    stays = station.desk.do(give_order, "夜间双人")
    changes = station.alarm("4号泊位 油轮监护", "inc.cover")
    record = station.desk.do(handover.prepare)
    station.desk.do(handover.check_rest, record)
    clock.advance(minutes=2)
    station.desk.do(incident.stamp, changes, "inc.closed")
    new = station.desk.do(give_order, "东门封路", sort="arrangement")
    assert station.desk.do(handover.refresh, record)
    unchecked = {item.record for item in station.state(record).unchecked}
    assert unchecked == {changes, new}
    assert stays not in unchecked
    assert not station.desk.do(handover.refresh, record)
    assert station.desk.do(handover.prepare) == record


def test_what_happens_between_the_walk_and_the_signature_is_not_signed_unseen(station: Station) -> None:
    record = station.walk(station.shen)
    station.desk.do(give_order, "刚接到的指令")
    with pytest.raises(Refusal, match="刚接到的指令"):
        station.sign(record, station.zhao, station.shen, station.teams[1])


def test_during_an_incident_the_handover_stays_in_progress_and_every_item_has_one_owner_each_minute(
    station: Station, clock: ManualClock
) -> None:
    clock.set(clock.now() + timedelta(hours=23, minutes=46))
    fire = station.alarm()
    clock.advance(minutes=14)
    record = station.walk(station.shen)
    with pytest.raises(Refusal, match="还在处置"):
        station.sign(record, station.zhao, station.shen, station.teams[1])
    assert station.desk.do(handover.hold, record, "集装箱冒烟") == (fire,)
    assert station.state(record).status == "held"
    clock.advance(minutes=37)
    station.desk.do(handover.settle, record)
    station.sign(record, station.zhao, station.shen, station.teams[1])
    moment = clock.now() - timedelta(minutes=60)
    both = shifts(station.replica)
    owners = []
    while moment <= clock.now() + timedelta(minutes=5):
        owner = answers_for(None, both, moment)
        assert owner is not None
        owners.append(owner.name)
        moment += timedelta(minutes=1)
    assert owners == ["赵原"] * 60 + ["沈舟"] * 6


def test_a_new_alarm_after_the_stage_was_settled_holds_the_handover_again(station: Station) -> None:
    station.alarm()
    record = station.desk.do(handover.prepare)
    station.desk.do(handover.settle, record)
    station.alarm("油罐区 冒烟")
    with pytest.raises(Refusal, match="还在处置"):
        station.sign(record, station.zhao, station.shen, station.teams[1])


def test_the_outgoing_officer_stays_visibly_on_duty_until_the_relief_comes(station: Station) -> None:
    record = station.desk.do(handover.prepare)
    station.desk.do(handover.relief_late, record, [station.shen])
    assert [one.name for one in station.state(record).late] == ["沈舟"]
    assert station.replica.entries(0, 2**62)[0].text("zh") == "接班未到：沈舟，交班人留岗"
    assert current_shift(station.replica) is not None
    station.desk.do(handover.start, record, station.shen)
    assert station.state(record).late == ()


def test_a_handover_may_be_declined_with_a_reason_and_begun_again(station: Station) -> None:
    record = station.desk.do(handover.prepare)
    signature = signed(station.replica, station.shen)
    with pytest.raises(Refusal):
        station.desk.do(handover.decline, record, signature, " ")
    station.desk.do(handover.decline, record, signature, "器材未清点", commander=station.qin)
    assert station.state(record).status == "declined"
    again = station.desk.do(handover.prepare)
    assert again != record
    running = current_shift(station.replica)
    assert running is not None
    assert running.officer is not None
    assert running.officer.id == station.zhao


def test_an_item_is_new_once_and_flagged_after_three_shifts(station: Station, clock: ManualClock) -> None:
    order = station.desk.do(give_order, "东门消火栓停水", sort="arrangement")
    ages = []
    for turn in range(4):
        clock.advance(hours=24)
        record = station.hand_over(back=turn % 2 == 1)
        ages.append(station.state(record).brief.of("arrangement")[0].age)
    assert ages == [0, 1, 2, 3]
    assert station.state(record).brief.of("arrangement")[0].old
    station.desk.do(lift_order, order)
    clock.advance(hours=24)
    assert station.state(station.hand_over()).brief.of("arrangement") == ()


def test_a_decision_of_a_meeting_reaches_the_handover_with_owner_and_limit(
    station: Station, clock: ManualClock
) -> None:
    meeting = station.desk.do(open_meeting, "micro", "台风前检查")
    due = clock.now() + timedelta(hours=10)
    station.desk.do(decide, meeting, "沙袋200只到东门", owner=station.qin, due=due)
    record = station.desk.do(handover.prepare)
    item = station.state(record).brief.of("action")[0]
    assert (item.text, item.owner, item.due) == ("沙袋200只到东门", "秦朗", due)
    assert [one.text for one in station.state(record).brief.expected(due + timedelta(hours=1))] == [item.text]


def test_a_signed_handover_takes_no_more_words(station: Station) -> None:
    record = station.hand_over()
    for operation, args in (
        (handover.refresh, ()),
        (handover.check_rest, ()),
        (handover.answer, ("vehicle", "无")),
        (handover.settle, ()),
    ):
        with pytest.raises(Refusal):
            station.desk.do(operation, record, *args)
    pair = Signatures(signed(station.replica, station.shen), signed(station.replica, station.zhao))
    with pytest.raises(Refusal):
        station.desk.do(handover.sign, record, pair, Next(station.teams[0]))
    assert isinstance(station.replica.state(record), Handover)
