"""Power, disk and process faults: nothing saved is lost, nothing is doubled, nothing is half-written."""

from __future__ import annotations

import os
import random
import signal
import sys
from pathlib import Path
from typing import Any

import pytest

from core.clock import ManualClock, SystemClock
from core.errors import NotSaved, Refusal
from core.records import log
from core.replica import ballast
from core.replica.act import Act, Desk
from core.replica.engine import sqlite
from core.replica.lock import SingleWriter
from core.replica.mirror import Mirror, recover
from core.replica.replica import Replica
from core.replica.setup import set_up
from core.replica.verify import verify
from tests.core.conftest import START

KILLS = int(os.environ.get("WATCHROOM_KILLS", "60"))


def _write_until_killed(directory: Path, pipe: int) -> None:
    """The child: save lines for ever, telling the parent each record's id only after it is saved."""
    try:
        desk = Desk(Replica(directory, SystemClock()))
        while True:
            os.write(pipe, (desk.do(log.note, "巡查 泵房正常") + "\n").encode())
    finally:
        os._exit(1)


@pytest.mark.skipif(sys.platform == "win32", reason="needs fork and SIGKILL")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_kill_9_while_saving_loses_and_doubles_nothing(tmp_path: Path) -> None:
    chance = random.Random(5)
    set_up(tmp_path, SystemClock(), station="东港站", code="东港").close()
    told: list[str] = []
    for _ in range(KILLS):
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:
            _write_until_killed(tmp_path, writer)
        os.close(writer)
        wanted, seen = chance.randint(1, 12) * 33, b""
        while len(seen) < wanted:
            seen += os.read(reader, 33)
        os.kill(child, signal.SIGKILL)
        while rest := os.read(reader, 4096):
            seen += rest
        os.close(reader)
        os.waitpid(child, 0)
        told += [line.decode() for line in seen.split(b"\n") if len(line) == 32]
    with Replica(tmp_path, SystemClock()) as replica:
        rows = replica.rows("log")
        stored = [row.id for row in rows]
        assert set(told) <= set(stored)
        assert len(stored) == len(set(stored)) <= len(told) + KILLS
        assert len({row.number for row in rows}) == len(rows)
        assert verify(replica.connection).ok


class Failing:
    """A connection whose n-th statement fails, before or after it took effect."""

    def __init__(self, real: Any, nth: int, after: bool) -> None:
        """Fail the `nth` statement; `after`: it took effect all the same."""
        self._real, self._left, self._after = real, nth, after

    def execute(self, sql: str, values: Any = ()) -> Any:
        """Run one statement, or fail."""
        self._left -= 1
        if self._left == 0:
            if self._after:
                self._real.execute(sql, values)
            raise sqlite.OperationalError("disk I/O error")
        return self._real.execute(sql, values)

    def __getattr__(self, name: str) -> Any:
        """Everything else is the real connection's."""
        return getattr(self._real, name)


@pytest.mark.parametrize("after", [False, True])
def test_whichever_statement_fails_the_act_is_whole_or_absent_and_can_be_repeated(
    tmp_path: Path, after: bool
) -> None:
    replica = set_up(tmp_path, ManualClock(START), station="东港站", code="东港")
    desk, real = Desk(replica), replica.connection
    desk.do(log.note, "第一句")
    expected, failures = 1, 0
    for nth in range(1, 60):
        replica.connection = replica._folds._connection = Failing(real, nth, after)
        if replica._writer is not None:
            replica._writer._connection = replica.connection
        try:
            desk.do(log.note, f"第{nth}句")
            expected += 1
        except NotSaved:
            failures += 1
        replica.connection = replica._folds._connection = real
        assert replica._writer is not None
        replica._writer._connection = real
        assert len(replica.rows("log")) == expected
        assert not real.in_transaction
    assert failures > 5
    assert verify(real).ok
    replica.close()


def test_a_full_disk_gives_up_the_ballast_and_saves_the_line(
    replica: Replica, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    ballast.keep(replica.directory)
    assert (replica.directory / ballast.NAME).stat().st_size == ballast.SIZE
    tries: list[int] = []

    def full_once(act: Act) -> str:
        tries.append(1)
        record = log.note(act, "满盘也要记下")
        if len(tries) == 1:
            raise sqlite.OperationalError("database or disk is full")
        return record

    desk.do(full_once)
    assert [row.title for row in replica.rows("log")] == ["满盘也要记下"]
    assert not (replica.directory / ballast.NAME).exists()
    tries.clear()
    with pytest.raises(NotSaved) as refused:
        desk.do(full_once)
    assert refused.value.key == "store.disk_full"


def test_the_second_copy_gets_every_event_and_rebuilds_the_replica(
    replica: Replica, desk: Desk, clock: ManualClock, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    mirror = Mirror(replica, stick)
    desk.do(log.note, "没有优盘")
    assert not mirror.catch_up()
    assert mirror.error
    stick.mkdir()
    assert mirror.catch_up()
    desk.do(log.note, "有优盘")
    assert mirror.catch_up()
    with mirror.path.open("ab") as file:
        file.write(b"\x00" * 7)
    desk.do(log.note, "半截之后")
    again = Mirror(replica, stick)
    assert again.catch_up()
    with set_up(tmp_path / "new", clock, station="东港站", code="东港", letter="B") as fresh:
        assert recover(fresh, again.path) == 4
        assert [row.title for row in fresh.rows("log")] == ["没有优盘", "有优盘", "半截之后"]
        assert verify(fresh.connection).ok


def test_an_old_sqlite_keeps_the_file_to_one_process(tmp_path: Path) -> None:
    held = SingleWriter(tmp_path)
    child = os.fork() if sys.platform != "win32" else None
    if child == 0:
        try:
            SingleWriter(tmp_path)
        except Refusal:
            os._exit(7)
        os._exit(0)
    if child is not None:
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
    with pytest.raises(Refusal):
        SingleWriter(tmp_path)
    held.release()
    SingleWriter(tmp_path).release()
