"""What belongs to an incident besides the chain of stamps: doubles, damage, review, air, standby."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.clock import ManualClock
from core.errors import NotFound, Refusal
from core.records import incident, person
from core.records.incident.air import read_pressure
from core.replica.act import Desk
from core.replica.replica import Replica
from core.rules.air import level, minutes_left
from tests.core.records.orders import same_in_any_order

QIN = {"id": "a" * 32, "name": "秦朗"}
GAO = {"id": "b" * 32, "name": "高远"}


@pytest.fixture
def fire(desk: Desk) -> str:
    return desk.do(incident.open_incident, "hz 3号泊位 集装箱冒烟")


def test_a_double_is_merged_and_both_numbers_stay(desk: Desk, replica: Replica, fire: str) -> None:
    double = desk.do(incident.open_incident, "三泊那边有烟")
    desk.do(incident.merge, double, fire)
    numbers = {row.number: (row.status, row.open, row.parent) for row in replica.rows("incident")}
    assert numbers["东港-20261122-A02"] == ("incident.merged", 0, fire)
    assert numbers["东港-20261122-A01"] == ("inc.received", 1, "")
    with pytest.raises(Refusal):
        desk.do(incident.note, double, "还有人报")
    desk.do(incident.reopen, double, "不是一起")
    desk.do(incident.note, double, "还有人报")
    with pytest.raises(Refusal):
        desk.do(incident.merge, fire, fire)
    same_in_any_order(replica, double)


def test_damaged_equipment_opens_a_problem_in_the_same_act(desk: Desk, replica: Replica, fire: str) -> None:
    made = desk.do(incident.damage, fire, "水带卷盘漏水")
    row = replica.rows("issue", open=True, parent=fire)[0]
    assert (row.id, row.title) == (made, "水带卷盘漏水")
    assert replica.state(fire).damaged == ("水带卷盘漏水",)


def test_measures_of_a_review_become_action_items(desk: Desk, replica: Replica, fire: str) -> None:
    desk.do(person.add_person, "何清")
    lessons = incident.Lessons("5分钟到场", "分工清楚", "水带短")
    made = desk.do(incident.review, fire, lessons, ["配一卷80水带 @何清 明天", ""])
    assert [(row.title, row.owner, row.parent) for row in replica.rows("action")] == [
        ("配一卷80水带", "何清", fire)
    ]
    assert replica.state(fire).review.measures == made


def test_a_review_with_an_unknown_owner_leaves_nothing(desk: Desk, replica: Replica, fire: str) -> None:
    lessons = incident.Lessons("经过", "好", "不足")
    with pytest.raises(NotFound):
        desk.do(incident.review, fire, lessons, ["一", "二 @没有此人"])
    assert (replica.rows("action"), replica.state(fire).review) == ([], None)


def test_the_air_clock_counts_down_warns_and_stops_at_the_exit(
    desk: Desk, replica: Replica, clock: ManualClock, fire: str
) -> None:
    desk.do(incident.enter, fire, QIN, "28.5")
    desk.do(incident.enter, fire, GAO, "300")
    air = replica.state(fire).air[0]
    seen = [
        (minutes_left(air, then), level(air, then))
        for then in (clock.now() + timedelta(minutes=passed) for passed in (0, 14, 19, 60))
    ]
    assert seen == [(24, "ok"), (10, "warn"), (5, "alarm"), (0, "alarm")]
    assert [held.person.name for _, held in incident.inside(replica)] == ["秦朗", "高远"]
    desk.do(incident.leave, fire, QIN["id"])
    assert [held.person.name for _, held in incident.inside(replica)] == ["高远"]
    with pytest.raises(Refusal):
        desk.do(incident.leave, fire, QIN["id"])
    clock.advance(minutes=10)
    desk.do(incident.enter, fire, GAO, "15")
    assert minutes_left(replica.state(fire).air[-1], clock.now()) == 12
    same_in_any_order(replica, fire)


@pytest.mark.parametrize("typed", ["", "0", "三十", "36", "4000", "-3"])
def test_a_pressure_no_cylinder_has_is_refused(typed: str) -> None:
    with pytest.raises(Refusal):
        read_pressure(typed)


def test_the_last_standby_of_a_berth_is_repeated_with_a_new_ship(desk: Desk, replica: Replica) -> None:
    first = desk.do(
        incident.open_standby, "3号泊位", "动火监护", permit="D-7", ship="海丰", ship_imo="9000001"
    )
    desk.do(incident.watch, first, "start", [QIN])
    desk.do(incident.gas_test, first, "可燃气体", "0 %LEL")
    desk.do(incident.watch, first, "relief", [GAO])
    desk.do(incident.watch, first, "stop")
    desk.do(incident.close, first)
    again = desk.do(incident.repeat_last, "3号泊位", ship="远洋", people=[GAO])
    made = replica.state(again)
    assert (made.category, made.text, made.words("ship"), made.words("ship_imo")) == (
        "inc.cover",
        "动火监护",
        "远洋",
        "",
    )
    assert [(held.step, held.people[0].name) for held in made.watches] == [("start", "高远")]
    assert made.meta.number == "东港-20261122-A02"
    with pytest.raises(NotFound):
        desk.do(incident.repeat_last, "9号泊位")
    same_in_any_order(replica, first)


def test_a_watch_does_not_stop_before_it_starts(desk: Desk) -> None:
    made = desk.do(incident.open_standby, "3号泊位")
    for step in ("stop", "relief", "sleep"):
        with pytest.raises(Refusal):
            desk.do(incident.watch, made, step)
