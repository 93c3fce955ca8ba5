"""Lines about people of a roll call, and how one begins."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.clock import ManualClock
from core.errors import Refusal
from core.records.pattern import set_pattern
from core.records.pattern_examples import round_the_clock
from core.records.person import Proposed, add_people, find_person
from core.records.reference import Ref, ref
from core.records.rollcall import RollCall, attendance, mark, sign_rollcall
from core.records.rollcall.starting import begin_rollcall, next_occasion
from core.records.rollcall.typed import read_line, read_rest
from core.records.shift import current_shift, open_shift
from core.records.shift.starting import start_shift, teams_due
from core.records.unit import find_team, teams
from core.replica.act import Desk

NAMES = ("何清", "赵原", "沈舟", "刘洋", "高远", "秦朗", "李建国", "王岩")


@pytest.fixture
def called(desk: Desk) -> list[Ref]:
    """Eight people of 一班, whose shift is open."""
    desk.do(add_people, [Proposed(name, team="一班") for name in NAMES])
    desk.do(open_shift, team=find_team(desk.replica, "一班").meta.id)
    return [ref(find_person(desk.replica, name)) for name in NAMES]


@pytest.mark.parametrize(
    ("line", "people", "state", "reason", "until", "substitute"),
    [
        ("7", "李建国", "", "", "", ""),
        ("ljg", "李建国", "", "", "", ""),
        ("7 2", "李建国", "att.leave", "", "", ""),
        ("７２", "李建国", "att.leave", "", "", ""),
        ("72", "李建国", "att.leave", "", "", ""),
        ("ljg 请假 至 11-23 替 王岩", "李建国", "att.leave", "", "11-23 23:59", "王岩"),
        ("ljg 事假 替 wy 至 11-23 18:00", "李建国", "att.leave", "leave.private", "11-23 18:00", "王岩"),
        ("ljg 请假 年假", "李建国", "att.leave", "leave.annual", "", ""),
        ("8 公差 送样品 至 明天", "王岩", "att.detached", "送样品", "11-23 23:59", ""),
        ("1 3 hq 出警", "何清 沈舟 何清", "att.on_call", "", "", ""),
        ("wy on leave until 11-24", "王岩", "att.leave", "", "11-24 23:59", ""),
        ("gy 不适岗", "高远", "att.not_fit", "", "", ""),
    ],
)
def test_a_line_says(
    desk: Desk,
    called: list[Ref],
    clock: ManualClock,
    line: str,
    people: str,
    state: str,
    reason: str,
    until: str,
    substitute: str,
) -> None:
    said = read_line(desk.replica, called, line, clock.now())
    assert " ".join(one.name for one in said.people) == people
    assert (said.state, said.reason) == (state, reason)
    assert (f"{said.until:%m-%d %H:%M}" if said.until else "") == until
    assert (said.substitute.name if said.substitute else "") == substitute


@pytest.mark.parametrize("line", ["zz 请假", "7 请假 至 某天", "请假", "99"])
def test_what_cannot_be_read_is_refused(desk: Desk, called: list[Ref], clock: ManualClock, line: str) -> None:
    with pytest.raises(Refusal):
        read_line(desk.replica, called, line, clock.now())


def test_of_the_one_being_called_only_the_state_is_typed(
    desk: Desk, called: list[Ref], clock: ManualClock
) -> None:
    said = read_rest(desk.replica, called[0], "out on call", clock.now())
    assert (said.people, said.state) == ((called[0],), "att.on_call")
    with pytest.raises(Refusal):
        read_rest(desk.replica, called[0], "某处", clock.now())


def test_the_next_roll_call_keeps_who_is_still_away(
    desk: Desk, called: list[Ref], clock: ManualClock
) -> None:
    assert next_occasion(desk.replica, clock.now()) == "rollcall.takeover"
    first = desk.do(begin_rollcall, "rollcall.takeover", all_present=True)
    desk.do(
        mark, first, called[6].id, "att.leave", until=clock.now() + timedelta(days=2), substitute=called[7].id
    )
    desk.do(mark, first, called[5].id, "att.leave", until=clock.now() + timedelta(hours=2))
    desk.do(mark, first, called[4].id, "att.absent")
    desk.do(sign_rollcall, first)
    clock.advance(hours=18)
    assert next_occasion(desk.replica, clock.now()) == "rollcall.night"
    second = desk.do(begin_rollcall, "rollcall.night")
    state = desk.replica.state(second)
    assert isinstance(state, RollCall)
    said = {one.person.name: one.state for one in state.called if one.state}
    assert said == {"李建国": "att.leave"}
    assert len(attendance(state).unmarked) == 7


def test_the_team_whose_turn_it_is_comes_first(desk: Desk, clock: ManualClock) -> None:
    desk.do(
        add_people,
        [Proposed("何清", team="一班"), Proposed("沈舟", team="二班", roles=("role.duty_officer",))],
    )
    known = [ref(team) for team in teams(desk.replica)]
    desk.do(set_pattern, "24/24", round_the_clock(clock.now().date(), known[::-1]))
    assert [team.name for team in teams_due(desk.replica, clock.now())] == ["二班", "一班"]
    assert [team.name for team in teams_due(desk.replica, clock.now() - timedelta(minutes=20))] == [
        "二班",
        "一班",
    ]
    desk.do(start_shift, teams_due(desk.replica, clock.now())[0])
    shift = current_shift(desk.replica)
    assert shift is not None
    assert shift.officer is not None
    assert (shift.team.name, shift.officer.name) == ("二班", "沈舟")
