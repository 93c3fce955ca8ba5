"""The handover brief: what stands in it, and that nothing is new twice or ever lost."""

from __future__ import annotations

import random
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.clock import STATION_ZONE, ManualClock
from core.compile.brief import Sync, compile_brief
from core.ids import IdSource
from core.records import direct, gear, handover, incident, rollcall, vehicle
from core.records.action import open_action
from core.records.issue import open_issue
from core.records.order import give_order
from core.records.shift import current_shift
from core.replica.act import Desk
from core.replica.rebuild import rebuild
from core.replica.replica import Replica
from core.replica.setup import set_up
from tests.core.records.handing import Station, make_station


@pytest.fixture
def station(desk: Desk) -> Station:
    return make_station(desk)


def test_everything_open_of_the_shift_and_the_missing_stand_in_one_brief(
    station: Station, clock: ManualClock
) -> None:
    """S5: 2 incidents, 4 actions, 1 fault, 1 order, 1 waiting direct report; and what else there may be."""
    do = station.desk.do
    station.alarm("5号泊位 油轮监护", "inc.cover")
    station.alarm("3号泊位 集装箱冒烟", "inc.fire")
    for text in ("沙袋到东门", "检查2号泵", "补充泡沫", "复训空呼"):
        do(open_action, text)
    do(vehicle.take_out_of_service, do(vehicle.add_vehicle, "2号泡沫车"), "水泵检修")
    do(give_order, "排涝泵每2小时巡查", given_by="支部")
    do(open_issue, "issue.title", "排涝泵缺备件")
    do(direct.send, direct.Answers("排涝泵停机", "东门泵房", "密封2套"))
    do(gear.count_gear, do(gear.add_gear, "水带", 40), 38)
    called = do(rollcall.open_rollcall)
    do(rollcall.mark, called, station.qin, "att.leave")
    do(rollcall.mark_rest_present, called)
    shift = current_shift(station.replica)
    assert shift is not None
    brief = compile_brief(station.replica, shift, clock.now(), sync=Sync(enrolled=True, waiting=3))
    parts = [item.part for item in brief.items]
    assert parts == [
        "incident_open",
        "standby",
        "direct",
        "vehicle",
        "gear",
        "order",
        "problem",
        "action",
        "action",
        "action",
        "action",
        "person",
        "sync",
    ]
    assert dict(brief.counts) == {
        "present": 1,
        "expected": 2,
        "vehicles": 1,
        "vehicles_ready": 0,
        "waiting": 3,
    }
    assert [item.detail for item in brief.of("direct", "gear", "person", "sync")] == [
        "@direct.sent",
        "38/40",
        "@att.leave",
        "@handover.sync.linked",
    ]


def test_an_incident_that_ends_is_told_once_and_never_again(station: Station, clock: ManualClock) -> None:
    drill = station.alarm("油罐区 演练", "inc.drill")
    clock.advance(hours=24)
    told = [station.state(station.hand_over()).brief.of("incident_open", "incident")]
    station.desk.do(incident.stamp, drill, "inc.closed")
    station.desk.do(incident.close, drill)
    for back in (True, False):
        clock.advance(hours=24)
        told.append(station.state(station.hand_over(back)).brief.of("incident_open", "incident"))
    assert [[(item.part, item.age) for item in items] for items in told] == [
        [("incident_open", 0)],
        [("incident", 1)],
        [],
    ]


def test_an_incident_of_the_very_second_of_the_signature_stands_in_one_handover(
    station: Station, clock: ManualClock
) -> None:
    clock.advance(milliseconds=200)
    drill = station.alarm("油罐区 演练", "inc.drill")
    station.desk.do(incident.stamp, drill, "inc.closed")
    station.desk.do(incident.close, drill)
    clock.advance(milliseconds=300)
    first = station.state(station.hand_over()).brief.of("incident")
    clock.advance(hours=24)
    second = station.state(station.hand_over(back=True)).brief.of("incident")
    assert ([item.record for item in first], second) == ([drill], ())


def test_an_incident_written_down_a_shift_late_reaches_the_next_handover(
    station: Station, clock: ManualClock
) -> None:
    clock.advance(hours=24)
    station.hand_over()
    drill = station.desk.do(
        incident.open_incident,
        "演练",
        chosen={"class": "inc.drill", "place": "码头"},
        at=clock.now() - timedelta(hours=5),
    )
    station.desk.do(incident.stamp, drill, "inc.closed")
    station.desk.do(incident.close, drill)
    clock.advance(hours=24)
    items = station.state(station.hand_over(back=True)).brief.of("incident")
    assert [item.record for item in items] == [drill]


STEPS = st.lists(
    st.tuples(st.sampled_from(["alarm", "standby", "order", "end", "lift", "hand"]), st.integers(0, 9)),
    max_size=25,
)


@settings(max_examples=25, deadline=None)
@given(STEPS)
def test_whatever_happens_every_incident_is_new_in_exactly_one_handover(steps: list[tuple[str, int]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        clock = ManualClock(datetime(2026, 11, 22, 8, tzinfo=STATION_ZONE), boot_ms=1_000)
        ids = IdSource(random.Random(3).randbytes)
        replica = set_up(Path(folder) / "data", clock, station="东港站", code="东港", ids=ids)
        with replica:
            made = _live(make_station(Desk(replica)), clock, steps)
            _each_is_new_once(replica, made)
            before = [tuple(row) for row in replica.rows()]
            rebuild(replica)
            assert [tuple(row) for row in replica.rows()] == before


def _live(station: Station, clock: ManualClock, steps: list[tuple[str, int]]) -> set[str]:
    """Do the steps, two handovers at the end; returns the incidents and orders made."""
    made: list[str] = []
    back = False
    for step, pick in [*steps, ("hand", 0), ("hand", 0)]:
        clock.advance(minutes=pick)
        if step == "alarm":
            made.append(station.alarm("码头 演练", "inc.drill"))
        elif step == "standby":
            made.append(station.alarm("5号泊位 油轮监护", "inc.cover"))
        elif step == "order":
            made.append(station.desk.do(give_order, f"指令{pick}"))
        elif step == "hand":
            clock.advance(seconds=1)
            station.hand_over(back)
            back = not back
        elif step == "end":
            _end(station, pick)
    return set(made)


def _end(station: Station, pick: int) -> None:
    """Complete one of the open drills."""
    rows = [row for row in station.replica.rows("incident", open=True) if row.subject == "inc.drill"]
    if rows:
        drill = rows[pick % len(rows)].id
        station.desk.do(incident.stamp, drill, "inc.closed")
        station.desk.do(incident.close, drill)


def _each_is_new_once(replica: Replica, made: set[str]) -> None:
    states = [replica.state(row.id) for row in replica.rows("handover")]
    new = [
        item.record
        for state in states
        if isinstance(state, handover.Handover)
        for item in state.brief.items
        if item.age == 0 and item.part != "sync"
    ]
    assert len(new) == len(set(new))
    assert set(new) == made
