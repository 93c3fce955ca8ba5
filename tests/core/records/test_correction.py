"""Amend, strike and undo: what was wrong is put right and stays readable."""

from __future__ import annotations

import random
from datetime import timedelta
from pathlib import Path

import pytest

from core.clock import ManualClock
from core.errors import NotFound, Refusal
from core.ids import IdSource
from core.journal.event import Stored
from core.records import correction, incident, log
from core.records.kind import RecordKind
from core.records.person import add_person, note_pin_set
from core.records.shift import open_shift
from core.records.shift.operations import close_shift
from core.records.unit import add_team
from core.replica.act import Act, Desk
from core.replica.replica import Replica
from core.replica.sentences import render
from core.replica.setup import set_up
from tests.core.records.orders import same_in_any_order


def events(replica: Replica, record: str) -> list[str]:
    return [str(event.id) for event in replica.events(record)]


def stored(replica: Replica) -> list[Stored]:
    return [
        Stored(*row) for row in replica.connection.execute("SELECT header, body FROM event ORDER BY position")
    ]


@pytest.fixture
def line(desk: Desk) -> str:
    return desk.do(log.note, "2号泵正常")


def test_an_amendment_shows_the_new_text_and_keeps_the_old(desk: Desk, replica: Replica, line: str) -> None:
    desk.do(correction.amend, line, events(replica, line)[0], {"text": "3号泵正常"}, "看错")
    desk.do(correction.amend, line, events(replica, line)[0], {"text": "4号泵正常"}, "又看错")
    assert replica.state(line).text == "4号泵正常"
    assert replica.entries(0, 2**62)[0].mark == "amended"
    first, second = correction.changes(replica, line)
    assert (first.before, first.after, first.reason) == (
        (("text", "2号泵正常"),),
        (("text", "3号泵正常"),),
        "看错",
    )
    assert second.before == (("text", "3号泵正常"),)
    assert not replica.state(line).meta.conflicts
    same_in_any_order(replica, line)


def test_an_amendment_without_reason_change_or_target_is_refused(
    desk: Desk, replica: Replica, line: str
) -> None:
    target = events(replica, line)[0]
    for values, reason in (({"text": "x"}, " "), ({"text": "2号泵正常"}, "r"), ({"at": "昨天"}, "r")):
        with pytest.raises(Refusal):
            desk.do(correction.amend, line, target, values, reason)
    with pytest.raises(NotFound):
        desk.do(correction.amend, line, "00" * 16 + "/9", {"text": "x"}, "r")
    assert len(events(replica, line)) == 1


def test_a_number_stays_a_number(desk: Desk, replica: Replica) -> None:
    made = desk.do(incident.open_incident, "火警", chosen={"class": "inc.fire"})
    desk.do(incident.fill, made, injured=2)
    target = events(replica, made)[-1]
    with pytest.raises(Refusal):
        desk.do(correction.amend, made, target, {"value": "两人"}, "看错")
    desk.do(correction.amend, made, target, {"value": "0"}, "看错")
    assert replica.state(made).value("injured") == 0


def test_two_amendments_that_did_not_see_each_other_stand_in_conflict_until_a_third(
    desk: Desk, replica: Replica, clock: ManualClock, line: str, tmp_path: Path
) -> None:
    target = events(replica, line)[0]
    there = set_up(
        tmp_path / "b", clock, station="东港站", code="东港", ids=IdSource(random.Random(9).randbytes)
    )
    there.absorb(stored(replica))
    other = Desk(there)
    desk.do(correction.amend, line, target, {"text": "甲"}, "看错")
    clock.advance(seconds=5)
    other.do(correction.amend, line, target, {"text": "乙"}, "看错")
    theirs = stored(there)
    there.absorb(stored(replica))
    replica.absorb(theirs)
    for each in (replica, there):
        assert each.state(line).text == "乙"
        assert [str(one) for one in each.state(line).meta.conflicts] == [target]
        assert each.rows("log")[0].conflict == 1
    desk.do(correction.amend, line, target, {"text": "乙"}, "核对过")
    assert replica.state(line).meta.conflicts == ()
    same_in_any_order(replica, line)
    there.close()


def test_a_struck_record_is_out_of_the_lists_and_keeps_its_number(desk: Desk, replica: Replica) -> None:
    made = desk.do(incident.open_incident, "误触")
    desk.do(correction.strike, made, "重复录入")
    row = replica.rows("incident")[0]
    assert (row.open, row.struck, row.number) == (0, 1, "东港-20261122-A01")
    with pytest.raises(Refusal):
        desk.do(correction.strike, made, "再作废")
    with pytest.raises(Refusal):
        desk.do(incident.note, made, "x")


def test_striking_one_entry_leaves_the_rest(desk: Desk, replica: Replica) -> None:
    made = desk.do(incident.open_incident, "火警")
    desk.do(incident.note, made, "甲")
    desk.do(incident.note, made, "乙")
    desk.do(correction.strike, made, "记错", events(replica, made)[1])
    assert [note.text for note in replica.state(made).notes] == ["乙"]
    assert [entry.mark for entry in replica.entries(0, 2**62, newest=False)] == ["", "struck", ""]
    same_in_any_order(replica, made)


