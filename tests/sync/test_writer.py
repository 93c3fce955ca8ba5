"""The line and the one writer: who goes first, what a commit holds, and what happens when the disk refuses."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sync.messages import Busy
from sync.server.line import GROUP_BYTES, Job, Line
from sync.server.sqlite_storage import SqliteStorage
from sync.server.storage import Ledger
from sync.server.writer import Writer


def named(name: str, *, urgent: bool = False, size: int = 0) -> Job:
    return Job(name[0], lambda ledger: name, size, urgent)


def taken(line: Line) -> list[str]:
    return [job.work(None) for job in line.take()]


def test_urgent_work_goes_first_and_devices_take_turns() -> None:
    line = Line()
    for name in ("a1", "a2", "a3", "b1"):
        line.put(named(name))
    line.put(named("c1", urgent=True))
    assert taken(line) == ["c1", "a1", "b1", "a2", "a3"]


def test_a_commit_takes_no_more_than_its_share() -> None:
    line = Line()
    for number in range(5):
        line.put(named(f"a{number}", size=GROUP_BYTES // 2))
    assert len(taken(line)) == 2
    line.close()
    assert len(taken(line)) == 2
    assert len(taken(line)) == 1
    assert taken(line) == []


def alarmed(key: str) -> Callable[[Ledger], Any]:
    return lambda ledger: ledger.registry.alarm(key, "d", "", 1)


async def with_writer(path: Path, what: Callable[[Writer], Any]) -> Any:
    """Run `what` with a writer on a fresh file."""
    storage = SqliteStorage(path)
    storage.prepare()
    writer = Writer(storage.pen, list, lambda grown: None)
    writer.start(asyncio.get_running_loop())
    try:
        return await what(writer)
    finally:
        await asyncio.to_thread(writer.stop)


async def test_a_job_that_fails_takes_back_its_own_writes_and_nobody_elses(tmp_path: Path) -> None:
    def failing(ledger: Ledger) -> None:
        alarmed("bad")(ledger)
        raise ValueError("poison")

    async def work(writer: Writer) -> Any:
        jobs = [Job("a", alarmed("one")), Job("b", failing), Job("c", alarmed("two"))]
        done = await asyncio.gather(*map(writer.write, jobs), return_exceptions=True)
        keys = await writer.write(Job("a", lambda ledger: {alarm.key for alarm in ledger.registry.alarms()}))
        return done, keys

    done, keys = await with_writer(tmp_path / "s.db", work)
    assert isinstance(done[1], ValueError)
    assert keys == {"one", "two"}


async def test_whoever_comes_while_others_wait_long_is_asked_to_come_later_unless_urgent(
    tmp_path: Path,
) -> None:
    async def work(writer: Writer) -> Any:
        began, go_on = threading.Event(), threading.Event()

        def hold(ledger: Ledger) -> None:
            began.set()
            assert go_on.wait(60)

        held = asyncio.ensure_future(writer.write(Job("a", hold)))
        assert await asyncio.to_thread(began.wait, 60)
        waiting = asyncio.ensure_future(writer.write(Job("b", lambda ledger: "b")))
        await asyncio.sleep(0)
        writer.line._devices["b"][0].since -= 100
        late = await writer.write(Job("c", lambda ledger: "c"))
        go_on.set()
        urgent = await writer.write(Job("d", lambda ledger: "d", urgent=True))
        await held
        return late, urgent, await waiting

    late, urgent, waiting = await with_writer(tmp_path / "s.db", work)
    assert isinstance(late, Busy)
    assert late.retry_after == 60
    assert (urgent, waiting) == ("d", "b")


async def test_a_disk_that_refuses_makes_everybody_wait_and_nobody_believe(tmp_path: Path) -> None:
    def fill(ledger: Ledger) -> None:
        connection = ledger.registry.connection  # type: ignore[attr-defined]
        connection.execute("PRAGMA max_page_count = 1")
        for number in range(3000):
            ledger.registry.alarm(f"k{number}", f"d{number}", "x" * 500, 1)

    def count(ledger: Ledger) -> int:
        ledger.registry.connection.execute("PRAGMA max_page_count = 1000000")  # type: ignore[attr-defined]
        return len(ledger.registry.alarms())

    async def work(writer: Writer) -> Any:
        return await writer.write(Job("a", fill)), await writer.write(Job("a", count))

    refused, left = await with_writer(tmp_path / "s.db", work)
    assert isinstance(refused, Busy)
    assert left == 0


@pytest.mark.parametrize("count", [1, 200])
async def test_counters_are_on_disk_with_what_was_written(tmp_path: Path, count: int) -> None:
    storage = SqliteStorage(tmp_path / "s.db")
    storage.prepare()
    handed: list[list[tuple[str, int]]] = []

    def counters() -> list[tuple[str, int]]:
        handed.append([("d", len(handed))])
        return handed[-1]

    writer = Writer(storage.pen, counters, lambda grown: None)
    writer.start(asyncio.get_running_loop())
    for _ in range(count):
        await writer.write(Job("a", lambda ledger: None))
    assert len(handed) >= count
    await asyncio.to_thread(writer.stop)
