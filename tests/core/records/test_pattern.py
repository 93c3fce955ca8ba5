"""Shift patterns: every minute covered, by the right team, over midnight and for ever."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.clock import STATION_ZONE
from core.errors import Refusal
from core.records.pattern import Cycle, Period, pattern_in_force, periods, set_pattern, turn_near
from core.records.pattern_examples import day_staff, four_teams_three_shifts, round_the_clock
from core.records.reference import Ref
from core.replica.act import Desk
from core.replica.replica import Replica
from tests.core.records.orders import same_in_any_order

TEAMS = [Ref(str(number), f"{number}班") for number in range(1, 5)]
ANCHOR = date(2026, 11, 2)
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)).map(
    lambda one: one.replace(tzinfo=STATION_ZONE)
)
STARTS = st.sampled_from([time(0), time(7, 30), time(8), time(20)])


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=STATION_ZONE)


def assert_covered_once(cycle: Cycle, since: datetime, until: datetime) -> None:
    spans = periods(cycle, since, until)
    assert spans[0].start <= since
    assert spans[-1].end >= until
    assert all(before.end == after.start for before, after in pairwise(spans))


@given(MOMENTS, STARTS, st.integers(1, 4), st.integers(1, 20 * 24))
def test_teams_that_take_24_hours_in_turn_leave_no_gap(
    since: datetime, start: time, teams: int, hours: int
) -> None:
    assert_covered_once(round_the_clock(ANCHOR, TEAMS[:teams], start), since, since + timedelta(hours=hours))


@given(MOMENTS, STARTS, st.integers(1, 20 * 24))
def test_four_teams_in_three_shifts_leave_no_gap(since: datetime, start: time, hours: int) -> None:
    assert_covered_once(four_teams_three_shifts(ANCHOR, TEAMS, start), since, since + timedelta(hours=hours))


@given(MOMENTS)
def test_each_of_the_four_teams_works_six_shifts_in_eight_days(since: datetime) -> None:
    since = since.replace(hour=8, minute=0, second=0, microsecond=0)
    spans = periods(four_teams_three_shifts(ANCHOR, TEAMS), since, since + timedelta(days=8))
    assert {team.id: sum(span.team == team for span in spans) for team in TEAMS} == dict.fromkeys("1234", 6)


def test_three_teams_take_24_hours_and_rest_48() -> None:
    spans = periods(round_the_clock(ANCHOR, TEAMS[:3]), at(2, 8), at(6, 8))
    assert [span.team.id for span in spans] == ["1", "2", "3", "1"]


def test_after_midnight_the_team_of_the_evening_before_is_on_duty() -> None:
    (span,) = periods(round_the_clock(ANCHOR, TEAMS[:3]), at(3, 3, 12), at(3, 3, 13))
    assert (span.team.id, span.start, span.end) == ("1", at(2, 8), at(3, 8))


def test_the_night_shift_of_the_last_day_of_the_cycle_starts_after_midnight() -> None:
    spans = periods(four_teams_three_shifts(ANCHOR, TEAMS), at(10, 0), at(10, 1))
    assert [(span.start, span.end) for span in spans] == [(at(10, 0), at(10, 8))]


def test_day_staff_rest_at_the_weekend() -> None:
    spans = periods(day_staff(ANCHOR, TEAMS[0]), at(2, 0), at(16, 0))
    assert [span.start.day for span in spans] == [2, 3, 4, 5, 6, 9, 10, 11, 12, 13]


def test_a_turn_is_found_a_little_before_it_starts_and_while_it_runs() -> None:
    cycle = round_the_clock(ANCHOR, TEAMS[:3])
    early, running = turn_near(cycle, "1", at(2, 7, 40)), turn_near(cycle, "1", at(2, 23))
    assert early is not None
    assert early == running
    assert turn_near(cycle, "2", at(2, 23)) is None


def test_setting_a_pattern_ends_the_one_before(desk: Desk, replica: Replica) -> None:
    first = desk.do(set_pattern, "二十四小时", round_the_clock(ANCHOR, TEAMS[:3]))
    cycle = four_teams_three_shifts(ANCHOR, TEAMS)
    desk.do(set_pattern, "四班三运转", cycle)
    found = pattern_in_force(replica)
    assert found is not None
    assert (found.name, found.cycle) == ("四班三运转", cycle)
    assert same_in_any_order(replica, first).state.ended


@pytest.mark.parametrize("days", [0, 2])
def test_a_pattern_that_cannot_be_is_refused(desk: Desk, days: int) -> None:
    with pytest.raises(Refusal):
        desk.do(set_pattern, "坏的", Cycle(ANCHOR, days, (Period(2, time(8), 60, TEAMS[0]),)))
