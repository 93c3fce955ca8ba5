"""The branch's board and the cadence engine over a year of forty stations.

`python -m tests.benchmarks.branch [--stations 40] [--days 365] [--home DIR]` prints JSON. The first paint is that of the
real program through a pseudo-terminal, from process start until the board stands; its peer is a
three-pane Textual screen started in the same run, turn by turn. The floor of the obligations is making and sorting as
many tuples as there are obligations.
"""

from __future__ import annotations

import argparse
import gc
import json
import statistics
import sys
import tempfile
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from core.clock import STATION_ZONE, SystemClock
from core.compile.branch import read_branch
from core.replica.replica import Replica
from core.rules.cadence import (
    BRANCH,
    STATION,
    Done,
    Emergency,
    Facts,
    Interruption,
    Obligation,
    Turn,
    obligations,
)
from tests.benchmarks.branch_year import branch_of
from tests.benchmarks.screen_kit import peer
from tests.benchmarks.timing import machine, samples, spent
from tests.benchmarks.watch import first_paint, program

DAY: Final = timedelta(days=1)
READY: Final = "1号站"
"""The first station: the board is painted whole, so when its name shows, its duties show too."""

_TEAMS: Final = ("1", "2", "3")
_MONTHLY: Final = ("leaders_exchange", "committee", "group", "theme_day")


def facts(start: datetime, days: int) -> Facts:
    """A station's and its branch's year: shifts of a day, weekly and monthly meetings, an emergency every two months."""
    done: dict[str, list[Done]] = {}

    def held(kind: str, at: datetime, minutes: int, team: str = "", shift: str = "") -> None:
        number = f"{kind}-{len(done.get(kind, ()))}"
        end = at + timedelta(minutes=minutes)
        done.setdefault(kind, []).append(Done(number, at, end, team, shift))

    turns, calls = [], []
    for day in range(days):
        at, shift = start + day * DAY, f"S{day}"
        turns.append(Turn(shift, _TEAMS[day % 3], at, at + DAY))
        held("rollcall", at, 5, shift=shift)
        held("handover", at + DAY, 0, shift=shift)
        calls.append(Interruption(f"A{day}", at + timedelta(hours=3), at + timedelta(hours=4)))
        if day % 9:
            held("pre_shift", at, 9, _TEAMS[day % 3], shift)
        if day % 7 == 0:
            for kind in ("study", "team", "weekly"):
                for team in _TEAMS:
                    held(kind, at, 60, team)
        if day % 30 == 0:
            for kind in _MONTHLY:
                held(kind, at, 60)
    storms = [_storm(start + timedelta(days=60 * number), number) for number in range(days // 60)]
    ended = [(one.number, one.end) for one in storms if one.end is not None]
    return Facts(STATION | BRANCH, _TEAMS, turns, done, calls, storms, ended, start)


def _storm(start: datetime, number: int) -> Emergency:
    return Emergency(f"F{number}", start, start + 4 * DAY, ((start, "mode.orange"),))


def engine(stations: int, days: int, rounds: int) -> dict[str, Any]:
    """Seconds for all obligations of all stations, on the clock and of the processor."""
    start = datetime(2025, 11, 29, 8, tzinfo=STATION_ZONE)
    told, until = [facts(start, days) for _ in range(stations)], start + days * DAY
    found: list[list[Obligation]] = []
    gc.freeze()  # as the program does with what it holds once it is up

    def all_of_them() -> None:
        found[:] = [obligations(one, start, until, until) for one in told]

    taken = [spent(all_of_them) for _ in range(rounds)]
    floor = [spent(lambda: _made_again(found)) for _ in range(rounds)]
    return {
        "obligations": sum(map(len, found)),
        "s": round(statistics.median(one.wall for one in taken), 2),
        "cpu_s": round(statistics.median(one.cpu for one in taken), 2),
        "least_cpu_s": round(min(one.cpu for one in taken), 2),
        "floor_cpu_s": round(statistics.median(one.cpu for one in floor), 2),
    }


def _made_again(found: Sequence[Sequence[Obligation]]) -> None:
    for owed in found:
        again = [Obligation(*one) for one in owed]
        again.sort(key=lambda one: (one.due, one.rule, one.owner))


def board(folder: Path, rounds: int) -> dict[str, Any]:
    """Milliseconds to read the board, with nothing at hand and once more with the folds at hand."""
    cold, warm = [], []
    with Replica(folder, SystemClock()) as replica:
        now = replica.clock.now()
        events = replica.connection.execute("SELECT count(*) FROM event").fetchone()[0]
        for _ in range(rounds):
            replica.forget()
            cold += samples(lambda: read_branch(replica, now), 1)
            warm += samples(lambda: read_branch(replica, now), 1)
    return {
        "events": events,
        "cold_p50_ms": round(statistics.median(cold) * 1000, 1),
        "warm_p50_ms": round(statistics.median(warm) * 1000, 1),
    }


def paint(folder: Path, rounds: int) -> dict[str, Any]:
    """Process start until the board stands, against the peer."""
    pairs = [
        (first_paint(lambda: program(folder), READY), first_paint(lambda: peer(""), "line 3 of"))
        for _ in range(rounds)
    ]
    ours, theirs = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratio = statistics.median(one / other for one, other in pairs)
    return {"ms": round(ours), "peer_ms": round(theirs), "ratio": round(ratio, 2)}


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.branch")
    parser.add_argument("--stations", type=int, default=40)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--home", type=Path)
    asked = parser.parse_args()
    figures: dict[str, Any] = {"machine": machine()}
    figures["obligations"] = engine(asked.stations, asked.days, asked.rounds)
    home = asked.home or Path(tempfile.mkdtemp(prefix="watchroom-bench-"))
    folder = branch_of(home, asked.stations, asked.days)
    figures["board"] = board(folder, asked.rounds)
    figures["first paint"] = paint(folder, asked.rounds)
    figures["machine_afterwards"] = machine()
    json.dump(figures, sys.stdout, ensure_ascii=False, indent=1)
    print()


if __name__ == "__main__":
    main()
