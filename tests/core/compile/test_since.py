"""What changed since somebody's last shift."""

from __future__ import annotations

import pytest

from core.clock import ManualClock
from core.compile.since import SECTIONS, since_last_shift
from core.i18n import has
from core.records import meeting, vehicle
from core.records.order import give_order, lift_order
from core.records.reference import Ref
from core.replica.act import Desk
from tests.core.records.handing import Station, make_station


@pytest.fixture
def station(desk: Desk) -> Station:
    return make_station(desk)


def test_one_page_tells_what_was_ordered_broken_and_missed_while_away(
    station: Station, clock: ManualClock
) -> None:
    do = station.desk.do
    known = do(give_order, "上一班就有的指令")
    clock.advance(hours=24)
    station.hand_over()
    clock.advance(hours=1)
    do(vehicle.take_out_of_service, do(vehicle.add_vehicle, "2号泡沫车"), "水泵检修")
    do(lift_order, known)
    absent = meeting.Attendee(Ref(station.zhao, "赵原"), "att.off", False)
    held = do(meeting.open_meeting, "micro", "夜间防火", roster=meeting.Roster(seats=(absent,)))
    item = do(meeting.decide, held, "检查2号泵", owner=station.zhao)
    do(meeting.close, held)
    clock.advance(hours=23)
    page = since_last_shift(station.replica, station.zhao, clock.now())
    lines = {name: [line.text("zh") for line in found] for name, found in page.sections}
    assert lines["orders"] == ["指令解除：上一班就有的指令"]
    assert len(lines["vehicles"]) == 1
    assert len(lines["handovers"]) == 1
    assert [action.meta.id for action in page.own] == [item]
    assert [one.meta.id for one in page.missed] == [held]
    do(meeting.make_up, held, station.zhao)
    assert since_last_shift(station.replica, station.zhao, clock.now()).missed == ()


def test_who_was_never_on_a_shift_has_nothing_to_come_back_from(station: Station, clock: ManualClock) -> None:
    page = since_last_shift(station.replica, station.shen, clock.now())
    assert page.since is None
    assert all(not lines for _, lines in page.sections)


def test_every_section_has_a_heading() -> None:
    assert all(has(f"since.{name}") for name in (*SECTIONS, "title", "own", "missed"))
