"""The memory of reminders: events of the station, no log line, nobody in it; any order and any body (A05, A17)."""

from __future__ import annotations

from datetime import timedelta

from core.clock import ManualClock
from core.records.fold import fold
from core.records.reminder import Reminder, newest, remind, reminders, snooze
from core.records.undo import what_undo
from core.replica.act import Desk
from core.replica.replica import Replica
from core.rules.cadence.reminders import SNOOZE

DUTY = "C01/pre_shift/shift_start/s0"


def test_a_duty_has_one_record_per_shift_however_often_it_was_said(
    desk: Desk, replica: Replica, clock: ManualClock
) -> None:
    first = desk.do(remind, "s0", DUTY)
    at = clock.now()
    clock.advance(minutes=1)
    assert desk.do(snooze, first) == clock.now() + SNOOZE
    clock.advance(minutes=31)
    assert desk.do(remind, "s0", DUTY) == first
    other = desk.do(remind, "s1", DUTY)
    (one,) = reminders(replica, "s0")
    assert one.given == (at, clock.now())
    assert one.snoozed == ((at + timedelta(minutes=1), at + timedelta(minutes=31)),)
    last = newest(replica, "s1")
    assert last is not None
    assert last.meta.id == other
    assert newest(replica, "s2") is None


def test_it_says_nothing_in_the_log_has_no_number_and_is_nothing_to_undo(
    desk: Desk, replica: Replica
) -> None:
    desk.do(snooze, desk.do(remind, "s0", DUTY))
    assert replica.entries(0, 2**62) == []
    (row,) = replica.rows("reminder")
    assert (row.number, row.parent, row.open) == ("", "s0", 0)
    assert what_undo(replica) is None
    assert {event.audience for event in replica.events(row.id)} == {"station"}
    assert {event.author for event in replica.events(row.id)} == {None}


def test_a_body_nobody_understands_is_no_reminder(desk: Desk, replica: Replica) -> None:
    record = desk.do(remind, "s0", DUTY)
    desk.do(snooze, record)
    opener, snoozed = replica.events(record)
    for body in ({}, {"shift": "s0"}, {"until": "never"}, {"until": 7}):
        for events in ([opener._replace(body=body), snoozed], [opener, snoozed._replace(body=body)]):
            state = fold(events).state
            assert not isinstance(state, Reminder) or state.snoozed == ()
