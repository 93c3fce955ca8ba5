"""A fresh terminal follows a branch's whole feed until it is folded and searchable; somebody works at its screen meanwhile."""

from __future__ import annotations

import random
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from core.clock import SystemClock
from core.records import log
from core.replica.act import Desk
from core.replica.engine import connect
from core.replica.replica import DATABASE, Replica
from core.replica.setup import set_up
from core.search.find import first_page
from sync import rounds
from sync.joined import load_link
from sync.transport import Transport
from tests.benchmarks.sync_bare import bare, lines
from tests.benchmarks.sync_kit import EMPTY, UNIT, Served, batches, key_of, served, wrote
from tests.benchmarks.timing import at, spent
from tests.benchmarks.watch import program
from tests.benchmarks.workload import sentence, station, stored
from tests.terminal import Terminal

BARE = 10_000
"""Changes of the bare loop that is pulled in the same run."""

SINGLES = 15
GLANCE = 0.05
"""Seconds between two things the officer at the screen does."""


def fresh(home: Path, sizes: list[int]) -> dict[str, Any]:
    """A feed of each size, followed from nothing."""
    return {str(size): _followed(home, size) for size in sizes}


def _followed(home: Path, size: int) -> dict[str, Any]:
    station(home / str(size), size).close()
    with TemporaryDirectory(dir=home) as name, served(Path(name) / "server") as server:
        place = Path(name)
        shutil.copytree(home / str(size), place / "old")
        with Replica(place / "old", SystemClock()) as old:
            server.join(old, UNIT)
            pushed = spent(lambda: _exchange(old))
            events = stored(old)
        return {
            "events": events,
            "pushed_per_s": round(events / pushed.wall),
            "bare_pull_per_s": _bare(place),
            **_alone(server, place, events),
            **_watched(server, place, events),
            **_at_the_keys(server, place, events),
            "server_mb": server.memory_mb(),
        }


def _alone(server: Served, place: Path, events: int) -> dict[str, Any]:
    """Nobody at the screen; and what a change costs behind the large feed and where there is none."""
    with _terminal(server, place / "alone", UNIT) as replica:
        before = server.cpu()
        taken = spent(lambda: _exchange(replica))
        serving = server.cpu() - before
        behind = [_one(replica) for _ in range(SINGLES)]
    with _terminal(server, place / "small", EMPTY) as replica:
        _exchange(replica)
        without = [_one(replica) for _ in range(SINGLES)]
    return {
        "followed_per_s": round(events / taken.wall),
        "followed_cpu_us_a_change": round(taken.cpu / events * 1e6, 1),
        "served_cpu_us_a_change": round(serving / events * 1e6, 1),
        "first_push_ms": round(behind[0] * 1000, 1),
        "push_ms": at(sorted(behind), 0.5),
        "push_into_an_empty_feed_ms": at(sorted(without), 0.5),
    }


def _watched(server: Served, place: Path, events: int) -> dict[str, Any]:
    """An officer writes lines and searches, on the screen's own connection, while a thread follows the feed."""
    chance, saves, looks = random.Random(7), list[float](), list[float]()
    with _terminal(server, place / "watched", UNIT) as screen:
        desk = Desk(screen)
        follower = threading.Thread(target=_follow, args=(screen.directory,))
        begun = time.perf_counter()
        follower.start()
        while follower.is_alive():
            saves.append(spent(lambda: desk.do(log.note, sentence(chance))).wall)
            looks.append(spent(lambda: first_page(screen, "集装箱冒烟")).wall)
            follower.join(GLANCE)
        took = time.perf_counter() - begun
    saves.sort()
    looks.sort()
    return {
        "watched_per_s": round(events / took),
        "saves_meanwhile": len(saves),
        "save_meanwhile_p50_ms": at(saves, 0.5),
        "save_meanwhile_p95_ms": at(saves, 0.95),
        "save_meanwhile_max_ms": at(saves, 1),
        "search_meanwhile_p95_ms": at(looks, 0.95),
    }


def _at_the_keys(server: Served, place: Path, events: int) -> dict[str, Any]:
    """The real program through a pseudo-terminal, from its start on: it follows the feed, somebody types and saves."""
    with _terminal(server, place / "keys", UNIT):
        pass
    keys, lines = list[float](), list[float]()
    followed = connect(place / "keys" / DATABASE, read_only=True)
    begun = time.perf_counter()
    with program(place / "keys") as terminal:
        first = terminal.wait_for("F10")
        while _taken(followed) < events:
            typed, saved = _line(terminal, f"泵房{len(lines):03}")
            keys += typed
            lines.append(saved)
        took = time.perf_counter() - begun
    followed.close()
    keys.sort()
    lines.sort()
    return {
        "program_follows_per_s": round(events / took),
        "first_paint_ms": round(first * 1000),
        "keys_meanwhile": len(keys),
        "key_meanwhile_p50_ms": at(keys, 0.5),
        "key_meanwhile_p95_ms": at(keys, 0.95),
        "key_meanwhile_max_ms": at(keys, 1),
        "line_meanwhile_p50_ms": at(lines, 0.5),
        "line_meanwhile_p95_ms": at(lines, 0.95),
        "line_meanwhile_max_ms": at(lines, 1),
    }


def _line(terminal: Terminal, text: str) -> tuple[list[float], float]:
    """Seconds from each key of a line until it stands in the prompt, and from Enter until the line is in the log."""
    keys = [_seen(terminal, key, f"：{text[:end]}") for end, key in enumerate(text, 1)]
    return keys, _seen(terminal, "enter", f" {text} ", gone=f"：{text}")


def _seen(terminal: Terminal, key: str, wanted: str, gone: str = "\0") -> float:
    """Seconds from a key until `wanted` is on the screen and `gone` is not."""
    terminal.settle(GLANCE)
    begun = time.perf_counter()
    terminal.press(key)
    terminal.wait_for(lambda: wanted in terminal.text and gone not in terminal.text)
    return terminal.read_at - begun


def _taken(connection: Any) -> int:
    """How much of the feed is stored."""
    row = connection.execute("SELECT max(n) FROM mark").fetchone()
    return row[0] or 0


def _follow(directory: Path) -> None:
    """What the background worker does, on a connection of its own."""
    with Replica(directory, SystemClock()) as replica:
        _exchange(replica)


@contextmanager
def _terminal(server: Served, place: Path, unit: str) -> Iterator[Replica]:
    """A new terminal, joined."""
    with set_up(place, SystemClock(), station="东港站", code="东港") as replica:
        server.join(replica, unit)
        yield replica


def _one(replica: Replica) -> float:
    """Seconds until a line that was written is acknowledged, and the feed followed."""
    Desk(replica).do(log.note, "泵房正常")
    return spent(lambda: _exchange(replica)).wall


def _exchange(replica: Replica) -> None:
    """Until both sides have everything."""
    link = load_link(replica)
    assert link is not None
    transport = Transport(link, key_of(replica))
    try:
        outcome = rounds.go(replica, transport)
        assert not outcome.error, outcome
    finally:
        transport.close()


def _bare(place: Path) -> int:
    """Changes a second of the bare loop's pull, in the same run."""
    with bare(place) as floor:
        for batch in batches(wrote(1, BARE), 500):
            floor.push(lines(batch))
        return round(BARE / spent(lambda: floor.pull(1000)).wall)
