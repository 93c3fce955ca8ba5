"""The company of domain §14: headquarters, a branch with its relay, three stations, two offices; and one clock."""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, TypeVar

from core.agent import Chores
from core.clock import STATION_ZONE, ManualClock
from core.demo.cast import BEIDI, BRANCH, DONGGANG, HEADQUARTERS, YOUQU, units
from core.demo.cues import Cue
from core.demo.scene import Scene
from core.demo.station import furnish, staff
from core.demo.typed import typed_in
from core.replica.seat import load_key
from core.replica.setup import set_up
from core.signing import Signature
from sync.agent.agent import Agent
from sync.agent.tie import join
from sync.exchange import Answer, Request
from sync.joined import adopt, load_link
from sync.joining import enrol
from sync.link import Link
from sync.rounds import Outcome, go
from sync.server.house import House
from sync.server.registry import Unit
from sync.transport import Transport
from tests.core.signatures import signed
from tests.sync.running import Running, running
from tests.sync.tiers import agent_of, feed, until
from tui.screens import registry
from tui.sheet.span import Row, Size
from tui.shell import Shell
from tui.terminal import Terminal

T = TypeVar("T")
TREE = tuple(Unit(*one) for one in units())
DEAD = "http://127.0.0.1:9"
"""Where nobody listens: a line that is cut ends there."""

PATHS = {
    "hq": HEADQUARTERS,
    "hq/b2": BRANCH,
    "hq/b2/donggang": DONGGANG,
    "hq/b2/beidi": BEIDI,
    "hq/b2/youqu": YOUQU,
}


class Post(Scene):
    """One terminal: its people act by name, its exchange runs when told, its line can be cut."""

    def __init__(self, home: Path, clock: ManualClock, unit: str, server: Running) -> None:
        """Set up empty in `home` and joined to `server` as the unit at path `unit`."""
        story = PATHS[unit]
        cast = story.told("station")
        replica = set_up(home, clock, station=cast["station"], code=cast["code"])
        replica.connection.execute("PRAGMA synchronous = OFF")
        super().__init__(replica, clock, story)
        self.home, self.unit, self.typed = home, unit, list[str]()
        self.cut = False
        """Whether the line to the server is down."""
        key = load_key(home)
        assert key is not None
        self._secret = key.secret
        assert replica.seat is not None
        adopt(replica, enrol(server.url, server.invitation(unit), replica.seat.device, key.secret, "A"))
        self.screen = Terminal(replica)
        self.line: Callable[[Link, bytes], Any] = Transport
        """What the line is made of while it is not cut."""

    def do(self, operation: Callable[..., T], *args: Any, author: str = "", **more: Any) -> T:
        """See `Scene.do`; what somebody typed is kept in `typed`."""
        self.typed += [text for given in (*args, *more.values()) for text in typed_in(given)]
        return super().do(operation, *args, author=author, **more)

    def sign(self, name: str) -> Signature:
        """The signature of `name`, who typed the right PIN just now."""
        return signed(self.replica, self.id(name))

    def state(self, record: str, kind: type[T]) -> T:
        """A record as it stands here."""
        found = self.replica.state(record)
        assert isinstance(found, kind), found
        return found

    def sync(self) -> Outcome:
        """Exchange to the end, then show what came: an open screen would do both by itself."""
        link = load_link(self.replica)
        assert link is not None
        way = self.dial(link, self._secret)
        try:
            outcome = go(self.replica, way)
        finally:
            way.close()
        self.banner()
        self.screen.tick(heard=False)
        return outcome

    def dial(self, link: Link, secret: bytes) -> Any:
        """The way to the server, or to nowhere."""
        return Transport(replace(link, url=DEAD), secret) if self.cut else self.line(link, secret)

    def paint(self, page: str) -> list[Row]:
        """The rows of a page as this terminal shows it now, at 80x24."""
        shell = Shell(self.screen, registry(), "watch")
        shell.open(page)
        return list(shell.compose(Size(80, 24)).rows)

    def page(self, name: str) -> str:
        """The text of a page as this terminal shows it now, row under row."""
        return "\n".join("".join(span.text for span in row) for row in self.paint(name))

    def banner(self) -> str:
        """The sentence across every screen."""
        return self.screen.situation(self.clock.now()).banner


class Clerk(Post):
    """The branch's clerk with its chores, as the thread beside the server does them (`sync.agent.clerk`), but when told."""

    def __init__(self, home: Path, clock: ManualClock, server: Running) -> None:
        """Joined like any console of the branch."""
        super().__init__(home, clock, "hq/b2", server)
        self._chores = Chores()

    def work(self) -> None:
        """Take in what came, do what is to be done about it, hand it up."""
        assert self.sync().agreed
        if self._chores.do(self.replica):
            assert self.sync().agreed


class Repeating:
    """A bad line over which every request arrives so many times; the answer to the last is the one that comes back."""

    def __init__(self, link: Link, secret: bytes, times: int = 4) -> None:
        """To the server of `link`."""
        self._way, self._times = Transport(link, secret), times

    def send(self, request: Request) -> Answer:
        """See `Transport.send`."""
        answers = [self._way.send(request) for _ in range(self._times)]
        return answers[-1]

    def close(self) -> None:
        """Let go of the connection."""
        self._way.close()


