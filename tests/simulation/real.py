"""The profile `real`: the product's terminals, server and relay on real files, under the same faults and the same judge."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from core.errors import Refusal
from core.records import log
from core.records.correction import amend
from core.replica.act import Desk
from sync.agent.local import StoreLocal
from sync.exchange import Answer, Exchange, Request, Write
from sync.held import Local
from sync.policy import ALL_ON, Policy
from sync.server.registry import Device
from tests.simulation import real_checks
from tests.simulation.checker import Truth
from tests.simulation.faults import Faults, Lost, PowerCut
from tests.simulation.real_nodes import Folders, RealServer, RealTerminal, ends_after, watched, written_here

STATIONS = ("东港站", "北堤站")
SCOPES = tuple(f"unit/station/{name[:2]}" for name in STATIONS)
STEPS = 30
MOST_REQUESTS = 400
MOST_TERMINALS = 4
MEMORY = Path("/dev/shm")
YEARS = (-30, 50, -1, 1)


@dataclass
class RealWorld:
    """One run; the same face as `World`."""

    seed: int
    policy: Policy = ALL_ON
    profile: str = "real"
    steps: int = STEPS
    without: frozenset[str] = frozenset()
    problems: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Draw what will go wrong."""
        self.chance = random.Random(self.seed)
        self.faults = Faults.drawn(self.chance, self.profile).without(self.without)
        self.drawn = frozenset(self.faults.on())
        self.sizes = (
            self.chance.choice((2, 5, 500)),
            self.chance.choice((1, 2, 4)),
            self.chance.choice((1, 5000)),
        )
        self.truth = Truth()
        self.lines = 0
        self.causes: set[str] = set()
        """What happened that somebody must be told of."""

    def run(self) -> list[str]:
        """Everything, in a directory of its own; returns what is wrong."""
        with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as name, watched():
            self._set_up(Folders(Path(name)))
            try:
                for _ in range(self.steps):
                    self._step()
                    if self.problems:
                        return self.problems
                return self._healed()
            finally:
                self._put_away()

    def _set_up(self, folders: Folders) -> None:
        self.folders = folders
        self.branch, self.hq = (RealServer(name, self.policy, folders) for name in ("branch", "hq"))
        stations = self.chance.randint(1, 2)
        self.terminals: list[RealTerminal] = []
        for number in range(self.chance.randint(1, 3)):
            made = RealTerminal.made(number, STATIONS[number % stations], self.chance, folders)
            made.clock.advance(seconds=self.chance.randrange(100))
            assert made.replica.seat is not None
            key = bytes.fromhex(made.replica.seat.public_key)
            for server in (self.branch, self.hq):
                server.join(Device(f"{number:032x}", "station", key, "A", False, 0, 0, 0))
            self.terminals.append(made)
        for server in (self.branch, self.hq):
            server.keep_image()
        self.agent = self.branch.agent("station")

    def _put_away(self) -> None:
        for one in self.terminals:
            one.replica._let_go()
        for server in (self.branch, self.hq):
            server.store.close()

    def _step(self) -> None:
        one, roll, faults = self.chance.choice(self.terminals), self.chance.random, self.faults
        one.clock.advance(seconds=self.chance.randrange(1, 600))
        if roll() < faults.clock:
            years = self.chance.choice(YEARS)
            one.clock.jump(one.clock.now() + timedelta(days=365 * years))
        self._mortal(one, faults.cut, lambda: self._write(one))
        if roll() < 0.15:
            one.keep_image()
            self.branch.keep_image()
            self.hq.keep_image()
        if roll() < 0.15:
            one.keep_snapshot()
        self._harm(one)
        self._harm_servers()
        if roll() < 0.5:
            self._mortal(one, faults.cut, lambda: self.exchange(one))
        if roll() < 0.2:
            self.forward()

    def _write(self, one: RealTerminal) -> None:
        """A line, or a line of the station put right, by whoever is at this terminal."""
        self.lines += 1
        known = [row.id for row in one.replica.rows("log")]
        with suppress(Refusal):  # the same words twice: nothing to put right
            if known and self.chance.random() < 0.3:
                record = self.chance.choice(known)
                target = str(one.replica.events(record)[0].id)
                Desk(one.replica).do(amend, record, target, {"text": f"更正{self.lines}"}, "笔误")
            else:
                Desk(one.replica).do(log.note, f"第{self.lines}条")
        self._look(one)

    def _look(self, one: RealTerminal) -> None:
        """Tell the judge what this device wrote."""
        for event in written_here(one.replica):
            self.truth.wrote(one.scope, event)

    def _mortal(self, one: RealTerminal, rate: float, work: Callable[[], None]) -> None:
        """Do `work`, in which the process may end between any two statements."""
        if self.chance.random() >= rate:
            work()
            return
        remains = self.folders.fresh()
        try:
            with ends_after(self.chance.randrange(1, 60), one.replica.directory, remains):
                work()
        except PowerCut:
            one.open(remains)
            self._look(one)

    def _harm(self, one: RealTerminal) -> None:
        roll, faults = self.chance.random, self.faults
        if roll() < faults.crash:
            one.open(self.folders.copy(one.replica.directory))
        if roll() < faults.restore and one.images:
            one.open(self.folders.copy(self.chance.choice(one.images)))
        if roll() < faults.resume and one.snapshot is not None:
            one.resume()
        if roll() < faults.clone and len(self.terminals) < MOST_TERMINALS:
            self.terminals.append(one.twin())

    def _harm_servers(self) -> None:
        roll, faults = self.chance.random, self.faults
        if roll() < faults.server_crash:
            self.branch.crash()
        if roll() < faults.restore_server:
            self.branch.set_back(self.chance.choice(self.branch.images))
        if roll() < faults.restore_hq:
            self.hq.set_back(self.chance.choice(self.hq.images))
        if roll() < faults.disaster:
            for server in (self.branch, self.hq):
                server.set_back(self.chance.choice(server.images))

    def exchange(self, one: RealTerminal) -> None:
        """One exchange of a terminal with the branch; the status it shows then is the truth. I16.

        Only a server that was set back can make it untrue, until an exchange with it ends well.
        """
        local = one.local()
        true = not self.drawn & {"restore_server", "disaster"}
        with suppress(Lost):
            self._converse(local, local.carry_out, self.branch, (one.scope,), one.name)
            true = True
        if true:
            self.problems += real_checks.standing(one, self.branch)
        self._look(one)

    def forward(self) -> None:
        """One exchange of the branch's agent with headquarters."""
        agent: StoreLocal = self.branch.agent("station")
        agent.handed = self.agent.handed if self.agent._store is self.branch.store else {}
        self.agent = agent
        with suppress(Lost):
            self._converse(agent, lambda write: agent.carry_out((write,)), self.hq, SCOPES, "agent")

    def _converse(
        self,
        local: Local,
        carry_out: Callable[[Write], None],
        server: RealServer,
        scopes: tuple[str, ...],
        name: str,
    ) -> None:
        """Until quiet, or until something is lost."""
        exchange = Exchange(local, self.policy)
        push, pages, exchange.hello_sessions = self.sizes
        exchange.push_events, exchange.pull_rows = push, push * pages
        device = Device(name, "station", b"", "A", name == "agent", 0, 0, 0)
        for _ in range(MOST_REQUESTS):
            request = exchange.request()
            if request is None:
                return
            for write in exchange.answer(self._send(server, request, scopes, device)):
                carry_out(write)
        self.problems.append(f"an exchange with {server.name} does not end")

    def _send(self, server: RealServer, request: Request, scopes: tuple[str, ...], device: Device) -> Answer:
        roll, faults = self.chance.random, self.faults
        if roll() < faults.lose:
            raise Lost
        if roll() < faults.repeat:
            server.serve(request, scopes, device)
        if roll() < faults.server_crash:
            self._cut_down(server, request, scopes, device)
        answer = server.serve(request, scopes, device)
        if roll() < faults.lose_answer:
            raise Lost
        server.told(answer)
        return answer

    def _cut_down(
        self, server: RealServer, request: Request, scopes: tuple[str, ...], device: Device
    ) -> None:
        """The server's process ends while it works on a request."""
        remains = self.folders.fresh()
        with suppress(PowerCut), ends_after(self.chance.randrange(1, 20), server.directory, remains):
            server.serve(request, scopes, device)
        if remains.exists():
            server.crash(remains)
            raise Lost

    def _healed(self) -> list[str]:
        """All faults end; a few rounds must be enough for everything to be everywhere."""
        self.faults = Faults()
        for one in self.terminals:
            one.open(one.replica.directory)
        for _ in range(3):
            for one in self.terminals:
                self.exchange(one)
            self.forward()
        return self.problems or real_checks.judged(self)
