"""The background worker: one step at a time, by a clock that is moved by hand, against the real server application."""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from core.clock import ManualClock
from core.ids import IdSource
from core.records import incident, log
from core.records.unit import minimums, set_minimums
from core.replica import standing
from core.replica.act import Desk
from core.replica.replica import Replica
from core.replica.seat import load_key
from core.replica.setup import set_up
from core.replica.standing import contact, waiting, waiting_of
from core.replica.verify import verify
from core.replica.writer import MUCH_UNSENT
from core.rules.posts import Minimums
from sync import rounds
from sync.client import LOOK, Listener, Worker
from sync.exchange import Answer, Request
from sync.joined import adopt, load_link
from sync.joining import enrol
from sync.link import Link
from sync.messages import Busy, Hello, Push
from sync.pace import DEBOUNCE, IDLE, LONGEST, Pace
from sync.rounds import Progress
from sync.server.enrolment import open_code
from sync.server.house import House
from sync.server.sqlite_registry import SqliteRegistry
from sync.server.sqlite_store import SqliteStore
from sync.transport import Transport, Unreachable
from sync.wire.invitation import NO_CERTIFICATE, Invitation
from tests.sync.in_process import URL, InProcess
from tests.sync.running import STATION, with_units

ELSEWHERE = "http://elsewhere.test"
"""Where the same server listens too."""


class Branch:
    """The server's application in this process; `away` cuts the wire, `said` are answers it gives instead."""

    def __init__(self, directory: Path, clock: ManualClock) -> None:
        self.house = House(directory, clock)
        with_units(directory)
        self.directory, self.away, self.said = directory, False, list[Answer]()
        self.server = InProcess(self.house)
        self.asked: list[Request] = []
        self.meanwhile: Callable[[Request], object] = lambda _: None

    def invitation(self) -> str:
        store = SqliteStore(self.directory / "server.db")
        code = open_code(SqliteRegistry(store.connection), STATION, self.house.now_ms(), os.urandom)
        store.close()
        return str(Invitation(code, NO_CERTIFICATE))

    def join(self, replica: Replica) -> Link:
        """A terminal joined as `watchroom enrol` joins it."""
        key, seat = load_key(replica.directory), replica.seat
        assert key is not None
        assert seat is not None
        link = enrol(
            URL, self.invitation(), seat.device, key.secret, seat.letter, client=self.server.client()
        )
        adopt(replica, link)
        return link

    def way(self, link: Link, secret: bytes) -> Wire:
        return Wire(self, Transport(link, secret, client=self.server.client()))


class Wire:
    """A transport that can be cut."""

    def __init__(self, branch: Branch, transport: Transport) -> None:
        self.branch, self.transport = branch, transport

    def send(self, request: Request) -> Answer:
        self.branch.asked.append(request)
        self.branch.meanwhile(request)
        if self.branch.away:
            raise Unreachable("cut")
        return self.branch.said.pop(0) if self.branch.said else self.transport.send(request)

    def live(self) -> Iterator[dict[str, Any]]:
        return iter(())

    def close(self) -> None:
        pass


@pytest.fixture
def branch(tmp_path: Path, clock: ManualClock) -> Iterator[Branch]:
    made = Branch(tmp_path / "server", clock)
    with made.server:
        yield made


def terminal(directory: Path, clock: ManualClock, letter: str = "A") -> Replica:
    ids = IdSource(random.Random(letter).randbytes)
    return set_up(directory, clock, station="东港站", code="东港", letter=letter, ids=ids)


def worker(replica: Replica, branch: Branch, clock: ManualClock) -> Worker:
    """A worker to step by hand; it draws the longest wait there is."""
    return Worker(lambda: replica, branch.way, clock, lambda _, most: most)


def own_connection(replica: Replica, clock: ManualClock) -> Replica:
    """The replica as the worker's thread opens it: the same directory once more."""
    return Replica(replica.directory, clock, IdSource(random.Random(5).randbytes))


