"""The stage of a story: headquarters, the branch with its relay and its clerk, the terminals, and one clock."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from core.clock import SetClock
from core.demo.cast import units
from core.demo.cues import Cue
from sync.agent.standing import standing
from sync.messages import UNIT
from sync.server.registry import Unit
from sync.server.sqlite_storage import DATABASE
from sync.server.sqlite_store import SqliteStore
from watchroom.demo.places import BRANCH
from watchroom.demo.play.places import OFFICE, PARTS, STATIONS, Places
from watchroom.demo.play.post import Post
from watchroom.demo.tier import Tier

PATIENCE: Final = 60.0
"""Seconds the clerk and headquarters may take for what came in."""


@dataclass(frozen=True, slots=True)
class Told:
    """A cue everybody heard of."""

    at: datetime
    unit: str
    says: str


class Stage:
    """See `core.demo.cues.Stage`."""

    def __init__(self, places: Places, clock: SetClock, branch: Tier, headquarters: Tier) -> None:
        """The servers run; nobody has come on yet."""
        self.places, self.clock, self.branch, self.headquarters = places, clock, branch, headquarters
        self.posts: dict[str, Post] = {}
        self.heard: list[Told] = []
        self.on_told: Callable[[Told], None] = lambda told: None
        self.move_to: Callable[[datetime], None] = clock.set

    @property
    def office(self) -> Post:
        """The branch's console."""
        return self.posts[OFFICE.unit]

    @property
    def stations(self) -> list[Post]:
        """The stations' terminals."""
        return [self.posts[one.unit] for one in STATIONS]

    def become(self, moment: datetime) -> None:
        """See `core.demo.cues.Stage`."""
        self.move_to(moment)

    def scene(self, unit: str) -> Post:
        """See `core.demo.cues.Stage`; who acts knows what an open screen wrote meanwhile."""
        self.posts[unit].replica.refresh()
        return self.posts[unit]

    def connect(self, unit: str, *, up: bool) -> None:
        """See `core.demo.cues.Stage`."""
        self.posts[unit].connect(up=up)

    def told(self, cue: Cue) -> None:
        """It goes up to the branch, or down to every station, before time goes on."""
        here = self.posts[cue.unit]
        here.exchange()
        self.settled()
        for one in (self.office,) if here is not self.office else self.stations:
            one.exchange()
        self.heard.append(Told(self.clock.now(), cue.unit, cue.says))
        self.on_told(self.heard[-1])

    def all_exchanged(self) -> None:
        """Everybody has what the others wrote."""
        for _ in range(2):
            self.in_touch()
            self.settled()

    def in_touch(self) -> None:
        """Every terminal exchanges once, as far as it has a line."""
        for one in (*self.stations, self.office):
            one.exchange()

    def relayed(self) -> None:
        """Headquarters has everything too; the relay is told to, whose own waits a clock that stands never ends."""
        assert self.branch.relay is not None
        self.branch.relay.poke()
        self._until(self._relayed)

    def settled(self) -> None:
        """Wait until the clerk has said what it has to say to everything that came in."""
        clerk, rounds = self.branch.clerk, -1

        def said() -> bool:
            nonlocal rounds
            if not self._followed():
                rounds = -1
            elif rounds < 0:
                rounds = clerk.rounds
            return 0 <= rounds < clerk.rounds

        self._until(said)

    def _followed(self) -> bool:
        """Whether the clerk has read all feeds of its branch to their ends."""
        there = SqliteStore(self.places.branch / DATABASE, read_only=True)
        try:
            ends = {UNIT + one.unit: there.end(UNIT + one.unit).n for one in PARTS}
        finally:
            there.close()
        return all(self.branch.clerk.marks.get(scope, 0) == n for scope, n in ends.items())

    def _relayed(self) -> bool:
        there = standing(self.places.branch, BRANCH)
        return there is None or (bool(there[0].done) and not there[1])

    @staticmethod
    def _until(holds: Callable[[], bool]) -> None:
        until = time.monotonic() + PATIENCE
        while not holds() and time.monotonic() < until:
            time.sleep(0.01)


@contextmanager
def set_stage(places: Places, clock: SetClock) -> Iterator[Stage]:
    """The servers run and every terminal is on duty until the end of the block.

    Raises Refusal when the place belongs to a station already, or no server starts.
    """
    tree = [Unit(*one) for one in units()]
    with ExitStack() as running:
        headquarters = Tier(places.headquarters, tree, clock=clock)
        running.callback(headquarters.stop)
        above = headquarters.url, headquarters.invite(BRANCH, relay=True)
        branch = Tier(places.branch, tree, above, clock)
        running.callback(branch.stop)
        stage = Stage(places, clock, branch, headquarters)
        for one in PARTS:
            post = Post(places.terminal(one), clock, one, branch)
            running.callback(post.replica.close)
            stage.posts[one.unit] = post
        stage.all_exchanged()
        yield stage
