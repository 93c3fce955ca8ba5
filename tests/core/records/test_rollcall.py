"""Roll calls: by exception, every mark kept, signed or not, corrected with a reason."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.clock import ManualClock
from core.errors import NotFound, Refusal
from core.i18n import catalogue
from core.records import person, rollcall, shift, unit, vehicle
from core.records.fold import fold
from core.records.person import COMMANDER, COMMUNICATOR, DRIVER, Proposed
from core.records.rollcall import RollCall, attendance
from core.replica.act import Desk
from core.replica.replica import Replica
from core.signing import check_pin, set_pin
from tests.core.records.orders import same_in_any_order

NAMES = ["何清", "赵原", "秦朗", "高远", "李建国", "王岩", "刘洋", "马骏", "陈实"]
QUALS = {"何清": (COMMANDER,), "秦朗": (DRIVER,), "高远": (DRIVER,), "赵原": (COMMUNICATOR,)}
ROLES = {"何清": ("role.team_leader",)}


@pytest.fixture
def opened(desk: Desk, replica: Replica) -> str:
    """A roll call of 一班, nine people."""
    rows = [
        Proposed(name, team="一班", qualifications=QUALS.get(name, ()), roles=ROLES.get(name, ()))
        for name in NAMES
    ]
    desk.do(person.add_people, [*rows, Proposed("沈舟", team="二班")])
    desk.do(shift.open_shift, team=unit.find_team(replica, "一班").meta.id, officer=who(replica, "赵原"))
    return desk.do(rollcall.open_rollcall)


def who(replica: Replica, name: str) -> str:
    return person.find_person(replica, name).meta.id


def state(replica: Replica, record: str) -> RollCall:
    found = replica.state(record)
    assert isinstance(found, RollCall)
    return found


def lines(replica: Replica) -> list[str]:
    return [
        line.text() for line in replica.entries(0, 2**62, newest=False) if line.kind == "rollcall.marked"
    ] + [line.text() for line in replica.entries(0, 2**62, newest=False) if line.kind == "rollcall.finished"]


def test_nine_on_the_roster_one_training_one_on_leave_is_seven_of_eight(
    desk: Desk, replica: Replica, opened: str
) -> None:
    desk.do(rollcall.mark, opened, who(replica, "王岩"), "att.training")
    desk.do(rollcall.mark, opened, who(replica, "李建国"), "att.leave", reason="leave.private")
    assert desk.do(rollcall.mark_rest_present, opened) == 7
    found = attendance(state(replica, opened))
    assert (found.fraction, [one.person.name for one in found.absent]) == ("7/8", ["李建国"])
    desk.do(rollcall.sign_rollcall, opened)
    assert lines(replica) == ["接班点名 一班 实到 7/8 缺 李建国"]
    same_in_any_order(replica, opened)


def test_somebody_nobody_called_is_expected_and_not_present(
    desk: Desk, replica: Replica, opened: str
) -> None:
    found = attendance(state(replica, opened))
    assert (found.fraction, len(found.unmarked)) == ("0/9", 9)


def test_every_mark_is_kept(desk: Desk, replica: Replica, opened: str, clock: ManualClock) -> None:
    for mark in ("att.absent", "att.late", "att.on_duty"):
        desk.do(rollcall.mark, opened, who(replica, "刘洋"), mark)
        clock.advance(minutes=5)
    found = state(replica, opened).of(who(replica, "刘洋"))
    assert found is not None
    assert [one.state for one in found.history] == ["att.absent", "att.late", "att.on_duty"]
    assert not found.register.in_conflict


def test_a_substitute_stands_beside_the_fraction_and_lacks_are_warned_of(
    desk: Desk, replica: Replica, opened: str
) -> None:
    driver, stand_in = who(replica, "秦朗"), who(replica, "沈舟")
    assert desk.do(rollcall.mark, opened, driver, "att.leave", substitute=stand_in) == (DRIVER,)
    desk.do(rollcall.mark_rest_present, opened)
    found = attendance(state(replica, opened))
    assert (found.fraction, found.extra) == ("8/9", 1)
    same_in_any_order(replica, opened)


def test_an_unsigned_roll_call_shows_as_such_and_can_be_signed_later(
    desk: Desk, replica: Replica, opened: str, clock: ManualClock
) -> None:
    desk.do(rollcall.sign_rollcall, opened)
    assert replica.rows("rollcall")[0].status == "rollcall.unsigned"
    leader = who(replica, "何清")
    set_pin(replica, leader, "602417")
    desk.do(rollcall.sign_rollcall, opened, check_pin(replica, leader, "602417"))
    signed = state(replica, opened).signed
    assert signed is not None
    assert signed.person.name == "何清"
    assert replica.rows("rollcall")[0].status == "rollcall.signed"
    with pytest.raises(Refusal):
        desk.do(rollcall.sign_rollcall, opened)


def test_a_finished_roll_call_changes_with_a_reason_only(desk: Desk, replica: Replica, opened: str) -> None:
    desk.do(rollcall.mark_rest_present, opened)
    desk.do(rollcall.sign_rollcall, opened)
    late = who(replica, "马骏")
    with pytest.raises(Refusal):
        desk.do(rollcall.mark, opened, late, "att.absent")
    desk.do(rollcall.mark, opened, late, "att.absent", correction="correction.mistake")
    assert attendance(state(replica, opened)).fraction == "8/9"
    assert lines(replica)[0] == "更正点名 马骏 未到（记错）"
    found = state(replica, opened).of(late)
    assert found is not None
    assert [one.late for one in found.history] == [False, True]


def test_turning_out_and_coming_back_is_no_correction(desk: Desk, replica: Replica, opened: str) -> None:
    desk.do(rollcall.mark_rest_present, opened)
    desk.do(rollcall.sign_rollcall, opened)
    crew = [who(replica, name) for name in NAMES[:5]]
    desk.do(rollcall.mark_group, opened, crew, "att.on_call")
    assert attendance(state(replica, opened)).fraction == "4/4"
    desk.do(rollcall.mark_group, opened, crew, "att.on_duty")
    assert attendance(state(replica, opened)).fraction == "9/9"


def test_a_time_that_passed_makes_the_mark_back_filled_and_needs_a_reason(
    desk: Desk, replica: Replica, opened: str, clock: ManualClock
) -> None:
    left = clock.now() + timedelta(minutes=30)
    clock.advance(hours=1)
    gone = who(replica, "陈实")
    with pytest.raises(Refusal):
        desk.do(rollcall.mark, opened, gone, "att.detached", at=left)
    desk.do(rollcall.mark, opened, gone, "att.detached", at=left, correction="correction.told_later")
    found = state(replica, opened).of(gone)
    assert found is not None
    assert found.mark is not None
    assert found.mark.at == left
    assert replica.events(opened)[-1].origin == "backfill"


def test_a_leave_reason_is_a_code_and_an_illness_is_never_written(
    desk: Desk, replica: Replica, opened: str
) -> None:
    with pytest.raises(Refusal):
        desk.do(rollcall.mark, opened, who(replica, "刘洋"), "att.leave", reason="发烧三十九度")
    assert rollcall.read_state("病假") == ("att.leave", "")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("请假", ("att.leave", "")),
        ("事假", ("att.leave", "leave.private")),
        ("公差", ("att.detached", "")),
        ("In Training", ("att.training", "")),
        ("off", ("att.off", "")),
        ("缺勤", ("att.absent", "")),
        ("sick", ("att.leave", "")),
    ],
)
def test_the_words_officers_type_are_understood(typed: str, expected: tuple[str, str]) -> None:
    assert rollcall.read_state(typed) == expected


def test_a_word_nobody_knows_is_refused() -> None:
    for typed in ("", "xyz", "/"):
        with pytest.raises(NotFound):
            rollcall.read_state(typed)


def test_every_state_reason_and_occasion_has_its_label() -> None:
    keys = {*rollcall.STATES, *rollcall.LEAVE_REASONS, *rollcall.CORRECTIONS, *rollcall.OCCASIONS}
    assert keys <= catalogue().keys()


def test_two_terminals_that_disagree_keep_both_until_somebody_has_seen_both(
    desk: Desk, replica: Replica, opened: str
) -> None:
    someone = who(replica, "高远")
    body = {"people": [{"id": someone, "name": "高远"}], "state": "att.on_duty", "seen": {}}
    with replica.act() as act:
        act.append("rollcall.marked", opened, body)
        act.append("rollcall.marked", opened, body | {"state": "att.absent"})
    assert [one.person.name for one in state(replica, opened).conflicts] == ["高远"]
    desk.do(rollcall.mark, opened, someone, "att.late")
    assert state(replica, opened).conflicts == ()


def test_two_terminals_that_say_the_same_do_not_disagree(desk: Desk, replica: Replica, opened: str) -> None:
    body = {"people": [{"id": who(replica, "高远"), "name": "高远"}], "state": "att.on_duty"}
    with replica.act() as act:
        for _ in range(2):
            act.append("rollcall.marked", opened, body)
    assert state(replica, opened).conflicts == ()


def test_only_a_leader_gives_and_reads_fitness_and_it_shows_nowhere(
    desk: Desk, replica: Replica, opened: str
) -> None:
    leader, someone = who(replica, "何清"), who(replica, "秦朗")
    with pytest.raises(Refusal):
        desk.do(rollcall.mark_fitness, opened, someone, False)
    with pytest.raises(Refusal):
        Desk(replica, someone).do(rollcall.mark_fitness, opened, someone, False)
    before = replica.entries(0, 2**62)
    Desk(replica, leader).do(rollcall.mark_fitness, opened, someone, False)
    held = state(replica, opened)
    assert rollcall.fitness(replica, held, leader) == {someone: False}
    assert rollcall.fitness(replica, held, someone) == rollcall.fitness(replica, held, None) == {}
    assert replica.events(opened)[-1].audience == "station"
    assert replica.entries(0, 2**62) == before
    assert "fit" not in repr(held)


def test_posts_below_their_minimum_say_which_vehicle_wants_a_driver(
    desk: Desk, replica: Replica, opened: str
) -> None:
    for name in ("1车", "2车"):
        desk.do(vehicle.add_vehicle, name)
    desk.do(rollcall.mark, opened, who(replica, "高远"), "att.off")
    desk.do(rollcall.mark_rest_present, opened)
    below = [post for post in rollcall.posts_filled(replica, state(replica, opened)) if post.below]
    assert [(post.post, post.vehicle, post.fraction) for post in below] == [(DRIVER, "2车", "0/1")]


def test_somebody_not_fit_fills_no_post(desk: Desk, replica: Replica, opened: str) -> None:
    leader = who(replica, "何清")
    desk.do(rollcall.mark_rest_present, opened)
    Desk(replica, leader).do(rollcall.mark_fitness, opened, leader, False)
    assert rollcall.posts_filled(replica, state(replica, opened))[0].below


def test_minimums_are_the_stations_own(desk: Desk, replica: Replica, opened: str) -> None:
    desk.do(unit.set_minimums, unit.Minimums(commander=1, communicator=0, crew=20))
    desk.do(rollcall.mark_rest_present, opened)
    found = rollcall.posts_filled(replica, state(replica, opened))
    assert [post.fraction for post in found] == ["1/1", "8/20"]


def test_where_everybody_is_now_follows_the_last_mark_of_any_roll_call(
    desk: Desk, replica: Replica, opened: str, clock: ManualClock
) -> None:
    desk.do(rollcall.mark_rest_present, opened)
    clock.advance(hours=12)
    night = desk.do(rollcall.open_rollcall, "rollcall.night")
    desk.do(rollcall.mark, night, who(replica, "刘洋"), "att.detached", reason="送检空呼")
    running = shift.current_shift(replica)
    assert running is not None
    now = {one.person.name: one.state for one in rollcall.roster_now(replica, running)}
    assert (now["刘洋"], now["何清"], len(now)) == ("att.detached", "att.on_duty", 9)
    latest = rollcall.latest_rollcall(replica, running)
    assert latest is not None
    assert latest.meta.id == night


def test_a_swap_on_the_shift_shows_in_who_is_where_and_in_the_next_roll_call(
    desk: Desk, replica: Replica, opened: str
) -> None:
    desk.do(rollcall.mark_rest_present, opened)
    running = shift.current_shift(replica)
    assert running is not None
    desk.do(shift.substitute, running.meta.id, who(replica, "刘洋"), who(replica, "沈舟"), "换班")
    running = shift.current_shift(replica)
    assert running is not None
    now = [one.person.name for one in rollcall.roster_now(replica, running)]
    assert "沈舟" in now
    assert "刘洋" not in now
    called = [one.person.name for one in state(replica, desk.do(rollcall.open_rollcall)).called]
    assert sorted(called) == sorted(now)


def test_without_a_shift_everybody_of_the_station_is_called(desk: Desk, replica: Replica) -> None:
    desk.do(person.add_people, [Proposed("何清"), Proposed("赵原")])
    record = desk.do(rollcall.open_rollcall, "rollcall.adhoc")
    assert [one.person.name for one in state(replica, record).called] == ["何清", "赵原"]
    assert rollcall.open_rollcalls(replica)[0].meta.number == "东港-20261122-AR01"


MARKS = st.lists(st.tuples(st.integers(0, 3), st.sampled_from(rollcall.STATES), st.booleans()), max_size=8)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(marks=MARKS, chance=st.randoms(use_true_random=False))
def test_any_marks_in_any_order_and_repetition_give_one_state(
    desk: Desk, replica: Replica, marks: list[tuple[int, str, bool]], chance: object
) -> None:
    if not person.people(replica):
        desk.do(person.add_people, [Proposed(name) for name in NAMES[:4]])
    record = desk.do(rollcall.open_rollcall, "rollcall.adhoc")
    known = person.people(replica)
    with replica.act() as act:
        for place, said, saw in marks:
            body = {"people": [person.reference(known[place])], "state": said}
            held = act.state(RollCall, record).of(known[place].meta.id)
            if saw and held is not None:
                body["seen"] = {known[place].meta.id: held.register.seen()["seen"]}
            act.append("rollcall.marked", record, body)
    events = replica.events(record)
    shuffled = events * 2
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert fold(shuffled) == fold(events)
    found = attendance(state(replica, record))
    assert 0 <= found.present <= found.expected <= 4
    assert found.expected + len(found.excused) == 4
    json.dumps([event.body for event in events])
