"""Several terminals of one station, a real server between them: all converge, and show alike what needs a decision."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from core.clock import SystemClock
from core.compile.undecided import Undecided, undecided
from core.records import handover, incident, log, rollcall
from core.records.correction import amend, disputes, strike
from core.records.handover import Next, Signatures
from core.records.incident.settling import settle
from core.records.person import Proposed, add_people, people
from core.records.shift import current_shift, open_shift
from core.records.unit import add_station, add_team, teams
from core.replica.act import Desk
from core.replica.rebuild import differing_views
from core.replica.replica import Replica
from core.replica.setup import set_up
from core.replica.verify import verify
from core.signing import Signature, check_pin, set_pin
from sync.joined import adopt
from sync.rounds import go
from tests.sync.running import running
from watchroom.branch import join, way

CREW = ("何清", "赵原", "李建国", "秦朗")
RELIEF = ("陈广海", "沈舟")
PIN = "135790"


@dataclass
class Terminal:
    """A terminal of the station, with somebody at it."""

    replica: Replica

    @property
    def desk(self) -> Desk:
        """The desk, for the seat."""
        return Desk(self.replica)

    def person(self, name: str) -> str:
        """The id of the person called `name`."""
        return next(one.meta.id for one in people(self.replica) if one.name == name)

    def signed(self, name: str) -> Signature:
        """The signature of `name`, whose PIN counts on this terminal alone."""
        set_pin(self.replica, self.person(name), PIN)
        return check_pin(self.replica, self.person(name), PIN)

    def called(self, **away: str) -> str:
        """A roll call by exception; its id."""
        record = self.desk.do(rollcall.open_rollcall)
        for name, state in away.items():
            self.desk.do(rollcall.mark, record, self.person(name), state)
        self.desk.do(rollcall.mark_rest_present, record)
        self.desk.do(rollcall.sign_rollcall, record)
        return record

    def handed_over(self, record: str) -> None:
        """Walk through the handover and sign it."""
        self.desk.do(handover.start, record, self.person("沈舟"))
        self.desk.do(handover.check_rest, record)
        for question in self.replica.state(record).questions:
            self.desk.do(handover.answer, record, question.part, "、".join(question.expected) or "无")
        relief = next(one.meta.id for one in teams(self.replica) if one.name == "二班")
        both = Signatures(self.signed("赵原"), self.signed("沈舟"))
        self.desk.do(handover.sign, record, both, Next(relief, self.person("沈舟")))

    @property
    def open_questions(self) -> tuple[Undecided, ...]:
        """What the first page says is to be decided."""
        self.replica.refresh()
        return undecided(self.replica, current_shift(self.replica))


Pair = tuple[Terminal, Terminal]


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    """A and B of 东港站 at a branch of their own, a shift running, both knowing everything."""
    names = {"station": "东港站", "code": "东港"}
    with (
        running(tmp_path / "branch") as server,
        set_up(tmp_path / "a", SystemClock(), **names) as a,
        set_up(tmp_path / "b", SystemClock(), letter="B", **names) as b,
    ):
        desk = Desk(a)
        desk.do(add_station)
        for team, crew in (("一班", CREW), ("二班", RELIEF)):
            desk.do(add_team, team)
            desk.do(add_people, [Proposed(name, team=team) for name in crew])
        for replica in (a, b):
            adopt(replica, join(replica, server.url, server.invitation()))
        one, other = Terminal(a), Terminal(b)
        desk.do(open_shift, team=teams(a)[0].meta.id, officer=one.person("赵原"))
        exchange(one, other)
        yield one, other


def exchange(*terminals: Terminal) -> None:
    """Everybody exchanges until nobody has anything new."""
    for terminal in (*terminals, *terminals):
        with way(terminal.replica) as there:
            outcome = go(terminal.replica, there)
        assert not outcome.error
        terminal.replica.refresh()


def alike(one: Terminal, other: Terminal) -> tuple[Undecided, ...]:
    """What both say is to be decided, once both show the same and nothing is damaged."""
    exchange(one, other)
    assert list(differing_views(one.replica.connection, other.replica.connection)) == []
    assert verify(one.replica.connection).ok
    assert verify(other.replica.connection).ok
    assert one.open_questions == other.open_questions
    return one.open_questions


def labels(found: tuple[Undecided, ...]) -> list[str]:
    """What sort of decisions they are."""
    return [one.label for one in found]


def test_numbers_given_at_once_differ_by_their_letter_and_stay(pair: Pair) -> None:
    given = [
        terminal.replica.state(terminal.desk.do(log.note, f"断网时第{line}行")).meta.number
        for line in range(3)
        for terminal in pair
    ]
    assert len(set(given)) == 6
    assert alike(*pair) == ()
    for terminal in pair:
        assert {row.number for row in terminal.replica.rows("log")} == set(given)
    assert {number.rpartition("-")[2][0] for number in given} == {"A", "B"}


def test_a_vehicle_that_arrived_at_two_times_is_settled_by_one_choice(pair: Pair) -> None:
    a, b = pair
    record = a.desk.do(incident.open_incident, "hz 3号泊位 集装箱冒烟")
    a.desk.do(incident.send, record, "1车", [])
    exchange(*pair)
    now = a.replica.clock.now()
    for terminal, minutes in ((a, 1), (b, 2)):
        at = now.replace(second=0, microsecond=0)
        at = at.replace(minute=(at.minute + minutes) % 60)
        terminal.desk.do(incident.stamp, record, "inc.on_scene", vehicle="1车", at=at)
    (open_one,) = alike(*pair)
    assert (open_one.label, open_one.record) == ("decide.values", record)
    b.desk.do(settle, record, ("inc.on_scene", "1车"), 0)
    assert alike(*pair) == ()


def test_one_line_corrected_in_two_ways_waits_for_a_word_on_which_counts(pair: Pair) -> None:
    a, b = pair
    record = a.desk.do(log.note, "东门停水")
    exchange(*pair)
    target = str(a.replica.state(record).meta.opener)
    a.desk.do(amend, record, target, {"text": "东门消火栓停水"}, "听错")
    b.desk.do(amend, record, target, {"text": "南门停水"}, "听错")
    assert labels(alike(*pair)) == ["decide.values"]
    assert len(disputes(b.replica, record)[0].sides) == 2
    b.desk.do(amend, record, target, {"text": "东门消火栓停水"}, "已核实")
    assert alike(*pair) == ()


def test_the_same_roll_call_edited_on_both_keeps_both_marks_until_somebody_settles_it(pair: Pair) -> None:
    a, b = pair
    record = a.desk.do(rollcall.open_rollcall)
    exchange(*pair)
    a.desk.do(rollcall.mark, record, a.person("李建国"), "att.leave", reason="leave.annual")
    b.desk.do(rollcall.mark, record, b.person("李建国"), "att.on_duty")
    a.desk.do(rollcall.mark, record, a.person("秦朗"), "att.on_duty")
    b.desk.do(rollcall.mark, record, b.person("何清"), "att.on_duty")
    (open_one,) = alike(*pair)
    assert (open_one.label, open_one.record) == ("decide.values", record)
    state = b.replica.state(record)
    assert [one.person.name for one in state.conflicts] == ["李建国"]
    assert {state.of(b.person(name)).state for name in ("秦朗", "何清")} == {"att.on_duty"}
    b.desk.do(rollcall.mark, record, b.person("李建国"), "att.leave", reason="leave.annual")
    assert alike(*pair) == ()


def test_one_person_in_two_roll_calls_is_named_until_one_of_them_is_struck(pair: Pair) -> None:
    a, b = pair
    first = a.desk.do(rollcall.open_rollcall)
    second = b.desk.do(rollcall.open_rollcall)
    a.desk.do(rollcall.mark, first, a.person("李建国"), "att.training")
    a.desk.do(rollcall.mark_rest_present, first)
    b.desk.do(rollcall.mark_rest_present, second)
    for terminal, record in ((a, first), (b, second)):
        terminal.desk.do(rollcall.sign_rollcall, record)
    (open_one,) = alike(*pair)
    assert open_one.label == "decide.rollcalls"
    assert "李建国" in open_one.words
    assert "秦朗" not in open_one.words
    a.desk.do(strike, open_one.record, "两台都点了名，以另一份为准")
    assert alike(*pair) == ()
    assert len(rollcall.rollcalls(b.replica, current_shift(b.replica).meta.id)) == 1


def test_two_roll_calls_that_say_the_same_ask_nobody(pair: Pair) -> None:
    for terminal in pair:
        terminal.called(李建国="att.training")
    assert alike(*pair) == ()


def test_a_later_roll_call_of_the_same_shift_is_news_and_no_question(pair: Pair) -> None:
    a, b = pair
    a.called(李建国="att.training")
    exchange(*pair)
    b.called()
    assert alike(*pair) == ()


def test_a_handover_begun_on_both_is_told_until_one_is_struck(pair: Pair) -> None:
    a, b = pair
    records = [terminal.desk.do(handover.prepare) for terminal in pair]
    (open_one,) = alike(*pair)
    assert open_one.label == "decide.handovers"
    assert open_one.record in records
    in_hand = handover.current_handover(a.replica)
    assert in_hand.meta.id == handover.current_handover(b.replica).meta.id != open_one.record
    b.desk.do(strike, open_one.record, "两台都开了交接")
    assert alike(*pair) == ()


def test_a_handover_signed_on_one_leaves_the_one_begun_on_the_other_to_be_struck(pair: Pair) -> None:
    a, b = pair
    a.handed_over(a.desk.do(handover.prepare))
    left = b.desk.do(handover.prepare)
    found = alike(*pair)
    assert [(one.label, one.record) for one in found] == [("decide.handovers", left)]
    assert current_shift(b.replica).team.name == "二班"
    b.desk.do(strike, left, "已在另一台签字")
    assert alike(*pair) == ()


def test_a_handover_signed_on_both_opens_two_shifts_and_says_so(pair: Pair) -> None:
    for terminal in pair:
        terminal.handed_over(terminal.desk.do(handover.prepare))
    found = alike(*pair)
    assert labels(found) == ["decide.shifts"]
    a, b = pair
    running_shift = current_shift(a.replica)
    assert running_shift.meta.id == current_shift(b.replica).meta.id != found[0].record
    a.desk.do(strike, found[0].record, "两台都签了交接，班次重复")
    assert alike(*pair) == ()
    assert current_shift(b.replica).meta.id == running_shift.meta.id
