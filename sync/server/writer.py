"""The one thread that writes: jobs gathered into one commit, answered only when the disk has them."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from math import ceil
from typing import Any, Final

from sync.messages import Busy
from sync.server.line import Job, Line
from sync.server.requests_log import fault
from sync.server.storage import Ledger, Pen, Unavailable

PATIENCE: Final = 3.0
"""Seconds somebody waits before newcomers are asked to come later."""

MOST_WAITING: Final = 64 * 1024 * 1024
"""Bytes of bodies that wait at most."""

TROUBLE: Final = 15
"""Seconds to wait after the disk refused."""


Counters = Callable[[], Collection[tuple[str, int]]]
"""Hands over the counters of requests that are to be stored, by device."""


class Writer:
    """Commits in groups; `counters` hands over the request counters to store, `grew` hears which feeds ended where."""

    def __init__(
        self,
        pen: Callable[[], Pen],
        counters: Counters,
        grew: Callable[[Mapping[str, int]], None],
    ) -> None:
        """Write with a `pen` made in a thread of its own, once started."""
        self._make, self._counters, self._grew = pen, counters, grew
        self.line = Line()
        self.commits = self.failures = 0
        self.seconds = 0.0
        self.refused = False
        """Whether the disk refused the last group."""
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
        pen = self._make()
        while group := self.line.take():
            self._commit(pen, group)
        with suppress(Unavailable):
            pen.group([self._count])
        pen.close()

    def _count(self, ledger: Ledger) -> None:
        if counters := self._counters():
            ledger.registry.advance(counters)

    def _commit(self, pen: Pen, group: list[Job]) -> None:
        """One transaction for the whole group."""
        began = time.monotonic()
        try:
            outcomes, grown = pen.group([*(job.work for job in group), self._count])
            self.refused = False
        except Unavailable as error:
            fault("writer", error.__cause__ or error)
            self.failures += 1
            self.refused = True
            outcomes, grown = [Busy(TROUBLE) for _ in group], {}
        self.commits += 1
        self.seconds += time.monotonic() - began
        assert self._loop is not None
        self._loop.call_soon_threadsafe(self._tell, group, outcomes[: len(group)], grown)
        with suppress(Unavailable):
            if later := pen.settle():
                self._loop.call_soon_threadsafe(self._grew, later)

    def _tell(self, group: list[Job], outcomes: list[Any], grown: Mapping[str, int]) -> None:
        for job, outcome in zip(group, outcomes, strict=True):
            job.settle(outcome)
        if grown:
            self._grew(grown)


def _settle(future: asyncio.Future[Any], outcome: Any) -> None:
    if future.done():
        return
    if isinstance(outcome, Exception):
        future.set_exception(outcome)
    else:
        future.set_result(outcome)
