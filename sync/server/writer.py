"""The one thread that writes: jobs gathered into one commit, answered only when the disk has them."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import ceil
from pathlib import Path
from typing import Any, Final

from core.replica.engine import sqlite
from sync.messages import Busy
from sync.server.line import Job, Line
from sync.server.registry import Registry
from sync.server.sqlite_registry import SqliteRegistry
from sync.server.sqlite_store import SqliteStore
from sync.server.store import Store

PATIENCE: Final = 3.0
"""Seconds somebody waits before newcomers are asked to come later."""

MOST_WAITING: Final = 64 * 1024 * 1024
"""Bytes of bodies that wait at most."""

TROUBLE: Final = 15
"""Seconds to wait after the disk refused."""


@dataclass(slots=True)
class Ledger:
    """What a job works on, inside the transaction."""

    store: Store
    registry: Registry
    grown: dict[str, int] = field(default_factory=dict)
    """Feeds that grew, and where they end now."""


class Writer:
    """Commits in groups; `counters` hands over the request counters to store, `grew` hears which feeds ended where."""

    def __init__(
        self,
        path: Path,
        counters: Callable[[], Mapping[str, int]],
        grew: Callable[[Mapping[str, int]], None],
    ) -> None:
        """Write to the file at `path` in a thread of its own, once started."""
        self._path, self._counters, self._grew = path, counters, grew
        self.line = Line()
        self.commits = self.failures = 0
        self.seconds = 0.0
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread = threading.Thread(target=self._run, name="writer", daemon=True)

    def start(self, loop: asyncio.AbstractEventLoop) -> None:
        """Begin to write; results are told on `loop`."""
        self._loop = loop
        self._thread.start()

    def stop(self) -> None:
        """Finish what waits, then end; blocks."""
        self.line.close()
        self._thread.join()

    async def write(self, job: Job) -> Any:
        """Do the job's work and return its result when it is on disk, or Busy; raises what the work raised."""
        since = self.line.oldest()
        age = 0.0 if since is None else time.monotonic() - since
        if self.line.bytes > MOST_WAITING or (age > PATIENCE and not job.urgent):
            return Busy(min(60, ceil(age)))
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        job.since, job.settle = time.monotonic(), lambda outcome: _settle(future, outcome)
        self.line.put(job)
        return await future

    def _run(self) -> None:
        store = SqliteStore(self._path)
        registry = SqliteRegistry(store.connection, make=True)
        while group := self.line.take():
            self._commit(Ledger(store, registry), store.connection, group)
        registry.advance(list(self._counters().items()))
        store.close()

    def _commit(self, ledger: Ledger, connection: Any, group: list[Job]) -> None:
        """One transaction for the whole group; a job that fails takes back its own part only."""
        began = time.monotonic()
        try:
            connection.execute("BEGIN IMMEDIATE")
            outcomes = [_attempt(ledger, connection, job) for job in group]
            ledger.registry.advance(list(self._counters().items()))
            connection.execute("COMMIT")
        except sqlite.Error:
            self.failures += 1
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            outcomes = [Busy(TROUBLE) for _ in group]
            ledger.grown.clear()
        self.commits += 1
        self.seconds += time.monotonic() - began
        assert self._loop is not None
        self._loop.call_soon_threadsafe(self._tell, group, outcomes, ledger.grown)

    def _tell(self, group: list[Job], outcomes: list[Any], grown: Mapping[str, int]) -> None:
        for job, outcome in zip(group, outcomes, strict=True):
            job.settle(outcome)
        if grown:
            self._grew(grown)


def _attempt(ledger: Ledger, connection: Any, job: Job) -> Any:
    """The result of one job, or its exception with everything it wrote undone; raises when the disk refuses."""
    connection.execute("SAVEPOINT job")
    try:
        outcome = job.work(ledger)
    except sqlite.OperationalError:
        raise
    except Exception as error:
        connection.execute("ROLLBACK TO job")
        outcome = error
    connection.execute("RELEASE job")
    return outcome


def _settle(future: asyncio.Future[Any], outcome: Any) -> None:
    if future.done():
        return
    if isinstance(outcome, Exception):
        future.set_exception(outcome)
    else:
        future.set_result(outcome)
