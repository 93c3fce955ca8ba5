"""The line before the writer: urgent work first, then the devices in turn; who sends much delays nobody else."""

from __future__ import annotations

import threading
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

GROUP_BYTES: Final = 32 * 1024
"""Bodies of one commit, about: some 1,000 events, 25 milliseconds; an urgent one waits for no more."""

GROUP_JOBS: Final = 64


@dataclass(slots=True)
class Job:
    """Something to do inside the writer's transaction."""

    device: str
    work: Callable[[Any], Any]
    size: int = 0
    urgent: bool = False
    since: float = 0.0
    settle: Callable[[Any], None] = field(default=lambda outcome: None)
    """Told the result, or the exception, when the disk has it."""


class Line:
    """Waiting jobs; put in by any thread, taken out by the writer."""

    def __init__(self) -> None:
        """Nobody waits."""
        self._urgent: deque[Job] = deque()
        self._devices: OrderedDict[str, deque[Job]] = OrderedDict()
        self._change = threading.Condition()
        self._closed = False
        self.jobs = 0
        self.bytes = 0

    def put(self, job: Job) -> None:
        """Let `job` wait its turn."""
        with self._change:
            waiting = self._urgent if job.urgent else self._devices.setdefault(job.device, deque())
            waiting.append(job)
            self.jobs += 1
            self.bytes += job.size
            self._change.notify()

    def oldest(self) -> float | None:
        """Since when the longest waiting job waits; None when none does."""
        with self._change:
            firsts = [waiting[0].since for waiting in (self._urgent, *self._devices.values()) if waiting]
        return min(firsts, default=None)

    def take(self) -> list[Job]:
        """The next group, waiting until there is one; empty when the line was closed and is done."""
        with self._change:
            while not self.jobs and not self._closed:
                self._change.wait()
            group: list[Job] = []
            size = 0
            while self.jobs and len(group) < GROUP_JOBS and (not group or size < GROUP_BYTES):
                job = self._next()
                size += job.size
                group.append(job)
            return group

    def _next(self) -> Job:
        self.jobs -= 1
        if self._urgent:
            job = self._urgent.popleft()
        else:
            device, waiting = self._devices.popitem(last=False)
            job = waiting.popleft()
            if waiting:
                self._devices[device] = waiting
        self.bytes -= job.size
        return job

    def close(self) -> None:
        """Nothing more will come; what waits is still taken."""
        with self._change:
            self._closed = True
            self._change.notify_all()
