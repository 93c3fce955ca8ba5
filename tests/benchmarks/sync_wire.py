"""Push, pull and single changes over loopback, both ends durable, against the bare loop in the same run."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sync.batch import Batch
from sync.messages import START, Hello, Page, Pull, Push, Stored
from sync.transport import Transport
from tests.benchmarks.sync_bare import Client, bare, lines
from tests.benchmarks.sync_kit import SCOPE, Served, Shelf, batches, bytes_of, served, wrote
from tests.benchmarks.timing import at

CHANGES = 10_000
SIZE = 500
SINGLES = 200
RUNS = 3


def wire(home: Path, _: list[int]) -> dict[str, Any]:
    """Everything of one terminal and one server."""
    found: dict[str, list[float]] = {}
    for run in range(RUNS):
        with TemporaryDirectory(dir=home) as place, served(Path(place)) as server:
            for name, value in _once(server, Path(place), run).items():
                found.setdefault(name, []).append(value)
    return {name: round(statistics.median(values), 3) for name, values in found.items()}


def _once(server: Served, place: Path, run: int) -> dict[str, float]:
    sent = batches(wrote(run, CHANGES), SIZE)
    texts = [lines(batch) for batch in sent]
    transport, shelf = server.transport(run), Shelf(place / "shelf.db")
    transport.send(Hello({}, {}))
    with bare(place) as floor:
        before = server.cpu(), time.process_time()
        pushed = _seconds(lambda: _push(transport, shelf, sent))
        cpu = server.cpu() - before[0] + time.process_time() - before[1]
        push_floor = _seconds(lambda: [floor.push(text) for text in texts])
        pulled = _seconds(lambda: _pull(transport, shelf))
        pull_floor = _seconds(lambda: floor.pull(1000))
        single = _single(transport, shelf, floor, run)
    idle = sorted(_seconds(lambda: transport.send(Hello({}, {}))) for _ in range(100))
    transport.close()
    return {
        "push_per_s": CHANGES / pushed,
        "push_to_bare": push_floor / pushed,
        "pull_per_s": CHANGES / pulled,
        "pull_to_bare": pull_floor / pulled,
        "bytes_a_change": bytes_of(sent) / CHANGES,
        "raw_bytes_a_change": sum(len(e.header) + len(e.body or b"") for b in sent for e in b.events)
        / CHANGES,
        "push_cpu_us_a_change": cpu / CHANGES * 1e6,
        "idle_check_ms": at(idle, 0.5),
        "server_mb": server.memory_mb(),
        **single,
    }


def _push(transport: Transport, shelf: Shelf, sent: list[Batch]) -> None:
    for batch in sent:
        answer = transport.send(Push(SCOPE, batch))
        assert isinstance(answer, Stored)
        shelf.note(answer)


def _pull(transport: Transport, shelf: Shelf) -> None:
    mark, more = START, True
    while more:
        page = transport.send(Pull(SCOPE, mark, {}))
        assert isinstance(page, Page)
        shelf.take(page)
        mark, more = page.mark, page.more


def _single(transport: Transport, shelf: Shelf, floor: Client, run: int) -> dict[str, float]:
    """One change at a time, acknowledged, the two in turn."""
    sent = batches(wrote(1000 + run, SINGLES), 1)
    ours, bare_ones = [], []
    for batch in sent:
        text = lines(batch)
        ours.append(_seconds(lambda one=batch: _push(transport, shelf, [one])))  # type: ignore[misc]
        bare_ones.append(_seconds(lambda one=text: floor.push(one)))  # type: ignore[misc]
    one, least = at(sorted(ours), 0.5), at(sorted(bare_ones), 0.5)
    return {"one_ms": one, "one_p95_ms": at(sorted(ours), 0.95), "one_to_bare": one / least}


def _seconds(action: Callable[[], Any]) -> float:
    start = time.perf_counter()
    action()
    return time.perf_counter() - start
