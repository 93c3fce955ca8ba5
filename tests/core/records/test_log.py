"""The duty log line."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.clock import ManualClock
from core.errors import Refusal
from core.records import log
from core.replica.act import Desk
from core.replica.replica import Replica


def test_a_line_is_numbered_and_shows_in_the_log(desk: Desk, replica: Replica) -> None:
    record = desk.do(log.note, "巡查 泵房正常")
    assert replica.state(record).meta.number == "东港-20261122-AL01"
    assert [line.text() for line in replica.entries(0, 2**62)] == ["巡查 泵房正常"]


def test_a_line_typed_later_is_marked_back_filled_with_its_own_time(
    desk: Desk, replica: Replica, clock: ManualClock
) -> None:
    happened = clock.now()
    clock.advance(hours=2)
    record = desk.do(log.note, "东门消火栓停水", at=happened, reason="忙")
    assert replica.state(record).meta.opened == happened
    assert replica.entries(0, 2**62)[0].mark == "backfill"


def test_an_empty_line_and_a_time_ahead_are_refused_and_leave_nothing(
    desk: Desk, replica: Replica, clock: ManualClock
) -> None:
    with pytest.raises(Refusal):
        desk.do(log.note, " \t ")
    with pytest.raises(Refusal):
        desk.do(log.note, "以后的事", at=clock.now() + timedelta(hours=1))
    assert replica.rows() == []
    assert replica.connection.execute("SELECT count(*) FROM event").fetchone() == (0,)
