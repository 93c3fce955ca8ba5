"""The same exchange with the records in one file and in PostgreSQL, and with one and two server processes on it."""

from __future__ import annotations

import statistics
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sync.batch import Batch
from sync.messages import START, Hello, Page, Pull, Push, Stored
from sync.transport import Transport
from tests.benchmarks.sync_kit import SCOPE, Served, batches, secret, served, wrote
from tests.benchmarks.timing import at
from tests.sync.postgres import Postgres, started

CHANGES, SIZE, SINGLES, TERMINALS, RUNS = 10_000, 500, 200, 4, 3


def postgres(home: Path, _: list[int]) -> dict[str, Any]:
    """Medians of paired runs: the file, the database with one process, the database with two."""
    found: dict[str, list[float]] = {}
    with started() as database:
        for run in range(RUNS):
            for name, value in _once(home, database, run).items():
                found.setdefault(name, []).append(value)
    return {name: round(statistics.median(values), 3) for name, values in found.items()}


def _once(home: Path, database: Postgres, run: int) -> dict[str, float]:
    figures: dict[str, float] = {}
    for engine, processes in (("sqlite", 1), ("postgres", 1), ("postgres_two", 2)):
        url = "" if engine == "sqlite" else database.fresh()
        with TemporaryDirectory(dir=home) as place, ExitStack() as stack:
            servers = [stack.enter_context(served(Path(place), url)) for _ in range(processes)]
            figures |= {f"{engine}_{name}": value for name, value in _exchange(servers, run).items()}
    for name in ("push_per_s", "pull_per_s", "many_push_per_s"):
        figures[f"postgres_to_sqlite_{name}"] = figures[f"postgres_{name}"] / figures[f"sqlite_{name}"]
    figures["two_to_one_many_push"] = (
        figures["postgres_two_many_push_per_s"] / figures["postgres_many_push_per_s"]
    )
    return figures


def _exchange(servers: list[Served], run: int) -> dict[str, float]:
    """One terminal's push and pull, single changes, and several terminals at once."""
    first, sent = servers[0], batches(wrote(run, CHANGES), SIZE)
    transport = first.transport(run)
    transport.send(Hello({}, {}))
    pushed = _seconds(lambda: _push(transport, sent))
    pulled = _seconds(lambda: _pull(transport))
    singles = batches(wrote(1000 + run, SINGLES), 1)
    one = sorted(_seconds(lambda batch=batch: _push(transport, [batch])) for batch in singles)  # type: ignore[misc]
    transport.close()
    return {
        "push_per_s": CHANGES / pushed,
        "pull_per_s": CHANGES / pulled,
        "one_ms": at(one, 0.5),
        "many_push_per_s": TERMINALS * CHANGES / _many(servers, run),
    }


def _many(servers: list[Served], run: int) -> float:
    """Seconds until several terminals, spread over the processes, have everything acknowledged."""
    numbers = [2000 + 10 * run + place for place in range(TERMINALS)]
    waiting = {number: batches(wrote(number, CHANGES), SIZE) for number in numbers}
    ways = []
    for place, number in enumerate(numbers):
        link = replace(servers[0].link(number), url=servers[place % len(servers)].url)
        ways.append((Transport(link, secret(number)), waiting[number]))
        ways[-1][0].send(Hello({}, {}))
    threads = [threading.Thread(target=_push, args=way) for way in ways]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - began
    for transport, _ in ways:
        transport.close()
    return took


def _push(transport: Transport, sent: list[Batch]) -> None:
    for batch in sent:
        assert isinstance(transport.send(Push(SCOPE, batch)), Stored)


def _pull(transport: Transport) -> None:
    mark, more = START, True
    while more:
        page = transport.send(Pull(SCOPE, mark, {}))
        assert isinstance(page, Page)
        mark, more = page.mark, page.more


def _seconds(action: Callable[[], Any]) -> float:
    start = time.perf_counter()
    action()
    return time.perf_counter() - start
