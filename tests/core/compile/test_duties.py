"""What the shift on duty owes now: the engine's duties alone, those of the week in their last hours (C01–C06)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from core.clock import ManualClock
from core.compile.cadence import due
from core.compile.duties import Duty, duties, occasion_due
from core.records import footing, meeting, rollcall
from core.records.cadence import change_cadence
from core.records.footing import Footing
from core.records.report import Scope, submit
from core.records.rollcall.starting import begin_rollcall
from core.records.shift import Shift, current_shift, open_shift
from core.records.unit import add_team
from core.replica.act import Desk
from core.replica.replica import Replica
from core.rules.cadence import Beat
from tests.core.signatures import signed
from tests.tui.station import NIGHT, new_station, night


@pytest.fixture
def station(tmp_path: Path) -> Iterator[Replica]:
    """A Sunday at 03:12, in the middle of a shift."""
    replica, _ = night(tmp_path)
    yield replica
    replica.close()


@pytest.fixture
def morning(tmp_path: Path) -> Iterator[Replica]:
    """A shift that began at eight this minute, nothing held yet."""
    start = NIGHT.replace(hour=8, minute=0)
    replica, _ = new_station(tmp_path, start)
    desk = Desk(replica)
    desk.do(open_shift, team=desk.do(add_team, "一班"), planned_end=start + timedelta(days=1))
    yield replica
    replica.close()


def owed(replica: Replica, hours: float = 0) -> dict[str, Duty]:
    now = replica.clock.now() + timedelta(hours=hours)
    return {one.label: one for one in duties(replica, current_shift(replica), now)}


def running(replica: Replica) -> Shift:
    shift = current_shift(replica)
    assert shift is not None
    return shift


def clock_of(replica: Replica) -> ManualClock:
    assert isinstance(replica.clock, ManualClock)
    return replica.clock


def declare(replica: Replica, hours: float = 72) -> str:
    """Emergency footing by the station itself, on a phone order."""
    assert replica.seat is not None
    end = replica.clock.now() + timedelta(hours=hours)
    unit = replica.seat.unit
    return Desk(replica).do(footing.self_declare, "mode.weather", "mode.orange", end, unit, "周平")


def test_the_weeks_report_shows_in_its_last_hours(station: Replica) -> None:
    assert "report.weekly" not in owed(station)
    shown = owed(station, 4)["report.weekly"]
    assert (shown.page, shown.at) == ("report", NIGHT.replace(hour=18, minute=0, second=0))


def test_in_emergency_the_shift_owes_a_micro_meeting_until_it_was_held(station: Replica) -> None:
    assert "micro.meeting" not in owed(station)
    desk = Desk(station)
    declare(station)
    assert owed(station)["micro.meeting"].page == "meeting"
    assert owed(station)["micro.lesson"].page == "lesson"
    held = desk.do(meeting.open_meeting, "micro", "台风前检查")
    assert owed(station)["micro.meeting"].running
    clock_of(station).advance(minutes=3)
    desk.do(meeting.close, held, nothing=True)
    assert "micro.meeting" not in owed(station, 0.2)


def test_the_handover_stands_last_at_the_planned_end(station: Replica) -> None:
    shift = running(station)
    last = duties(station, shift, NIGHT)[-1]
    assert (last.label, last.page, last.at) == ("handover.title", "handover", shift.planned_end)


def test_what_the_table_says_of_brief_roll_call_and_handover_holds_on_watch_too(station: Replica) -> None:
    """A changed C01, C02 or C03 is seen at once where the officer looks, as `watchroom due` has it."""
    desk, shift = Desk(station), running(station)
    for rule in ("C01", "C02", "C03"):
        for column in ("routine", "emergency"):
            desk.do(change_cadence, rule, column, [], "暂停")
    assert {"handover.title", "brief.pre", "rollcall.takeover"}.isdisjoint(owed(station))
    desk.do(change_cadence, "C03", "routine", [Beat("shift_end", "handover", span=90)], "提前交接")
    handover = owed(station)["handover.title"]
    assert shift.planned_end is not None
    assert handover.until == shift.planned_end + timedelta(minutes=90)
    (engine,) = (
        one for one in due(station, shift.start, NIGHT + timedelta(days=1), NIGHT) if one.rule == "C03"
    )
    assert engine.due == handover.until


def test_a_brief_not_held_is_spoken_of_for_hours_and_then_no_more(morning: Replica) -> None:
    desk = Desk(morning)
    first = [one.label for one in duties(morning, running(morning), morning.clock.now())][:2]
    assert first == ["rollcall.takeover", "brief.pre"]
    brief = owed(morning)["brief.pre"]
    assert brief.at is not None
    assert brief.until == brief.at + timedelta(hours=1)
    assert "brief.pre" in owed(morning, 3.9)
    assert "brief.pre" not in owed(morning, 4.1)
    held = desk.do(meeting.open_meeting, "pre_shift", "班前")
    assert owed(morning)["brief.pre"].running
    clock_of(morning).advance(minutes=5)
    desk.do(meeting.close, held, nothing=True)
    assert "brief.pre" not in owed(morning)


def test_the_roll_call_in_the_middle_is_called_that_while_it_is_owed(morning: Replica) -> None:
    desk, clock = Desk(morning), clock_of(morning)
    assert occasion_due(morning, clock.now()) == "rollcall.takeover"
    declare(morning)
    desk.do(rollcall.sign_rollcall, desk.do(begin_rollcall, "rollcall.takeover", all_present=True))
    assert occasion_due(morning, clock.now()) == ""
    clock.advance(hours=11)
    assert occasion_due(morning, clock.now()) == "rollcall.middle"
    assert owed(morning)["rollcall.middle"].page == "rollcall"
    running_call = desk.do(begin_rollcall, "rollcall.middle", all_present=True)
    assert owed(morning)["rollcall.middle"].running
    desk.do(rollcall.sign_rollcall, running_call)
    assert "rollcall.middle" not in owed(morning)


def test_an_emergency_after_the_middle_asks_for_no_roll_call_that_nobody_could_know_of(
    morning: Replica,
) -> None:
    clock_of(morning).advance(hours=15)
    declare(morning)
    assert "rollcall.middle" not in owed(morning)
    assert "micro.meeting" in owed(morning)


def test_what_stands_after_the_end_is_due_until_it_was_done(station: Replica) -> None:
    desk, clock = Desk(station), clock_of(station)
    record = declare(station)
    clock.advance(hours=5)
    assert "report.closing" not in owed(station)
    who = next(one for one in station.rows("person") if not one.struck)
    desk.do(footing.stand_down, record, signed(station, who.id))
    assert (owed(station)["report.closing"].page, owed(station)["report.closing"].form) == (
        "report",
        "closing",
    )
    assert owed(station)["mode.review"].page == "footing"
    clock.advance(hours=1)
    desk.do(submit, Scope("closing", NIGHT, clock.now()), [])
    assert "report.closing" not in owed(station)
    held = desk.do(meeting.open_meeting, "review", "复盘")
    clock.advance(minutes=20)
    desk.do(meeting.close, held, nothing=True)
    state = station.state(record)
    assert isinstance(state, Footing)
    assert [one.meeting for one in state.reviews] == [held]
    assert "mode.review" not in owed(station)
    found = due(station, NIGHT, NIGHT + timedelta(days=9), clock.now())
    number = next(row.number for row in station.rows("meeting") if row.id == held)
    assert [(one.state, one.met_by) for one in found if one.rule == "C19"] == [("met", number)]


def test_the_question_of_renewal_stands_until_it_is_answered(station: Replica) -> None:
    desk, clock = Desk(station), clock_of(station)
    record = declare(station, 30)
    assert "mode.renewal" not in owed(station)
    assert owed(station, 20)["mode.renewal"].page == "footing"
    clock.advance(hours=31)
    shown = owed(station)["mode.renewal"]
    assert shown.until is not None
    assert shown.until < clock.now()
    who = next(one for one in station.rows("person") if not one.struck)
    desk.do(footing.renew, record, clock.now() + timedelta(days=3), signed(station, who.id))
    assert "mode.renewal" not in owed(station)


def test_of_the_lines_of_every_few_hours_only_those_that_can_still_be_sent_stand_there(
    morning: Replica,
) -> None:
    every = Beat("hours", "situation", span=60)
    Desk(morning).do(change_cadence, "C06", "emergency", [every], "加密")
    declare(morning)
    clock_of(morning).advance(hours=9, minutes=30)
    lines = [
        one
        for one in duties(morning, running(morning), morning.clock.now())
        if one.label == "report.situation"
    ]
    assert [one.until for one in lines] == [morning.clock.now() + timedelta(minutes=30 * n) for n in (-1, 1)]
    assert {one.form for one in lines} == {"situation"}