def test_what_is_written_waits_half_a_second_and_then_is_at_the_branch(
    tmp_path: Path, clock: ManualClock, branch: Branch
) -> None:
    with terminal(tmp_path / "a", clock) as screen, own_connection(screen, clock) as behind:
        one = worker(behind, branch, clock)
        assert one.step(behind) == LOOK
        assert branch.asked == []
        branch.join(screen)
        one.step(behind)
        assert waiting(screen.connection) == 0
        record = Desk(screen).do(log.note, "泵房正常")
        assert waiting_of(screen.connection, record) == 1
        assert one.step(behind) == DEBOUNCE
        assert waiting_of(screen.connection, record) == 1
        clock.advance(milliseconds=DEBOUNCE)
        one.step(behind)
        assert waiting(screen.connection) == waiting_of(screen.connection, record) == 0
        assert verify(screen.connection).ok


def test_an_alarm_goes_at_once_ahead_of_everything_and_says_so(
    tmp_path: Path, clock: ManualClock, branch: Branch
) -> None:
    with terminal(tmp_path / "a", clock) as screen, own_connection(screen, clock) as behind:
        branch.join(screen)
        one = worker(behind, branch, clock)
        one.step(behind)
        branch.away = True
        Desk(screen).do(log.note, "无网络")
        clock.advance(seconds=1)
        one.step(behind)
        clock.advance(milliseconds=DEBOUNCE)
        one.step(behind)
        branch.away = False
        branch.asked.clear()
        Desk(screen).do(incident.open_incident, "3号泊位 集装箱冒烟")
        one.step(behind)
        assert branch.asked == []
        one.written(urgent=True)
        one.step(behind)
        assert waiting(screen.connection) == 0
        assert [one.urgent for one in branch.asked if isinstance(one, Push)] == [True]


@pytest.mark.parametrize("told", [True, False], ids=["by this process", "by another"])
def test_an_alarm_interrupts_a_long_upload_after_the_request_in_flight(
    tmp_path: Path, clock: ManualClock, branch: Branch, told: bool
) -> None:
    with terminal(tmp_path / "a", clock) as screen, own_connection(screen, clock) as behind:
        Desk(screen).do(log.note, "本机会话")
        with Replica(tmp_path / "a", clock) as book:
            Desk(book).do(lambda act: [log.note(act, f"旧簿 {line}") for line in range(3000)])
        branch.join(screen)
        one, alarm = worker(behind, branch, clock), list[str]()

        def alarm_comes(request: Request) -> None:
            pushes = [asked for asked in branch.asked if isinstance(asked, Push)]
            if len(pushes) == 2 and not alarm:
                alarm.append(Desk(screen).do(incident.open_incident, "3号泊位 集装箱冒烟"))
                if told:
                    one.written(urgent=True)

        branch.meanwhile = alarm_comes
        one.step(behind)
        assert [type(request) for request in branch.asked] == [Hello, Push, Push]
        assert waiting_of(screen.connection, alarm[0]) == 1
        one.step(behind)
        hello, first, *rest = branch.asked[3:]
        assert isinstance(hello, Hello)
        assert isinstance(first, Push)
        assert first.urgent
        assert b"incident.opened" in first.batch.events[-1].header
        assert {request.urgent for request in rest if isinstance(request, Push)} == {False}
        assert waiting(screen.connection) == 0


def test_an_alarm_does_not_queue_behind_what_its_own_program_wrote_in_one_go(
    tmp_path: Path, clock: ManualClock, branch: Branch
) -> None:
    with terminal(tmp_path / "a", clock) as screen, own_connection(screen, clock) as behind:
        branch.join(screen)
        Desk(screen).do(lambda act: [log.note(act, f"旧簿 {line}") for line in range(MUCH_UNSENT)])
        Desk(screen).do(incident.open_incident, "3号泊位 集装箱冒烟")
        worker(behind, branch, clock).step(behind)
        first, second, *_ = [asked for asked in branch.asked if isinstance(asked, Push)]
        assert b"incident.opened" in first.batch.events[-1].header
        assert (first.urgent, second.urgent) == (True, False)
        assert waiting(screen.connection) == 0
        Desk(screen).do(log.note, "以后照常接着写")
        assert screen.connection.execute("SELECT count(*) FROM session WHERE ours = 1").fetchone() == (2,)
        assert verify(screen.connection).ok


