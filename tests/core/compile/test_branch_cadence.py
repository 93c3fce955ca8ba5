"""What the branch owes, out of its own records; S7: a Party Day in the storm is put off, never missed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from core.clock import STATION_ZONE, ManualClock
from core.compile.branch_cadence import branch_due, branch_facts, months
from core.records import footing, meeting
from core.records.cadence import change_cadence
from core.records.digest import send_digest
from core.records.shift import open_shift
from core.records.unit import teams
from core.rules.cadence import BRANCH, Beat, Obligation
from tests.core.branch import Company, company
from tests.core.signatures import signed

BEGIN = datetime(2026, 10, 1, 9, 0, tzinfo=STATION_ZONE)
YEAR = datetime(2026, 1, 1, tzinfo=STATION_ZONE), datetime(2027, 1, 1, tzinfo=STATION_ZONE)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(BEGIN, boot_ms=1_000_000)


@pytest.fixture
def house(tmp_path: Path, clock: ManualClock) -> Iterator[Company]:
    made = company(tmp_path, clock)
    yield made
    made.close()


def of(house: Company, rule: str) -> list[Obligation]:
    now = house.branch.replica.clock.now()
    return [one for one in branch_due(house.branch.replica, *YEAR, now) if one.rule == rule]


def at(clock: ManualClock, *day: int) -> None:
    clock.set(datetime(2026, *day, tzinfo=STATION_ZONE))  # type: ignore[arg-type, misc]


def storm(house: Company) -> str:
    now = house.branch.replica.clock.now()
    secretary = signed(house.branch.replica, house.who("周平"))
    return house.branch.do(
        footing.declare,
        "mode.weather",
        "mode.orange",
        now + timedelta(days=3),
        [one.replica.seat.unit for one in house.stations],  # type: ignore[union-attr]
        "在岗待命",
        secretary,
    )


def test_a_party_day_in_the_storm_is_put_off_by_itself_and_gets_a_new_date(
    house: Company, clock: ManualClock
) -> None:
    desk = house.branch
    desk.do(change_cadence, "C12", "routine", [Beat("month", "theme_day", day=15)], "党日固定在15日")
    at(clock, 11, 13, 9)
    record = storm(house)
    at(clock, 11, 15, 12)
    assert of(house, "C12")[1].state == "due"
    at(clock, 11, 16, 8)
    put_off = of(house, "C12")[1]
    assert (put_off.due.day, put_off.state) == (15, "deferred")
    assert put_off.why == desk.replica.state(record).meta.number
    assert put_off.moved is None
    desk.do(footing.stand_down, record, signed(desk.replica, house.who("周平")))
    ended = clock.now()
    at(clock, 12, 31, 8)
    lifted = of(house, "C12")[1]
    assert lifted.state == "deferred"
    assert lifted.moved is not None
    assert timedelta() < lifted.moved - ended <= timedelta(days=14)
    table = months(branch_due(desk.replica, *YEAR, clock.now()))
    assert table["C12"][11].state == "deferred"
    assert table["C12"][11].moved == lifted.moved
    assert [one for one in of(house, "C12") if one.state == "missed" and one.due.month == 11] == []


def test_an_emergency_of_one_station_alone_puts_nothing_of_the_branch_off(
    house: Company, clock: ManualClock
) -> None:
    there = house.stations[0]
    seat = there.replica.seat
    assert seat is not None
    end = clock.now() + timedelta(days=3)
    there.do(footing.self_declare, "mode.weather", "mode.orange", end, seat.unit, "周平")
    house.arrive()
    assert list(branch_facts(house.branch.replica, *YEAR).emergencies) == []


def test_an_exchange_of_the_branch_meets_its_month_and_a_stations_meeting_does_not(
    house: Company, clock: ManualClock
) -> None:
    theirs = house.stations[0].do(meeting.open_meeting, "leaders_exchange", "不算")
    house.stations[0].do(meeting.close, theirs, nothing=True)
    house.arrive()
    assert [one.state for one in of(house, "C07")] == ["due", "upcoming", "upcoming"]
    record = house.branch.do(meeting.open_meeting, "leaders_exchange", "10月交流")
    assert of(house, "C07")[0].state == "due"
    clock.advance(hours=1)
    house.branch.do(meeting.close, record, nothing=True)
    met = of(house, "C07")[0]
    assert (met.state, met.met_by) == ("met", house.branch.replica.state(record).meta.number)


def test_a_shift_that_a_station_never_handed_over_gives_no_day_to_the_numbers_of_the_branch(
    house: Company, clock: ManualClock
) -> None:
    house.stations[0].do(open_shift, team=teams(house.stations[0].replica)[0].meta.id)
    house.arrive()
    at(clock, 11, 20, 9)
    record = house.branch.do(meeting.open_meeting, "leaders_exchange", "11月交流")
    assert house.branch.replica.state(record).meta.number == "二支-20261120-AM01"
    theirs = house.stations[0].do(meeting.open_meeting, "micro", "巡查")
    assert house.stations[0].replica.state(theirs).meta.number == "东港-20261001-AM01"


def test_an_exchange_held_within_its_new_date_meets_what_was_put_off(
    house: Company, clock: ManualClock
) -> None:
    at(clock, 10, 28, 9)
    record = storm(house)
    at(clock, 11, 4, 9)
    house.branch.do(footing.stand_down, record, signed(house.branch.replica, house.who("周平")))
    at(clock, 11, 10, 9)
    held = house.branch.do(meeting.open_meeting, "leaders_exchange", "10月交流")
    clock.advance(hours=1)
    house.branch.do(meeting.close, held, nothing=True)
    october = of(house, "C07")[0]
    assert (october.due.month, october.state) == (10, "met")


def test_before_the_branch_kept_records_nothing_was_owed(house: Company, clock: ManualClock) -> None:
    at(clock, 12, 31, 8)
    owed = branch_due(house.branch.replica, *YEAR, clock.now())
    assert {one.due.month for one in owed} == {10, 11, 12}
    assert {one.rule for one in owed} == {f"C{number:02}" for number in range(7, 18)}
    assert branch_facts(house.branch.replica, *YEAR).owes == BRANCH


def test_a_renewal_is_asked_for_at_the_planned_end_and_every_seven_days_and_met_by_being_given(
    house: Company, clock: ManualClock
) -> None:
    record = storm(house)
    clock.advance(days=2)
    secretary = signed(house.branch.replica, house.who("周平"))
    house.branch.do(footing.renew, record, clock.now() + timedelta(days=7), secretary)
    clock.advance(days=6)
    assert [one.state for one in of(house, "C18")][:2] == ["met", "due"]


def test_a_change_of_the_table_leaves_what_past_days_owed_as_it_was(
    house: Company, clock: ManualClock
) -> None:
    at(clock, 11, 20, 9)
    before = [one.due for one in of(house, "C12")]
    assert [(one.month, one.day) for one in before] == [(10, 31), (11, 30), (12, 31)]
    since = datetime(2026, 12, 1).date()
    house.branch.do(
        change_cadence, "C12", "routine", [Beat("month", "theme_day", day=15)], "党日固定在15日", since
    )
    assert [(one.due.month, one.due.day) for one in of(house, "C12")] == [(10, 31), (11, 30), (12, 15)]


@pytest.mark.parametrize(
    ("later", "state"), [(timedelta(seconds=40), "met"), (timedelta(hours=2), "met_late")]
)
def test_a_digest_meets_its_week_when_it_is_compiled_as_it_falls_due(
    house: Company, clock: ManualClock, later: timedelta, state: str
) -> None:
    """It counts what was until the moment it is due, so that it is compiled seconds after it."""
    due = datetime(2026, 10, 5, 8, tzinfo=STATION_ZONE)
    clock.set(due + later)
    sent = house.branch.do(send_digest, "weekly", BEGIN, due, {}, {}, {})
    assert sent is not None
    at(clock, 10, 13, 8)
    first, second = of(house, "C17")[:2]
    assert (first.state, first.met_by) == (state, house.branch.replica.state(sent).meta.number)
    assert second.state == "due"
