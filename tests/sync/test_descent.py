"""Real terminals with a real server: one set back or copied is noticed, several processes of one terminal are not."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from core.clock import ManualClock
from core.ids import IdSource
from core.records import log
from core.replica.act import Desk
from core.replica.replica import Replica
from core.replica.seat import load_key, store_seat
from core.replica.setup import set_up
from sync.exchange import Exchange
from sync.joining import enrol
from sync.local import ReplicaLocal
from sync.transport import Transport
from tests.core.conftest import START
from tests.sync.running import STATION, Running, running


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Running]:
    with running(tmp_path / "server") as made:
        yield made


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(START)


@pytest.fixture
def joined(tmp_path: Path, server: Running, clock: ManualClock) -> tuple[Path, Transport]:
    """A terminal of the station, joined, that wrote and sent one line."""
    home = tmp_path / "terminal"
    with set_up(
        home, clock, station="东港站", code="东港", ids=IdSource(random.Random(1).randbytes)
    ) as replica:
        assert replica.seat is not None
        store_seat(replica.connection, replace(replica.seat, unit=STATION))
        device = replica.seat.device
    key = load_key(home)
    assert key is not None
    transport = Transport(enrol(server.url, server.invitation(), device, key.secret, "A"), key.secret)
    note(home, clock, transport, "一")
    return home, transport


def note(home: Path, clock: ManualClock, transport: Transport | None, *texts: str) -> None:
    """One process: it starts, writes, perhaps exchanges, ends."""
    with Replica(home, clock, IdSource(random.Random(texts[0]).randbytes)) as replica:
        for text in texts:
            clock.advance(seconds=5)
            Desk(replica).do(log.note, text)
        if transport is not None:
            exchange(replica, transport)


def exchange(replica: Replica, transport: Transport) -> None:
    """One exchange to its end."""
    local = ReplicaLocal(replica)
    machine = Exchange(local)
    while (request := machine.request()) is not None:
        for write in machine.answer(transport.send(request)):
            local.carry_out(write)


def test_processes_that_take_turns_on_one_file_raise_no_alarm(
    server: Running, joined: tuple[Path, Transport], clock: ManualClock
) -> None:
    home, transport = joined
    with Replica(home, clock, IdSource(random.Random(8).randbytes)) as screen:
        for turn in range(3):
            clock.advance(seconds=5)
            Desk(screen).do(log.note, f"屏幕 {turn}")
            exchange(screen, transport)
            note(home, clock, transport, f"命令 {turn}")
            note(home, clock, None, f"又 {turn}")
            clock.advance(seconds=5)
            Desk(screen).do(log.note, f"屏幕又 {turn}")
        exchange(screen, transport)
    assert server.alarms() == set()
    transport.close()


def test_a_terminal_set_back_to_an_old_copy_is_noticed(
    tmp_path: Path, server: Running, joined: tuple[Path, Transport], clock: ManualClock
) -> None:
    home, transport = joined
    with Replica(home, clock, IdSource(random.Random(8).randbytes)) as screen:
        Desk(screen).do(log.note, "二")
        screen.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copytree(home, tmp_path / "copy")
        Desk(screen).do(log.note, "三")
        exchange(screen, transport)
    clock.advance(seconds=100)
    note(tmp_path / "copy", clock, transport, "四")
    assert server.alarms() == {"sync.alarm.restored"}
    transport.close()


def test_two_machines_with_one_disk_are_noticed(
    tmp_path: Path, server: Running, joined: tuple[Path, Transport], clock: ManualClock
) -> None:
    home, transport = joined
    shutil.copytree(home, tmp_path / "copy")
    note(home, clock, transport, "二")
    note(tmp_path / "copy", clock, transport, "三")
    assert server.alarms() & {"sync.alarm.cloned", "sync.alarm.restored"}
    transport.close()