def test_an_interrupted_first_sync_goes_on_counting_where_it_was(
    tmp_path: Path, clock: ManualClock, branch: Branch, monkeypatch: pytest.MonkeyPatch
) -> None:
    with terminal(tmp_path / "a", clock) as first, terminal(tmp_path / "b", clock, "B") as screen:
        Desk(first).do(lambda act: [log.note(act, f"旧簿 {line}") for line in range(2500)])
        link, key = branch.join(first), load_key(first.directory)
        assert key is not None
        assert rounds.go(first, branch.way(link, key.secret)).agreed
        with own_connection(screen, clock) as behind:
            branch.join(screen)
            one, alarm, seen = worker(behind, branch, clock), list[str](), list[float]()
            counted = one._watch

            def alarm_comes(progress: Progress) -> None:
                counted(progress)
                assert one.progress is not None
                seen.append(one.progress.taken / one.progress.total)
                if len(seen) == 3:
                    alarm.append(Desk(screen).do(incident.open_incident, "3号泊位 集装箱冒烟"))
                    one.written(urgent=True)

            monkeypatch.setattr(one, "_watch", alarm_comes)
            one.step(behind)
            assert len(seen) == 3
            assert waiting_of(screen.connection, alarm[0]) == 1
            one.step(behind)
            assert waiting_of(screen.connection, alarm[0]) == 0
            assert len(seen) > 4
            assert seen == sorted(seen)
            assert one.progress is None


