"""The company around the demo's first station: servers that run, terminals that join, write and exchange."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from core.clock import Clock, SystemClock
from core.demo.building import DAYS, build
from core.demo.cast import BEIDI as BEIDI_STORY
from core.demo.cast import units
from core.demo.second import build_second
from core.replica.replica import Replica
from sync.agent.standing import standing
from sync.messages import UNIT
from sync.rounds import go
from sync.server.registry import Unit
from sync.server.sqlite_storage import DATABASE
from sync.server.sqlite_store import SqliteStore
from watchroom.branch import join, way
from watchroom.demo.places import BEIDI, BRANCH, DONGGANG, Places
from watchroom.demo.tier import Tier

if TYPE_CHECKING:
    from sync.rounds import Outcome

PATIENCE: Final = 60.0
"""Seconds headquarters may take to get everything."""
NEIGHBOUR_DAYS: Final = 10
"""Days of work behind the other station."""


class Company:
    """Servers and terminals of one demo; made by `founded`."""

    def __init__(self, places: Places, branch: Tier, headquarters: Tier) -> None:
        """Around the terminal in `places.first`."""
        self.places, self.branch, self.headquarters = places, branch, headquarters

    def join(self, directory: Path, unit: str) -> None:
        """The terminal in `directory` joins by a code of its own."""
        enrol(directory, self.branch.url, self.branch.invite(unit))

    def staff(self, until: datetime) -> None:
        """Make the other terminals as they are at `until`; the first one's is there already."""
        build(self.places.neighbour, until, days=min(DAYS, NEIGHBOUR_DAYS), story=BEIDI_STORY)
        build_second(self.places.second, self.places.first, until)
        self.join(self.places.neighbour, BEIDI)
        self.join(self.places.second, DONGGANG)

    def exchange(self, *directories: Path, stop: Callable[[], bool] = bool) -> None:
        """Each of the terminals exchanges once, in this order."""
        for directory in directories:
            if not stop():
                exchanged(directory, stop)

    def noted(self, seconds: float = PATIENCE) -> bool:
        """Let the branch's clerk say what it has to say to everything that came in, then stop it; whether it could."""
        until, clerk = time.monotonic() + seconds, self.branch.clerk
        rounds = None
        while rounds is None or clerk.rounds < rounds + 2:
            if time.monotonic() > until:
                return False
            if not self._followed():
                rounds = None
            elif rounds is None:
                rounds = clerk.rounds
            time.sleep(0.05)
        clerk.stop()
        return True

    def _followed(self) -> bool:
        """Whether the clerk has read all feeds of its branch to their ends."""
        there = SqliteStore(self.places.branch / DATABASE, read_only=True)
        try:
            ends = {scope: there.end(scope).n for scope in (UNIT + BRANCH, UNIT + DONGGANG, UNIT + BEIDI)}
        finally:
            there.close()
        return all(self.branch.clerk.marks.get(scope, 0) == n for scope, n in ends.items())

    def relayed(self, seconds: float = PATIENCE) -> bool:
        """Wait until headquarters has what the branch has; whether it came to that within so many seconds."""
        until = time.monotonic() + seconds
        while (there := standing(self.places.branch, BRANCH)) and (there[1] or not there[0].done):
            if time.monotonic() > until:
                return False
            time.sleep(0.05)
        return True


@contextmanager
def founded(places: Places) -> Iterator[Company]:
    """The servers run until the end of the block."""
    tree = [Unit(*one) for one in units()]
    with ExitStack() as running:
        headquarters = Tier(places.headquarters, tree)
        running.callback(headquarters.stop)
        branch = Tier(places.branch, tree, (headquarters.url, headquarters.invite(BRANCH, relay=True)))
        running.callback(branch.stop)
        yield Company(places, branch, headquarters)


def enrol(directory: Path, url: str, code: str, clock: Clock | None = None) -> None:
    """The terminal in `directory` joins the server at `url`; raises Refusal or NotReached."""
    from sync.joined import adopt

    with Replica(directory, clock or SystemClock()) as replica:
        adopt(replica, join(replica, url, code))


def exchanged(directory: Path, stop: Callable[[], bool] = bool) -> Outcome:
    """One exchange of the terminal in `directory`, to its end."""
    with Replica(directory, SystemClock()) as replica, way(replica) as there:
        return go(replica, there, stop=stop)
