"""Units, vehicles, places and counted gear."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.clock import ManualClock
from core.errors import NotFound, Refusal
from core.records import gear, place, unit, vehicle
from core.replica.act import Desk
from core.replica.replica import Replica
from tests.core.records.orders import same_in_any_order


def lines(replica: Replica) -> list[str]:
    return [line.text() for line in replica.entries(0, 2**62, newest=False)]


def test_the_station_is_one_unit_however_often_it_is_added(desk: Desk, replica: Replica) -> None:
    first = desk.do(unit.add_team, "一班")
    desk.do(unit.add_station)
    desk.do(unit.add_team, "二班")
    assert [one.name for one in unit.units(replica)] == ["东港站", "一班", "二班"]
    assert unit.find_team(replica, "1").meta.id == first
    assert unit.find_team(replica, "yb").meta.id == first


def test_a_team_keeps_its_name_to_itself_and_can_be_renamed(desk: Desk, replica: Replica) -> None:
    record = desk.do(unit.add_team, "一班")
    with pytest.raises(Refusal):
        desk.do(unit.add_team, "一班")
    desk.do(unit.rename_unit, record, "特勤班")
    assert same_in_any_order(replica, record).state.name == "特勤班"


def test_a_vehicle_out_of_service_says_why_and_until_when(
    desk: Desk, replica: Replica, clock: ManualClock
) -> None:
    record = desk.do(vehicle.add_vehicle, "1车", "水罐车", water_l=8000)
    desk.do(vehicle.take_out_of_service, record, "水泵漏油", expected=clock.now() + timedelta(hours=6))
    assert vehicle.vehicles(replica, ready=True) == []
    assert lines(replica) == ["1车 检修：水泵漏油，预计 11-22 14:00 恢复"]
    desk.do(vehicle.return_to_service, record)
    desk.do(vehicle.return_to_service, record)
    assert vehicle.find_vehicle(replica, "1").ready
    assert lines(replica)[1:] == ["1车 恢复执勤"]
    same_in_any_order(replica, record)


def test_a_vehicle_goes_out_of_service_with_a_reason_only(desk: Desk) -> None:
    record = desk.do(vehicle.add_vehicle, "1车")
    with pytest.raises(Refusal):
        desk.do(vehicle.take_out_of_service, record, " ")


def test_a_retired_vehicle_is_out_of_the_lists(desk: Desk, replica: Replica) -> None:
    record = desk.do(vehicle.add_vehicle, "1车")
    desk.do(vehicle.change_vehicle, record, water_l=5000)
    desk.do(vehicle.retire, record)
    assert vehicle.vehicles(replica) == []
    assert same_in_any_order(replica, record).state.water_l == 5000


@pytest.mark.parametrize("typed", ["3号泊位", "3hbw", "三泊", "sb"])
def test_a_place_is_found_by_name_alias_or_initials(desk: Desk, replica: Replica, typed: str) -> None:
    desk.do(place.add_place, "3号泊位", "place.berth", aliases=["三泊"])
    desk.do(place.add_place, "油库东门", "place.gate")
    assert place.find_place(replica, typed).name == "3号泊位"


def test_a_place_taken_out_is_not_found(desk: Desk, replica: Replica) -> None:
    record = desk.do(place.add_place, "油库东门", "place.gate")
    desk.do(place.change_place, record, aliases=["东门"])
    assert [one.name for one in place.candidates(replica, "dm")] == ["油库东门"]
    desk.do(place.remove_place, record)
    same_in_any_order(replica, record)
    with pytest.raises(NotFound):
        place.find_place(replica, "东门")


def test_only_a_count_that_differs_is_a_line_of_the_log(desk: Desk, replica: Replica) -> None:
    record = desk.do(gear.add_gear, "空呼", 12)
    desk.do(gear.count_gear, record, 12)
    assert lines(replica) == []
    desk.do(gear.count_gear, record, 11, "一具送检")
    assert lines(replica) == ["清点 空呼 11/12 一具送检"]
    desk.do(gear.expect_gear, record, 11)
    assert not same_in_any_order(replica, record).state.differs
