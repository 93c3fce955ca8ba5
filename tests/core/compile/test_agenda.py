"""What a meeting finds already on its agenda."""

from __future__ import annotations

import pytest

from core.clock import ManualClock
from core.compile.agenda import Given, given
from core.records.issue import open_issue
from core.records.meeting import AGENDAS, Meeting, close, open_meeting
from core.records.order import give_order
from core.replica.act import Desk
from tests.core.records.handing import Station, make_station


@pytest.fixture
def station(desk: Desk) -> Station:
    return make_station(desk)


def held(station: Station, form: str) -> list[Given]:
    record = station.desk.do(open_meeting, form, "会")
    state = station.replica.state(record)
    assert isinstance(state, Meeting)
    found = given(station.replica, state)
    station.desk.do(close, record, nothing=True)
    assert {one.part for one in found} <= set(AGENDAS[form].parts)
    return found


def test_a_team_meeting_finds_the_weeks_incidents_and_drills_and_no_standbys(
    station: Station, clock: ManualClock
) -> None:
    station.alarm("上月 冒烟")
    clock.advance(days=8)
    station.alarm("3号泊位 冒烟")
    station.alarm("油罐区 演练", "inc.drill")
    station.alarm("5号泊位 油轮监护", "inc.cover")
    clock.advance(days=1)
    assert [(one.part, one.text.split(" ", 1)[1]) for one in held(station, "team")] == [
        ("incidents", "3号泊位 冒烟"),
        ("drills", "油罐区 演练"),
    ]


def test_a_pre_shift_brief_finds_orders_and_dangers_and_a_debrief_the_shifts_incidents(
    station: Station,
) -> None:
    station.desk.do(give_order, "夜间双人")
    station.desk.do(open_issue, "inc.danger", "东门消火栓停水")
    station.alarm("3号泊位 冒烟")
    assert [(one.part, one.text) for one in held(station, "pre_shift")] == [
        ("tasks", "夜间双人"),
        ("hazards", "东门消火栓停水"),
    ]
    assert [one.part for one in held(station, "post_shift")] == ["done"]
    assert held(station, "micro") == []