def test_a_terminal_with_something_urgent_tries_again_sooner(
    tmp_path: Path, clock: ManualClock, branch: Branch
) -> None:
    with terminal(tmp_path / "a", clock) as screen, own_connection(screen, clock) as behind:
        branch.join(screen)
        one = worker(behind, branch, clock)
        one.step(behind)
        branch.away, tries = True, []
        Desk(screen).do(incident.open_incident, "3号泊位 集装箱冒烟")
        branch.meanwhile = lambda _: tries.append(clock.boot_ms())
        one.written(urgent=True)
        for _ in range(240):
            one.step(behind)
            clock.advance(milliseconds=500)
        waits = [(later - earlier) // 1000 for earlier, later in pairwise(tries)]
        assert waits[:3] == [2, 4, 5]
        assert set(waits[3:13]) == {5}
        assert set(waits[14:]) == {15}


def test_the_status_is_never_better_than_the_truth(
    tmp_path: Path, clock: ManualClock, branch: Branch
) -> None:
    with terminal(tmp_path / "a", clock) as screen, own_connection(screen, clock) as behind:
        branch.join(screen)
        branch.away = True
        one = worker(behind, branch, clock)
        one.step(behind)
        known = contact(screen.connection)
        assert (known.error, known.done) == ("sync.error.unreachable", 0)
        assert waiting(screen.connection) > 0
        branch.away = False
        clock.advance(seconds=2)
        one.step(behind)
        known = contact(screen.connection)
        assert known.error == ""
        assert known.done == known.tried
        assert waiting(screen.connection) == 0
        Desk(screen).do(log.note, "又一条")
        assert waiting(screen.connection) == 1
        screen.connection.execute("UPDATE proof SET stored = 0, fed = 0")
        assert waiting(screen.connection) == standing.outbox(screen.connection)[0].events + sum(
            one.events for one in standing.outbox(screen.connection)[1:]
        )


def test_failures_wait_longer_and_longer_and_a_sign_of_life_ends_the_wait() -> None:
    pace, waits = Pace(lambda _, most: most), []
    assert pace.wait(0) == 0
    for _ in range(8):
        pace.failed(0)
        waits.append(pace.wait(0))
    assert waits == [2_000, 4_000, 8_000, 16_000, 32_000, LONGEST, LONGEST, LONGEST]
    pace.wrote(0)
    assert pace.wait(0) == LONGEST
    pace.at_once()
    assert pace.wait(0) == 0
    pace.agreed(0)
    assert pace.wait(0) == IDLE
    shortest = Pace(lambda least, _: least)
    shortest.failed(0, asked=30_000)
    assert shortest.wait(0) == 30_000


def test_a_server_at_another_address_is_asked_at_once_however_long_the_old_one_was_silent(
    tmp_path: Path, clock: ManualClock, branch: Branch
) -> None:
    with terminal(tmp_path / "a", clock) as screen, own_connection(screen, clock) as behind:
        link = branch.join(screen)
        branch.away = True
        one = worker(behind, branch, clock)
        for _ in range(8):
            one.step(behind)
            clock.advance(milliseconds=LONGEST)
        one.step(behind)
        branch.away, asked = False, len(branch.asked)
        one.step(behind)
        assert len(branch.asked) == asked
        adopt(screen, replace(link, url=ELSEWHERE))
        one.step(behind)
        assert len(branch.asked) > asked
        assert waiting(screen.connection) == 0


def test_a_busy_server_is_left_alone_for_as_long_as_it_asks(
    tmp_path: Path, clock: ManualClock, branch: Branch
) -> None:
    with terminal(tmp_path / "a", clock) as screen, own_connection(screen, clock) as behind:
        branch.join(screen)
        one = worker(behind, branch, clock)
        branch.said = [Busy(30)]
        one.step(behind)
        assert contact(screen.connection).error == "sync.error.busy"
        clock.advance(seconds=29)
        one.step(behind)
        assert len(branch.asked) == 1
        clock.advance(seconds=1)
        one.step(behind)
        assert waiting(screen.connection) == 0


def test_joining_keeps_the_records_and_what_a_shift_needs_and_new_events_are_the_new_units(
    tmp_path: Path, clock: ManualClock, branch: Branch
) -> None:
    with terminal(tmp_path / "a", clock) as a, terminal(tmp_path / "b", clock, "B") as b:
        number = a.state(Desk(a).do(log.note, "单机时")).meta.number
        Desk(a).do(set_minimums, Minimums(commander=2))
        branch.join(a)
        link = branch.join(b)
        assert minimums(a) == Minimums(commander=2)
        assert b.seat is not None
        assert b.seat.letter == link.letter
        record = Desk(a).do(log.note, "入网后")
        assert a.state(record).meta.unit == STATION
        ways = {}
        for one in (a, b, a):
            key, tie = load_key(one.directory), load_link(one)
            assert key is not None
            assert tie is not None
            way = ways.setdefault(one.directory, branch.way(tie, key.secret))
            assert rounds.go(one, way).agreed
        assert minimums(b) == Minimums(commander=2)
        assert number in {row.number for row in b.rows("log")}
        assert verify(a.connection).ok
        assert verify(b.connection).ok


def test_a_terminal_that_joins_another_server_offers_everything_again(
    tmp_path: Path, clock: ManualClock, branch: Branch
) -> None:
    with terminal(tmp_path / "a", clock) as one:
        link, key = branch.join(one), load_key(one.directory)
        assert key is not None
        assert rounds.go(one, branch.way(link, key.secret)).agreed
        other = Branch(tmp_path / "other", clock)
        with other.server:
            link = other.join(one)
            assert waiting(one.connection) > 0
            assert rounds.go(one, other.way(link, key.secret)).agreed


def test_the_screen_leaves_a_session_that_the_worker_found_forked(tmp_path: Path, clock: ManualClock) -> None:
    from sync.rehoming import rehome

    with terminal(tmp_path / "a", clock) as screen, own_connection(screen, clock) as behind:
        Desk(screen).do(log.note, "分叉前")
        session = screen.connection.execute("SELECT session FROM session").fetchone()[0]
        last = Desk(screen).do(log.note, "分叉后")
        rehome(behind, session, 2)
        after = Desk(screen).do(log.note, "新会话")
        assert screen.events(after)[0].session != session.hex()
        assert screen.state(last) is not None
        assert verify(screen.connection).ok


def test_the_listener_pokes_when_a_feed_grew_and_not_for_its_first_word() -> None:
    heard: list[int] = []

    class Live:
        def send(self, request: Request) -> Answer:
            raise AssertionError

        def live(self) -> Iterator[dict[str, Any]]:
            yield from (
                {"scope": "unit/x", "n": 3},
                {},
                {"scope": "unit/x", "n": 3},
                {"scope": "unit/x", "n": 4},
            )
            raise Unreachable("end")

        def close(self) -> None:
            heard.append(0)

    Listener(Live, lambda: heard.append(1))._listen()
    assert heard == [1, 0]
