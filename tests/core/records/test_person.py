"""People: codes, names found by initials, appointments with dates, whole lists."""

from __future__ import annotations

from datetime import date

import pytest

from core.errors import NotFound, Refusal
from core.records import person, unit
from core.records.person import Person, Proposed
from core.replica.act import Desk
from core.replica.replica import Replica
from core.signing import has_pin, set_pin
from tests.core.records.orders import same_in_any_order


def add(desk: Desk, *names: str) -> list[str]:
    return [desk.do(person.add_person, name) for name in names]


def test_each_person_gets_the_next_free_two_digit_code(desk: Desk, replica: Replica) -> None:
    desk.do(person.add_person, "何清", code="02")
    add(desk, "赵原", "沈舟")
    assert [(one.code, one.name) for one in person.people(replica)] == [
        ("01", "赵原"),
        ("02", "何清"),
        ("03", "沈舟"),
    ]


def test_a_code_in_use_is_refused(desk: Desk) -> None:
    desk.do(person.add_person, "何清", code="07")
    with pytest.raises(Refusal):
        desk.do(person.add_person, "赵原", code="07")


@pytest.mark.parametrize("typed", ["02", "李建国", "ljg", "LJG", "建国"])
def test_a_person_is_found_by_code_name_or_initials(desk: Desk, replica: Replica, typed: str) -> None:
    add(desk, "何清", "李建国", "王岩")
    assert person.find_person(replica, typed).name == "李建国"


def test_whole_initials_win_over_the_start_of_longer_ones(desk: Desk, replica: Replica) -> None:
    add(desk, "李建国", "李军")
    assert person.find_person(replica, "lj").name == "李军"


def test_two_people_who_could_be_meant_are_both_named(desk: Desk, replica: Replica) -> None:
    add(desk, "李建国", "李军")
    with pytest.raises(Refusal, match="李建国 / 李军"):
        person.find_person(replica, "l")
    with pytest.raises(NotFound):
        person.find_person(replica, "zzz")


def test_a_changed_name_is_found_and_the_old_one_is_not(desk: Desk, replica: Replica) -> None:
    (record,) = add(desk, "李建囯")
    desk.do(person.change_person, record, name="李建国")
    assert person.find_person(replica, "李建国").meta.id == record
    with pytest.raises(NotFound):
        person.find_person(replica, "李建囯")


def test_an_appointment_holds_between_its_dates_both_included(desk: Desk, replica: Replica) -> None:
    (record,) = add(desk, "何清")
    desk.do(person.appoint, record, "role.team_leader", since=date(2026, 11, 1))
    desk.do(person.end_appointment, record, "role.team_leader", until=date(2026, 11, 20))
    state = replica.state(record)
    assert [state.leads(date(2026, *day)) for day in ((10, 31), (11, 1), (11, 20), (11, 21))] == [
        False,
        True,
        True,
        False,
    ]


def test_appointing_twice_is_one_appointment_and_an_unknown_role_is_refused(
    desk: Desk, replica: Replica
) -> None:
    (record,) = add(desk, "何清")
    for _ in range(2):
        desk.do(person.appoint, record, "role.team_leader")
    assert len(replica.state(record).appointments) == 1
    with pytest.raises(Refusal):
        desk.do(person.appoint, record, "role.emperor")


def test_somebody_who_left_is_out_of_the_lists_and_frees_the_code(desk: Desk, replica: Replica) -> None:
    (record,) = add(desk, "何清")
    desk.do(person.leave, record)
    assert person.people(replica) == []
    assert [one.name for one in person.people(replica, gone=True)] == ["何清"]
    add(desk, "赵原")
    assert person.find_person(replica, "01").name == "赵原"


def test_a_list_of_people_makes_the_teams_it_names(desk: Desk, replica: Replica) -> None:
    rows = [
        Proposed("何清", team="一班", qualifications=("qual.commander",), roles=("role.team_leader",)),
        Proposed("赵原", team="一班"),
        Proposed("沈舟", team="二班"),
    ]
    desk.do(person.add_people, rows)
    first, second = unit.teams(replica)
    assert [one.name for one in person.people(replica, team=first.meta.id)] == ["何清", "赵原"]
    assert [one.name for one in person.people(replica, team=second.meta.id)] == ["沈舟"]
    assert person.find_person(replica, "hq").leads(date(2026, 11, 22))


def test_a_list_with_one_bad_row_adds_nobody(desk: Desk, replica: Replica) -> None:
    with pytest.raises(Refusal):
        desk.do(person.add_people, [Proposed("何清", team="一班"), Proposed(" ")])
    assert person.people(replica) == []
    assert unit.teams(replica) == []


def test_a_person_folds_alike_in_any_order(desk: Desk, replica: Replica) -> None:
    (record,) = add(desk, "何清")
    desk.do(person.appoint, record, "role.team_leader")
    desk.do(person.change_person, record, name="何青", qualifications=["qual.driver"])
    desk.do(person.end_appointment, record, "role.team_leader")
    desk.do(person.appoint, record, "role.station_chief")
    desk.do(person.leave, record)
    folded = same_in_any_order(replica, record)
    assert isinstance(folded.state, Person)
    assert folded.state.name == "何青"


def test_a_person_whose_opening_is_not_here_yet_is_stored_and_shown_raw(desk: Desk, replica: Replica) -> None:
    with replica.act() as act:
        act.append("person.left", act.new_id(), {"on": "2026-11-22"})
    assert person.people(replica) == []
    assert len(replica.rows("person")) == 1


def test_a_code_that_the_list_gives_is_not_given_to_somebody_without_one(
    desk: Desk, replica: Replica
) -> None:
    desk.do(person.add_people, [Proposed("何清"), Proposed("赵原", code="01")])
    assert [(one.code, one.name) for one in person.people(replica)] == [("01", "赵原"), ("02", "何清")]


def test_setting_a_pin_says_by_whom_and_for_whom_and_never_the_pin(desk: Desk, replica: Replica) -> None:
    chief, other = add(desk, "何清", "赵原")
    set_pin(replica, other, "602417", by=chief)
    event = replica.events(other)[-1]
    assert (event.kind, event.author, event.body) == ("person.pin_set", chief, {})
    assert replica.state(other).pin_set
    assert [line.text() for line in replica.entries(0, 2**62)] == ["赵原 设置了口令"]


def test_who_sets_their_own_pin_is_named_once(replica: Replica, desk: Desk) -> None:
    (one,) = add(desk, "陈强")
    set_pin(replica, one, "602417", by=one)
    (line,) = replica.entries(0, 2**62)
    assert (line.author, line.text()) == (one, "设置了自己的口令")


def test_a_pin_for_nobody_is_refused_and_leaves_nothing(replica: Replica) -> None:
    with pytest.raises(NotFound):
        set_pin(replica, "ab" * 16, "602417")
    assert not has_pin(replica, "ab" * 16)
    assert replica.connection.execute("SELECT count(*) FROM event").fetchone() == (0,)
