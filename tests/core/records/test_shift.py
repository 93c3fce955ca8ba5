"""Shifts: opened for a team, people who come and go with their times, closed once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from core.clock import ManualClock
from core.errors import Refusal
from core.records import log, person, shift, unit
from core.records.pattern import set_pattern
from core.records.pattern_examples import round_the_clock
from core.records.person import Proposed
from core.records.reference import ref
from core.records.shift import current_shift, roster, shift_at
from core.replica.act import Desk
from core.replica.replica import Replica
from tests.core.records.orders import same_in_any_order

PEOPLE = [
    Proposed("何清", team="一班", qualifications=("qual.commander",), roles=("role.team_leader",)),
    Proposed("赵原", team="一班"),
    Proposed("王岩", team="一班", qualifications=("qual.driver",)),
    Proposed("沈舟", team="二班"),
]


@pytest.fixture
def team(desk: Desk, replica: Replica) -> str:
    desk.do(person.add_people, PEOPLE)
    return unit.find_team(replica, "一班").meta.id


def who(replica: Replica, typed: str) -> str:
    return person.find_person(replica, typed).meta.id


def names(replica: Replica) -> list[str]:
    state = current_shift(replica)
    assert state is not None
    return [one.name for one in roster(state)]


def test_a_shift_expects_the_people_of_its_team_and_knows_its_leader(
    desk: Desk, replica: Replica, team: str
) -> None:
    desk.do(shift.open_shift, team=team, officer=who(replica, "赵原"))
    state = current_shift(replica)
    assert state is not None
    assert names(replica) == ["何清", "赵原", "王岩"]
    assert state.leader is not None
    assert (state.meta.number, state.leader.name) == ("东港-20261122-AS01", "何清")


def test_numbers_carry_the_day_of_the_open_shift_past_the_next_morning(
    desk: Desk, replica: Replica, team: str, clock: ManualClock
) -> None:
    desk.do(shift.open_shift, team=team)
    clock.advance(hours=26)
    record = desk.do(log.note, "接班人还没到")
    assert replica.state(record).meta.number == "东港-20261122-AL01"


def test_a_shift_opened_a_little_early_belongs_to_the_day_it_begins(
    desk: Desk, replica: Replica, team: str, clock: ManualClock
) -> None:
    clock.set(clock.now() - timedelta(minutes=20))
    desk.do(shift.open_shift, team=team)
    state = current_shift(replica)
    assert state is not None
    assert (state.day, state.meta.number) == (date(2026, 11, 22), "东港-20261122-AS01")


def test_start_and_end_come_from_the_pattern(
    desk: Desk, replica: Replica, team: str, clock: ManualClock
) -> None:
    begins = clock.now()
    teams = [ref(one) for one in unit.teams(replica)]
    desk.do(set_pattern, "一日一换", round_the_clock(begins.date(), teams))
    clock.advance(minutes=25)
    desk.do(shift.open_shift, team=team)
    state = current_shift(replica)
    assert state is not None
    assert (state.start, state.planned_end) == (begins, begins + timedelta(hours=24))


def test_a_second_shift_cannot_be_opened_before_the_first_is_handed_over(
    desk: Desk, replica: Replica, team: str, clock: ManualClock
) -> None:
    first = desk.do(shift.open_shift, team=team)
    with pytest.raises(Refusal):
        desk.do(shift.open_shift, team=team)
    clock.advance(hours=24)
    desk.do(shift.close_shift, first, "ab" * 16, clock.now())
    assert current_shift(replica) is None
    desk.do(shift.open_shift, team=team)
    assert current_shift(replica) is not None


def test_a_swap_in_the_middle_keeps_both_with_their_times_and_warns(
    desk: Desk, replica: Replica, team: str, clock: ManualClock
) -> None:
    record = desk.do(shift.open_shift, team=team)
    swapped = clock.advance(hours=6)
    lacks = desk.do(shift.substitute, record, who(replica, "王岩"), who(replica, "沈舟"), "家中有事换班")
    assert lacks == ("qual.driver",)
    assert names(replica) == ["何清", "赵原", "沈舟"]
    state = same_in_any_order(replica, record).state
    gone, comes = state.entries[2], state.entries[3]
    assert (gone.person.name, gone.until) == ("王岩", swapped)
    assert (comes.person.name, comes.since) == ("沈舟", swapped)
    assert comes.replaces == gone.person


def test_nobody_is_expected_twice_and_a_change_needs_a_reason(
    desk: Desk, replica: Replica, team: str
) -> None:
    record = desk.do(shift.open_shift, team=team)
    with pytest.raises(Refusal):
        desk.do(shift.add_to_shift, record, who(replica, "赵原"), "加强")
    with pytest.raises(Refusal):
        desk.do(shift.add_to_shift, record, who(replica, "沈舟"), " ")
    with pytest.raises(Refusal):
        desk.do(shift.remove_from_shift, record, who(replica, "沈舟"), "不在")


def test_somebody_who_comes_back_has_two_entries(
    desk: Desk, replica: Replica, team: str, clock: ManualClock
) -> None:
    record = desk.do(shift.open_shift, team=team)
    desk.do(shift.remove_from_shift, record, who(replica, "王岩"), "送检车辆")
    clock.advance(hours=2)
    desk.do(shift.add_to_shift, record, who(replica, "王岩"), "送检回来")
    assert [one.until is None for one in replica.state(record).entries if one.person.name == "王岩"] == [
        False,
        True,
    ]
    same_in_any_order(replica, record)


def test_a_closed_shift_is_not_changed_any_more(
    desk: Desk, replica: Replica, team: str, clock: ManualClock
) -> None:
    record = desk.do(shift.open_shift, team=team)
    desk.do(shift.close_shift, record, "ab" * 16, clock.now())
    with pytest.raises(Refusal):
        desk.do(shift.change_officer, record, who(replica, "何清"), "换人")


def test_the_shift_of_a_past_moment_is_found(
    desk: Desk, replica: Replica, team: str, clock: ManualClock
) -> None:
    first_start = clock.now()
    first = desk.do(shift.open_shift, team=team)
    ended = clock.advance(hours=24)
    desk.do(shift.close_shift, first, "ab" * 16, ended)
    second = desk.do(shift.open_shift, team=unit.find_team(replica, "二班").meta.id)
    found = [shift_at(replica, moment) for moment in (first_start, ended - timedelta(minutes=1), ended)]
    assert [one.meta.id for one in found if one] == [first, first, second]
    assert shift_at(replica, first_start - timedelta(minutes=1)) is None


def test_the_relief_is_the_team_whose_turn_comes_next_and_its_officer(
    desk: Desk, replica: Replica, clock: ManualClock, team: str
) -> None:
    desk.do(unit.add_team, "三班")
    desk.do(shift.open_shift, team=team, officer=who(replica, "赵原"))
    state = current_shift(replica)
    assert state is not None
    due = shift.relief(replica, state, clock.now())
    assert due is not None
    assert (due.team.name, due.officer.name if due.officer else "") == ("二班", "沈舟")
    order = [ref(unit.find_team(replica, name)) for name in ("一班", "三班", "二班")]
    desk.do(set_pattern, "24/48", round_the_clock(date(2026, 11, 22), order))
    for hours in (0, 20, 25):
        due = shift.relief(replica, state, clock.now() + timedelta(hours=hours))
        assert due is not None
        assert due.team.name == "三班"
        assert due.officer is None


def test_a_lone_team_has_no_relief(desk: Desk, replica: Replica, clock: ManualClock) -> None:
    alone = desk.do(unit.add_team, "一班")
    desk.do(shift.open_shift, team=alone)
    state = current_shift(replica)
    assert state is not None
    assert shift.relief(replica, state, clock.now()) is None
