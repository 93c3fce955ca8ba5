"""A phone check: the branch asks once, the station reads what it came to, whom they spoke to stays at the branch (E09)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from core.clock import ManualClock
from core.errors import NotFound, Refusal
from core.journal.event import Stored, decode
from core.records import meeting, report
from core.records.check import CONFIRMED, CORRECTED, Check, check_by_phone, checks_of
from core.records.correction import strike
from core.records.reference import Ref
from core.records.report import Scope
from core.replica.act import Desk
from core.replica.replica import Replica
from core.replica.setup import set_up
from sync.server.scopes import FROM_ABOVE, shown
from tests.core.branches import sit
from tests.core.conftest import START
from tests.core.records.test_meeting import roster

HE = Ref("11" * 16, "何清")


@pytest.fixture
def held(desk: Desk) -> str:
    """A meeting of the station."""
    record = desk.do(meeting.open_meeting, "micro", "台风前检查", roster=roster())
    desk.do(meeting.close, record, nothing=True)
    return record


def test_as_written_is_one_act_and_is_found_at_the_record(
    desk: Desk, replica: Replica, clock: ManualClock, held: str
) -> None:
    branch = sit(replica, "station")
    clock.advance(hours=5)
    made = branch.do(check_by_phone, held, HE)
    (one,) = checks_of(replica, held)
    assert (one.meta.id, one.result, one.text, one.called) == (made, CONFIRMED, "", HE)
    assert one.meta.opened == clock.now()
    assert one.number == replica.state(held).meta.number  # type: ignore[union-attr]
    line = replica.entries(0, 2**62)[0]
    assert line.text("zh") == f"电话抽查 {one.number}：一致（何清）"


def test_what_was_right_instead_is_written_beside_it_and_the_record_stays_as_it_was(
    replica: Replica, held: str
) -> None:
    before = replica.state(held)
    sit(replica, "station").do(check_by_phone, held, HE, correct="实到6人 13800130000")
    (one,) = checks_of(replica, held)
    assert (one.result, one.text) == (CORRECTED, "实到6人 138****0000")
    assert replica.state(held) == before


def test_nobody_checks_themselves_or_asks_twice(desk: Desk, replica: Replica, held: str) -> None:
    with pytest.raises(Refusal) as own:
        desk.do(check_by_phone, held, HE)
    assert own.value.key == "check.own"
    branch = sit(replica, "station")
    first = branch.do(check_by_phone, held, HE)
    with pytest.raises(Refusal) as again:
        branch.do(check_by_phone, held, HE, correct="不对")
    assert again.value.key == "check.made_before"
    branch.do(strike, first, "打错站")
    branch.do(check_by_phone, held, HE, correct="没有开")
    assert [one.result for one in checks_of(replica, held)] == [CORRECTED]


@pytest.mark.parametrize("correct", ["字" * 101])
def test_a_correction_that_is_too_long_is_refused_whole(replica: Replica, held: str, correct: str) -> None:
    with pytest.raises(Refusal):
        sit(replica, "station").do(check_by_phone, held, HE, correct=correct)
    assert checks_of(replica, held) == []


def test_only_what_can_be_asked_about_is(desk: Desk, replica: Replica, held: str) -> None:
    from core.records import log

    line = desk.do(log.note, "巡查")
    branch = sit(replica, "station")
    for record, item in ((line, ""), ("0" * 32, ""), (held, "x/1")):
        with pytest.raises(NotFound):
            branch.do(check_by_phone, record, HE, item=item)


def test_the_station_gets_the_result_and_not_the_name(replica: Replica, desk: Desk) -> None:
    record = desk.do(report.submit, Scope("daily", START, START), ())
    sit(replica, "station").do(check_by_phone, record, HE, correct="晚报一天")
    stored = replica.connection.execute("SELECT header, body FROM event ORDER BY position").fetchall()
    events = [event for event in (decode(Stored(*row)) for row in stored) if event.kind.startswith("check.")]
    assert [(event.kind, event.audience) for event in events] == [
        ("check.made", "down"),
        ("check.called", "branch"),
    ]
    down = json.dumps(dict(events[0].body or {}), ensure_ascii=False)
    assert "何清" not in down
    assert "晚报一天" in down


def test_a_result_nobody_knows_is_shown_raw(desk: Desk, replica: Replica, held: str) -> None:
    from core.records.check import CHECK, MADE

    made = desk.do(
        lambda act: act.open(CHECK, MADE, {"record": held, "number": "M01", "result": "check.unsure"})
    )
    assert not isinstance(replica.state(made), Check)
    assert checks_of(replica, held) == []


def test_what_comes_down_from_the_branch_reads_alone_and_says_nothing_in_the_log_of_others(
    replica: Replica, held: str, clock: ManualClock, tmp_path: Path
) -> None:
    sit(replica, "station").do(check_by_phone, held, HE, correct="实到6人")
    stored = replica.connection.execute("SELECT header, body FROM event ORDER BY position").fetchall()
    events = [Stored(*row) for row in stored]
    down = [shown(one, FROM_ABOVE) if decode(one).unit == "station" else one for one in events]
    with set_up(tmp_path / "other", clock, station="北堤站", code="北堤") as other:
        other.absorb(down)
        (one,) = checks_of(other, held)
        assert (one.result, one.text, one.called) == (CORRECTED, "实到6人", None)
        assert [line for line in other.entries(0, 2**62) if line.kind.startswith("check.")] == []
