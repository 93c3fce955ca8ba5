"""The real program through a pseudo-terminal: start, keys, memory, at a station with a long journal.

`python -m tests.benchmarks.watch [--events 100000] [--home DIR]` prints JSON. The peer of the start is a three-pane
Textual screen started in the same run, turn by turn.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, NamedTuple

from core.clock import STATION_ZONE, ManualClock
from core.replica.engine import sqlite
from core.replica.replica import Replica
from tests.benchmarks.screen_kit import peer, series
from tests.benchmarks.timing import at, machine, paired
from tests.benchmarks.workload import station
from tests.terminal import Terminal
from tests.tui.station import live_through

READY: Final = "3号泊位 集装箱冒烟"
"""An open incident: when it shows, the page shows what is stored."""


def lived_in(home: Path, events: int) -> Path:
    """A copy of the journal of `events` events, with a shift running on top of it."""
    folder = home / f"watch-{events}"
    if not folder.exists():
        station(home / str(events), events).close()
        shutil.copytree(home / str(events), folder)
        now = datetime.now(STATION_ZONE)
        clock = ManualClock(now - timedelta(hours=20), boot_ms=1_000_000)
        with Replica(folder, clock) as replica:
            live_through(replica, clock, now)
    return folder


def program(folder: Path) -> Terminal:
    """The program on `folder`."""
    return Terminal([sys.executable, "-m", "watchroom", "--data", str(folder), "--lang", "zh"])


@contextmanager
def at_watch(folder: Path) -> Iterator[Terminal]:
    """The program with its first page up."""
    with program(folder) as terminal:
        terminal.wait_for(READY)
        terminal.settle(0.3)
        yield terminal


def first_paint(start: Callable[[], Terminal], ready: str) -> float:
    """Milliseconds from process start until `ready` is on the screen."""
    begun = time.perf_counter()
    with start() as terminal:
        terminal.wait_for(ready)
        return (time.perf_counter() - begun) * 1000


def resident_mb(pid: int) -> float:
    """Resident memory of a process."""
    pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    return round(pages * 4096 / 1e6, 1)


class Keys(NamedTuple):
    """What is measured, between keys that lead there and back; every series ends where it began."""

    before: list[str]
    measured: list[str]
    after: list[str]
    back: str = ""
    """Pressed after every measured key: from the page it opened back to where it was."""


def typed(text: str, times: int = 2) -> list[str]:
    """`text` key by key, and taken back again, some times over."""
    return [*text, *["backspace"] * len(text)] * times


SERIES: Final = {
    "watch: a Chinese line": Keys([], typed("三号泊位集装箱冒烟二车到场"), []),
    "watch: a command": Keys([], typed("jh wbz", 4), []),
    "watch: log down": Keys(["pagedown"], ["down"] * 40, ["escape"]),
    "watch: log page": Keys(["pagedown"], ["pagedown", "pageup"] * 15, ["escape"]),
    "watch: zones": Keys([], ["tab"] * 24, []),
    "alarm: opened": Keys([], ["f2"] * 20, [], "escape"),
    "alarm: left with Esc": Keys(["f2"], ["escape"] * 20, ["escape"], "f2"),
    "alarm: typed": Keys(["f2"], typed("hz 3号泊位 冒烟"), ["escape"]),
    "incident: opened": Keys(["tab", "tab"], ["enter"] * 20, ["escape"], "escape"),
    "incident: typed": Keys(["tab", "tab", "enter"], typed("港调说箱内为空"), ["escape", "escape"]),
    "roll call: opened": Keys([], ["f3"] * 20, [], "escape"),
    "meeting: opened": Keys([], ["f4"] * 20, [], "escape"),
    "handover: opened": Keys([], ["f6"] * 20, [], "escape"),
    "search: opened": Keys([], ["f7"] * 20, [], "escape"),
    "search: typed": Keys(["f7"], typed("集装箱冒烟", 3), ["escape"]),
    "search: initials typed": Keys(["f7"], typed("jzxmy", 3), ["escape"]),
    "search: hits walked": Keys(["f7", "烟"], ["down"] * 30, ["escape"]),
    "menu: opened": Keys([], ["f9"] * 20, [], "escape"),
}


def all_series(terminal: Terminal) -> dict[str, dict[str, float]]:
    """Every series, by name."""
    found = {}
    for name, keys in SERIES.items():
        for key in keys.before:
            terminal.press(key)
            terminal.settle(0.15)
        found[name] = series(terminal, keys.measured, keys.back)
        for key in keys.after:
            terminal.press(key)
            terminal.settle(0.15)
    return found


def a_line_from_the_shell(folder: Path, rounds: int) -> dict[str, float]:
    """Milliseconds of `watchroom log TEXT`, against Python with the same three libraries doing nothing."""
    line = [sys.executable, "-m", "watchroom", "--data", str(folder), "log", "巡查 泵房正常"]
    floor = [sys.executable, "-c", f"import click, json, {sqlite.__name__}"]

    def run(command: list[str]) -> Callable[[], object]:
        return lambda: subprocess.run(command, check=True, capture_output=True)

    ours, floors = paired(run(line), run(floor), rounds)
    return {"p50_ms": at(ours, 0.5), "floor_p50_ms": at(floors, 0.5)}


def measure(home: Path, events: int, rounds: int) -> dict[str, object]:
    """All figures."""
    folder = lived_in(home, events)
    figures: dict[str, object] = {"machine": machine(), "events": events}
    with at_watch(folder) as terminal:
        figures["resident_mb"] = resident_mb(terminal.pid)
        figures["keys"] = all_series(terminal)
        figures["resident_after_mb"] = resident_mb(terminal.pid)
    pairs = [
        (first_paint(lambda: program(folder), READY), first_paint(lambda: peer(""), "line 3 of"))
        for _ in range(rounds)
    ]
    ours, theirs = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratio = statistics.median(one / other for one, other in pairs)
    figures["log, a whole process"] = a_line_from_the_shell(folder, rounds)
    figures["first paint"] = {"ms": round(ours), "peer_ms": round(theirs), "ratio": round(ratio, 2)}
    return figures


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.watch")
    parser.add_argument("--events", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--home", type=Path)
    asked = parser.parse_args()
    home = asked.home or Path(tempfile.mkdtemp(prefix="watchroom-bench-"))
    print(json.dumps(measure(home, asked.events, asked.rounds), ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