class Company:
    """Everybody, from the headquarters down."""

    def __init__(
        self, clock: ManualClock, hq: Running, branch: Running, posts: dict[str, Post], clerk: Clerk
    ) -> None:
        """The servers run; the terminals are set up."""
        self.clock, self.hq, self.branch, self.posts, self.clerk = clock, hq, branch, posts, clerk
        self.first_day = clock.now().date()

    @property
    def office(self) -> Post:
        """The terminal of the branch."""
        return self.posts["hq/b2"]

    @property
    def headquarters(self) -> Post:
        """The terminal of the headquarters."""
        return self.posts["hq"]

    @property
    def donggang(self) -> Post:
        """东港站."""
        return self.posts["hq/b2/donggang"]

    @property
    def beidi(self) -> Post:
        """北堤站."""
        return self.posts["hq/b2/beidi"]

    @property
    def youqu(self) -> Post:
        """油区站."""
        return self.posts["hq/b2/youqu"]

    @property
    def stations(self) -> tuple[Post, ...]:
        """The three stations."""
        return self.donggang, self.beidi, self.youqu

    def at(self, clock_time: str, day: int = 0) -> datetime:
        """Let it become `clock_time` on `day` of the story (1 is the first), or next time it is so; returns when."""
        today = (self.clock.now().date() - self.first_day).days + 1
        moment = self.on(clock_time, day or today)
        if not day and moment < self.clock.now():
            moment += timedelta(days=1)
        assert moment >= self.clock.now(), "time never runs back"
        self.clock.set(moment)
        return moment

    def on(self, clock_time: str, day: int = 1) -> datetime:
        """That time on a day of the story, 1 being the first."""
        on = self.first_day + timedelta(days=day - 1)
        return datetime.combine(on, time.fromisoformat(clock_time), STATION_ZONE)

    def become(self, moment: datetime) -> None:
        """See `core.demo.cues.Stage`."""
        self.clock.set(moment)

    def scene(self, unit: str) -> Post:
        """See `core.demo.cues.Stage`."""
        return self.posts[unit]

    def connect(self, unit: str, *, up: bool) -> None:
        """See `core.demo.cues.Stage`."""
        self.posts[unit].cut = not up

    def told(self, cue: Cue) -> None:
        """It goes up to the branch, or down to every station: live streams would do that at once."""
        here = self.posts[cue.unit]
        self._exchange(here)
        self.clerk.work()
        for one in (self.office,) if here in self.stations else self.stations:
            self._exchange(one)

    def exchange(self, *posts: Post) -> None:
        """Each exchanges in turn, the branch's terminal between the stations; nobody is left behind but who is cut."""
        for one in posts:
            self._exchange(one)
        self.clerk.work()
        for one in (self.office, *posts):
            self._exchange(one)

    def _exchange(self, one: Post) -> None:
        outcome = one.sync()
        assert outcome.agreed != one.cut, (one.unit, outcome)

    def relayed(self) -> None:
        """Let the branch's relay bring headquarters up to date."""
        scopes = [f"unit/{unit}" for unit in PATHS if unit != "hq"]
        agent_of(self.branch).poke()
        until(
            lambda: all(
                len(feed(self.hq.directory, one)) == len(feed(self.branch.directory, one)) for one in scopes
            )
        )


@contextmanager
def company(place: Path, start: datetime) -> Iterator[Company]:
    """The company at `start`, when the first team of each station begins its watch."""
    clock = ManualClock(start, boot_ms=1_000_000)
    with ExitStack() as open_:
        hq = open_.enter_context(running(place / "hq-server", clock=clock, tree=TREE))
        tie = join(place / "branch-server", hq.url, hq.invitation("hq/b2", relay=True), os.urandom)

        def relay(house: House) -> None:
            house.companion = Agent(house, tie, clock, random.uniform, Transport)

        branch = open_.enter_context(running(place / "branch-server", clock=clock, tree=TREE, prepare=relay))
        posts = {}
        for unit in PATHS:
            posts[unit] = Post(place / unit.replace("/", "-"), clock, unit, hq if unit == "hq" else branch)
            open_.callback(posts[unit].replica.close)
        clerk = Clerk(place / "branch-server" / "agent", clock, branch)
        open_.callback(clerk.replica.close)
        made = Company(clock, hq, branch, posts, clerk)
        for one in (made.office, made.headquarters):
            staff(one)
        for one in made.stations:
            furnish(one, start.date(), 0)
        made.exchange(*made.stations)
        for one in posts.values():
            one.typed.clear()
        yield made


def monday(weeks: int = 0) -> date:
    """A Monday in November 2026, so many weeks on."""
    return date(2026, 11, 2) + timedelta(weeks=weeks)


def morning(day: date) -> datetime:
    """The hour of the handover on `day`."""
    return datetime.combine(day, time(8), STATION_ZONE)
