"""An incident from the alarm to the completed record."""

from __future__ import annotations

import random
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.clock import ManualClock
from core.errors import Incomplete, Refusal
from core.ids import IdSource
from core.journal.event import Stored
from core.records import incident
from core.records.correction import undo_last
from core.records.incident import Incident
from core.replica.act import Desk
from core.replica.replica import Replica
from core.replica.sentences import render
from core.replica.setup import set_up
from tests.core.records.orders import same_in_any_order


@pytest.fixture
def fire(desk: Desk) -> str:
    return desk.do(incident.open_incident, "集装箱冒烟", chosen={"class": "inc.fire", "place": "3号泊位"})


def state(replica: Replica, record: str) -> Incident:
    found = replica.state(record)
    assert isinstance(found, Incident)
    return found


def lines(replica: Replica) -> list[str]:
    return [line.text("zh").strip() for line in replica.entries(0, 2**62, newest=False)]


def test_an_incident_is_numbered_and_open_from_its_first_line(replica: Replica, fire: str) -> None:
    assert state(replica, fire).meta.number == "东港-20261122-A01"
    row = replica.rows("incident", open=True)[0]
    assert (row.subject, row.place, row.title, row.status) == (
        "inc.fire",
        "3号泊位",
        "集装箱冒烟",
        "inc.received",
    )
    assert lines(replica) == ["接警 3号泊位 集装箱冒烟"]


def test_stamps_of_vehicles_make_the_times_of_the_whole(
    desk: Desk, replica: Replica, clock: ManualClock, fire: str
) -> None:
    started = clock.now()
    clock.advance(minutes=1)
    for vehicle in ("1车", "2车"):
        desk.do(incident.send, fire, vehicle)
    clock.advance(minutes=3)
    desk.do(incident.stamp, fire, "on_scene", vehicle="1车")
    first = clock.now()
    clock.advance(minutes=4)
    desk.do(incident.stamp, fire, "on_scene", vehicle="2车")
    desk.do(incident.stamp, fire, "back", vehicle="1车")
    now = state(replica, fire)
    assert (now.time("inc.received"), now.time("inc.on_scene"), now.time("inc.back")) == (
        started,
        first,
        None,
    )


def test_a_stamp_typed_late_says_how_late_and_is_back_filled(
    desk: Desk, replica: Replica, clock: ManualClock, fire: str
) -> None:
    clock.advance(minutes=10)
    assert desk.do(incident.stamp, fire, "turnout", at="08:03") == ()
    assert lines(replica)[-1] == "出动（补记，晚7分）"
    assert replica.entries(0, 2**62)[0].mark == "backfill"


def test_times_typed_after_midnight_find_their_day(desk: Desk, replica: Replica, clock: ManualClock) -> None:
    clock.advance(hours=15, minutes=50)
    night = desk.do(incident.open_incident, "油罐区异味")
    clock.advance(minutes=30)
    assert desk.do(incident.stamp, night, "turnout", at="23:52") == ()
    assert desk.do(incident.stamp, night, "on_scene", at="00:05") == ()
    assert state(replica, night).time("inc.turnout", "").day == 22  # type: ignore[union-attr]
    assert state(replica, night).time("inc.on_scene", "").day == 23  # type: ignore[union-attr]


def test_wrong_order_and_future_are_warned_of_and_saved(
    desk: Desk, replica: Replica, clock: ManualClock, fire: str
) -> None:
    clock.advance(minutes=10)
    desk.do(incident.stamp, fire, "on_scene", at="08:05")
    warned = desk.do(incident.stamp, fire, "turnout", at="08:07")
    assert [render(line, "zh") for line in warned] == ["晚于到场 08:05，已照记。请核对时间。"]
    warned = desk.do(incident.stamp, fire, "closed", at="08:04")
    assert [line.message for line in warned] == ["incident.warn.before"] * 2
    warned = desk.do(incident.stamp, fire, "controlled", at="08:30")
    assert [line.message for line in warned] == ["incident.warn.ahead", "incident.warn.after"]
    assert state(replica, fire).time("inc.controlled") is not None


def test_pressing_a_stamp_twice_keeps_the_first_time(
    desk: Desk, replica: Replica, clock: ManualClock, fire: str
) -> None:
    desk.do(incident.stamp, fire, "on_scene")
    stamped = state(replica, fire).time("inc.on_scene")
    clock.advance(minutes=1)
    assert [line.message for line in desk.do(incident.stamp, fire, "on_scene")] == ["incident.warn.already"]
    assert state(replica, fire).time("inc.on_scene") == stamped
    desk.do(incident.stamp, fire, "on_scene", at=clock.now())
    assert state(replica, fire).time("inc.on_scene") == clock.now()
    assert state(replica, fire).conflicts == ()


def test_a_grade_is_only_raised(desk: Desk, replica: Replica, fire: str) -> None:
    desk.do(incident.raise_grade, fire, 3)
    with pytest.raises(Refusal):
        desk.do(incident.raise_grade, fire, 2)
    assert state(replica, fire).grade == 3


