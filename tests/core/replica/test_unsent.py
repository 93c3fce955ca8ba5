"""Urgent records the branch has not got: what the file says of them, by whatever clock."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from core.clock import ManualClock, epoch_ms
from core.records import incident, log
from core.records.correction import strike
from core.replica.act import Desk
from core.replica.replica import Replica
from core.replica.standing import LINK, Contact, keep_contact
from core.replica.unsent import RECENT, Unsent, urgent_unsent


@pytest.fixture
def joined(replica: Replica) -> Replica:
    """A terminal that belongs to a branch; nothing was exchanged."""
    replica.connection.execute("INSERT INTO local VALUES (?, '{}')", (LINK,))
    return replica


def found(replica: Replica, clock: ManualClock) -> list[Unsent]:
    return urgent_unsent(replica.connection, epoch_ms(clock.now()))


def late(replica: Replica, clock: ManualClock) -> list[str]:
    """Numbers of what an officer must phone about."""
    now = epoch_ms(clock.now())
    return [one.number for one in found(replica, clock) if one.overdue(now)]


def proven(replica: Replica, session: str, seq: int) -> None:
    replica.connection.execute(
        "INSERT OR REPLACE INTO proof (session, stored) VALUES (?, ?)", (bytes.fromhex(session), seq)
    )


def test_twenty_seconds_after_it_was_saved_an_alarm_asks_for_the_telephone_until_it_is_proven(
    joined: Replica, desk: Desk, clock: ManualClock
) -> None:
    desk.do(log.note, "泵房正常")
    number = joined.state(desk.do(incident.open_incident, "3号泊位 集装箱冒烟")).meta.number
    clock.advance(milliseconds=19_999)
    assert late(joined, clock) == []
    clock.advance(milliseconds=1)
    (one,) = found(joined, clock)
    assert (one.number, one.age(epoch_ms(clock.now()))) == (number, 20_000)
    assert late(joined, clock) == [number]
    proven(joined, one.session, one.seq - 1)
    assert late(joined, clock) == [number]
    proven(joined, one.session, one.seq)
    assert found(joined, clock) == []


def test_what_was_written_before_a_terminal_joined_waits_from_then_on(
    joined: Replica, desk: Desk, clock: ManualClock
) -> None:
    number = joined.state(desk.do(incident.open_incident, "3号泊位 集装箱冒烟")).meta.number
    clock.advance(hours=2)
    keep_contact(joined.connection, Contact(joined=epoch_ms(clock.now())))
    assert late(joined, clock) == []
    clock.advance(seconds=20)
    assert late(joined, clock) == [number]


def test_a_restart_forgets_nothing(joined: Replica, desk: Desk, clock: ManualClock) -> None:
    desk.do(incident.open_incident, "3号泊位 集装箱冒烟")
    clock.advance(seconds=30)
    with Replica(joined.directory, clock) as again:
        assert late(again, clock) == late(joined, clock) != []


def test_a_terminal_that_works_alone_has_nobody_to_phone(
    replica: Replica, desk: Desk, clock: ManualClock
) -> None:
    desk.do(incident.open_incident, "3号泊位 集装箱冒烟")
    clock.advance(seconds=30)
    assert found(replica, clock) == []


def test_a_clock_that_was_set_back_hides_nothing(joined: Replica, desk: Desk, clock: ManualClock) -> None:
    desk.do(incident.open_incident, "3号泊位 集装箱冒烟")
    clock.jump(clock.now() - timedelta(hours=2))
    (one,) = found(joined, clock)
    assert (one.age(epoch_ms(clock.now())), len(late(joined, clock))) == (0, 1)


def test_what_was_struck_needs_no_call(joined: Replica, desk: Desk, clock: ManualClock) -> None:
    record = desk.do(incident.open_incident, "误触")
    desk.do(strike, record, "误触")
    clock.advance(seconds=30)
    assert found(joined, clock) == []


def test_an_open_alarm_is_asked_for_however_old_and_a_closed_one_for_a_day(
    joined: Replica, desk: Desk, clock: ManualClock
) -> None:
    desk.do(incident.open_incident, "3号泊位 集装箱冒烟")
    clock.advance(milliseconds=RECENT + 60_000)
    assert len(late(joined, clock)) == 1
    joined.connection.execute("UPDATE record SET open = 0")
    assert late(joined, clock) == []
    clock.advance(milliseconds=-120_000)
    assert len(late(joined, clock)) == 1


def test_an_alarm_of_last_week_is_written_down_without_a_call(
    joined: Replica, desk: Desk, clock: ManualClock
) -> None:
    desk.do(incident.open_incident, "上周 3号泊位", at=clock.now() - timedelta(days=7))
    desk.do(incident.open_incident, "刚才", at=clock.now() - timedelta(minutes=7))
    clock.advance(seconds=30)
    assert [one.title for one in found(joined, clock)] == ["刚才"]


def test_what_came_from_elsewhere_is_not_ours_to_report(
    joined: Replica, desk: Desk, clock: ManualClock, tmp_path: Path
) -> None:
    desk.do(incident.open_incident, "3号泊位 集装箱冒烟")
    clock.advance(seconds=30)
    joined.connection.execute("UPDATE session SET ours = 0")
    assert found(joined, clock) == []