def test_undo_takes_back_the_last_act_whole_and_says_what(
    desk: Desk, replica: Replica, clock: ManualClock, line: str
) -> None:
    clock.advance(minutes=4)
    made = desk.do(incident.open_incident, "火警")
    desk.do(incident.send, made, "1车")
    offered = correction.what_undo(replica)
    assert offered is not None
    assert render(offered, "zh") == "撤销 08:04 东港-20261122-A01 派出 1车"
    desk.do(correction.undo_last)
    assert (replica.state(made).force, replica.state(made).time("inc.turnout")) == ((), None)
    desk.do(correction.undo_last)
    assert replica.rows("incident", open=True) == []
    desk.do(correction.undo_last)
    assert [entry.mark for entry in replica.entries(0, 2**62)] == ["undone"] * 4
    assert correction.what_undo(replica) is None
    with pytest.raises(Refusal):
        desk.do(correction.undo_last)
    assert desk.do(log.note, "后来") != line
    same_in_any_order(replica, made)


def test_undo_takes_back_a_strike(desk: Desk, replica: Replica, line: str) -> None:
    desk.do(correction.strike, line, "手滑")
    desk.do(correction.undo_last)
    assert replica.state(line).meta.struck is None
    desk.do(correction.strike, line, "真的作废")
    assert replica.state(line).meta.struck is not None


def test_what_another_officer_wrote_is_not_undone(replica: Replica) -> None:
    Desk(replica, "a" * 32).do(log.note, "甲写的")
    assert correction.what_undo(replica, "b" * 32) is None
    with pytest.raises(Refusal, match="别人写的"):
        Desk(replica, "b" * 32).do(correction.undo_last)


def test_that_a_pin_was_set_is_not_undone(desk: Desk, replica: Replica, line: str) -> None:
    person = desk.do(add_person, "沈舟")
    desk.do(note_pin_set, person)
    what = correction.what_undo(replica)
    assert what is not None
    assert "口令" not in render(what)
    assert "沈舟" in render(what)


def test_what_was_handed_over_is_not_undone(desk: Desk, replica: Replica, line: str) -> None:
    shift = RecordKind("shift")

    def hand_over(act: Act) -> None:
        act.append("shift.closed", act.open(shift, "shift.opened", {}), {})

    desk.do(hand_over)
    with pytest.raises(Refusal, match="已交班"):
        desk.do(correction.undo_last)
    desk.do(correction.strike, line, "接班后发现")
    assert replica.state(line).meta.struck is not None
    desk.do(correction.undo_last)
    assert replica.state(line).meta.struck is None


def test_undo_reaches_over_a_restart_of_the_program(clock: ManualClock, tmp_path: Path) -> None:
    first = set_up(tmp_path / "d", clock, station="东港站", code="东港")
    made = Desk(first).do(log.note, "断电前")
    first.close()
    with Replica(tmp_path / "d", clock) as second:
        Desk(second).do(correction.undo_last)
        assert second.entries(0, 2**62)[0].mark == "undone"
        assert second.state(made).meta.struck is not None


def test_what_another_terminal_wrote_is_never_undone_here(
    desk: Desk, replica: Replica, clock: ManualClock, line: str, tmp_path: Path
) -> None:
    there = set_up(tmp_path / "b", clock, station="东港站", code="东港")
    theirs = Desk(there).do(log.note, "那边写的")
    replica.absorb(stored(there))
    desk.do(correction.undo_last)
    assert replica.state(line).meta.struck is not None
    assert replica.state(theirs).meta.struck is None
    there.close()


def test_what_came_in_from_others_neither_hides_the_last_act_nor_is_looked_at(
    replica: Replica, desk: Desk, clock: ManualClock, tmp_path: Path
) -> None:
    desk.do(log.note, "本机写的")
    with set_up(tmp_path / "b", clock, station="东港站", code="东港", letter="B") as other:
        Desk(other).do(lambda act: [log.note(act, f"别处 {line}") for line in range(300)])
        replica.absorb(stored(other))
    steps = list[int]()
    replica.connection.set_progress_handler(lambda: steps.append(1), 100)
    what = correction.what_undo(replica)
    replica.connection.set_progress_handler(None, 0)
    assert what is not None
    assert "本机写的" in str(what.params["what"])
    assert len(steps) < 30
    desk.do(correction.undo_last)
    assert correction.what_undo(replica) is None


@pytest.mark.parametrize("minutes", [1, -1], ids=["after", "before"])
def test_a_handover_elsewhere_fixes_what_was_written_before_it_however_late_it_comes_in(
    replica: Replica, desk: Desk, clock: ManualClock, tmp_path: Path, minutes: int
) -> None:
    elsewhere = ManualClock(clock.now() + timedelta(minutes=minutes), boot_ms=1_000_000)
    with set_up(tmp_path / "b", elsewhere, station="东港站", code="东港", letter="B") as other:
        seat = Desk(other)
        team = seat.do(add_team, "一班")
        ours = seat.do(open_shift, team=team, start=elsewhere.now())
        seat.do(close_shift, ours, "0" * 32, elsewhere.now())
        desk.do(log.note, "本机写的")
        replica.absorb(stored(other))
    assert (correction.what_undo(replica) is None) == (minutes > 0)