def test_completing_lists_what_is_missing_and_zero_must_be_typed(
    desk: Desk, replica: Replica, clock: ManualClock, fire: str
) -> None:
    for stage in ("turnout", "on_scene", "controlled", "closed", "back"):
        clock.advance(minutes=2)
        desk.do(incident.stamp, fire, stage)
    with pytest.raises(Incomplete) as refused:
        desk.do(incident.close, fire)
    assert refused.value.params["missing"] == ("injured", "dead", "cause", "handed_to")
    desk.do(incident.fill, fire, injured=0, dead="0", handed_to="港调 赵原")
    desk.do(incident.answer_unknown, fire, "cause", "调查中")
    desk.do(incident.close, fire)
    assert replica.rows("incident", open=True) == []
    assert replica.rows("incident")[0].status == "incident.done"


def test_a_completed_incident_takes_nothing_more_until_it_is_reopened(desk: Desk, replica: Replica) -> None:
    wrong = desk.do(incident.open_incident, "烟感误动作", chosen={"class": "inc.false"})
    desk.do(incident.fill, wrong, false_cause="施工扬尘")
    desk.do(incident.close, wrong)
    with pytest.raises(Refusal):
        desk.do(incident.note, wrong, "又报")
    desk.do(incident.reopen, wrong, "又报警")
    desk.do(incident.note, wrong, "又报", sender="港调", to="值班室")
    assert lines(replica)[-1] == "港调>值班室：又报"
    assert state(replica, wrong).meta.number == "东港-20261122-A01"


def test_reclassifying_keeps_number_and_history(desk: Desk, replica: Replica, fire: str) -> None:
    desk.do(incident.classify, fire, "inc.false", reason="蒸汽")
    assert replica.rows("incident")[0].subject == "inc.false"
    assert state(replica, fire).meta.number == "东港-20261122-A01"
    assert lines(replica)[-1] == "类别改为误报：蒸汽"


def test_a_wrong_value_is_refused_with_nothing_written(desk: Desk, replica: Replica, fire: str) -> None:
    before = len(replica.events(fire))
    for fields in ({"dead": "无"}, {"dead": -1}, {"number": "A99"}, {"cause": " "}):
        with pytest.raises(Refusal):
            desk.do(incident.fill, fire, **fields)
    assert len(replica.events(fire)) == before


def test_text_that_begins_with_an_at_sign_is_text(desk: Desk, replica: Replica, fire: str) -> None:
    desk.do(incident.note, fire, "@何清 带破拆工具")
    assert lines(replica)[-1] == "@何清 带破拆工具"


def test_who_was_told_is_named_in_the_readers_language(desk: Desk, replica: Replica, fire: str) -> None:
    desk.do(incident.notify, fire, "incident.party.port", name="王调度")
    desk.do(incident.notify, fire, "环保局")
    assert lines(replica)[-2:] == ["已通知港调 王调度", "已通知环保局"]
    assert [told.party for told in state(replica, fire).told] == ["incident.party.port", "环保局"]


def test_two_arrival_times_from_two_terminals_are_both_kept_and_flagged(
    desk: Desk, replica: Replica, clock: ManualClock, fire: str, tmp_path: Path
) -> None:
    there = set_up(
        tmp_path / "b", clock, station="东港站", code="东港", ids=IdSource(random.Random(9).randbytes)
    )
    there.absorb(stored(replica))
    clock.advance(minutes=5)
    desk.do(incident.stamp, fire, "on_scene", vehicle="1车")
    clock.advance(minutes=2)
    Desk(there).do(incident.stamp, fire, "on_scene", vehicle="1车")
    theirs = stored(there)
    there.absorb(stored(replica))
    replica.absorb(theirs)
    for each in (replica, there):
        assert state(each, fire).conflicts == ("inc.on_scene 1车",)
        assert each.rows("incident")[0].conflict == 1
        assert len(state(each, fire).stamps.at(("inc.on_scene", "1车")).leaves) == 2
    desk.do(incident.stamp, fire, "on_scene", vehicle="1车", at="08:05")
    assert (state(replica, fire).conflicts, replica.rows("incident")[0].conflict) == ((), 0)
    same_in_any_order(replica, fire)
    there.close()


STEPS = st.sampled_from(
    [
        (incident.note, ("进展",), {}),
        (incident.stamp, ("on_scene",), {"vehicle": "1车"}),
        (incident.stamp, ("back",), {"at": "08:20"}),
        (incident.send, ("1车", [{"id": "a" * 32, "name": "秦朗"}]), {}),
        (incident.fill, (), {"dead": 0, "cause": "自燃"}),
        (incident.raise_grade, (4,), {}),
        (incident.classify, ("inc.rescue",), {}),
        (incident.notify, ("incident.party.119",), {}),
        (incident.answer_unknown, ("cause", "在查"), {}),
    ]
)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.tuples(STEPS, st.booleans()), max_size=12))
def test_any_order_and_repetition_of_the_events_is_the_same_incident(
    desk: Desk, replica: Replica, clock: ManualClock, steps: list[Any]
) -> None:
    made = desk.do(incident.open_incident, "hz 3号泊位 冒烟")
    for (operation, args, params), undone in steps:
        clock.advance(seconds=20)
        with suppress(Refusal):
            desk.do(operation, made, *args, **params)
            if undone:
                desk.do(undo_last)
    same_in_any_order(replica, made, tries=6)
    assert state(replica, made).meta.number.startswith("东港-20261122-A")


def stored(replica: Replica) -> list[Stored]:
    return [
        Stored(*row) for row in replica.connection.execute("SELECT header, body FROM event ORDER BY position")
    ]
