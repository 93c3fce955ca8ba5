"""A world of two stations, their branch and headquarters, run from one seed: faults, then healing, then the checks."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from core.journal.event import Stored
from sync.exchange import Answer, Exchange, Request
from sync.held import Local
from sync.policy import ALL_ON, Policy
from tests.simulation import checker, harm
from tests.simulation.faults import Faults, Lost, PowerCut
from tests.simulation.nodes import Disk, MemoryStore, Terminal, image
from tests.simulation.relay import Relay
from tests.simulation.server import ServerNode

SCOPES = ("unit/hq/b2/donggang", "unit/hq/b2/beidi")
STEPS = 120
MOST_REQUESTS = 400
SECRETS = [bytes([number]) * 32 for number in range(1, 9)]


@dataclass
class World:
    """One run."""

    seed: int
    policy: Policy = ALL_ON
    profile: str = "safety"
    steps: int = STEPS
    without: frozenset[str] = frozenset()
    problems: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Set up both tiers from the seed."""
        self.chance = random.Random(self.seed)
        self.faults = Faults.drawn(self.chance, self.profile).without(self.without)
        self.push_events = self.chance.choice((2, 3, 7, 500))
        self.pull_rows = self.push_events * self.chance.choice((1, 2, 5))
        self.hello_sessions = self.chance.choice((1, 3, 5000))
        self.truth = checker.Truth()
        self.branch, self.hq = ServerNode("branch", self.policy), ServerNode("hq", self.policy)
        self.relay = Relay(lambda: self.branch.store, self.policy)
        stations = self.chance.randint(1, 2)
        self.terminals = [
            self.terminal(number, SCOPES[number % stations]) for number in range(self.chance.randint(1, 4))
        ]
        self.healthy = self.terminals[0] if self.profile == "liveness" else None
        self.disks: dict[str, list[Disk]] = {}
        self.snapshots: dict[str, tuple[Disk, bytes | None, int]] = {}
        self.past: list[tuple[ServerNode, Request, tuple[str, ...]]] = []

    def terminal(self, number: int, scope: str) -> Terminal:
        """A terminal that has written nothing."""
        made = Terminal(f"t{number}", scope, self.chance, self.policy, SECRETS[number])
        self.connect(made)
        return made

    def connect(self, made: Terminal) -> None:
        """Tell the judge what it writes, and let its power fail."""

        def wrote(stored: Stored) -> None:
            self.truth.wrote(made.scope, stored)

        def cut() -> None:
            if made is not self.healthy and self.chance.random() < self.faults.cut:
                raise PowerCut

        made.wrote, made.cut = wrote, cut

    def run(self) -> list[str]:
        """Everything; returns what is wrong."""
        for _ in range(self.steps):
            self._step()
            if self.problems:
                return self.problems
        self.problems += harm.stuck(self) if self.healthy else self._healed()
        return self.problems

    def _healed(self) -> list[str]:
        """All faults end; a few rounds must be enough for everything to be everywhere."""
        self.faults = Faults()
        for node in (*self.terminals, self.relay):
            node.restart()
        for _ in range(3):
            for terminal in self.terminals:
                self.exchange(terminal)
            self.forward()
        return self.problems + self._judged()

    def _judged(self) -> list[str]:
        branch, hq, truth = self.branch.store, self.hq.store, self.truth
        found = [
            f"{node.name}: {node.broken} acknowledged and lost"
            for node in (self.branch, self.hq)
            if node.broken
        ]
        for name, store in (("branch", branch), ("hq", hq)):
            found += checker.sessions(name, store.sessions, truth)
            found += checker.feeds(name, store, truth) if not found else ()
        found += checker.withheld(hq)
        for number, terminal in enumerate(self.terminals):
            found += checker.sessions(f"{terminal.name}#{number}", terminal.disk.events, truth)
            found += checker.terminal(terminal, number, branch, truth)
        twice = {place for place, names in truth.numbers.items() if len(names) > 1}
        if twice and not self.faults_drawn("resume"):
            found.append(f"{len(twice)} numbers were given twice")
        found += checker.contents(self.terminals, branch)
        return [*found, *checker.relayed(branch, hq)]

    def faults_drawn(self, name: str) -> bool:
        """Whether this run had a class of faults."""
        again = random.Random(self.seed)
        return name in Faults.drawn(again, self.profile).without(self.without).on()

    def _step(self) -> None:
        terminal, roll = self.chance.choice(self.terminals), self.chance.random
        if roll() < 0.5:
            terminal.write()
        if roll() < 0.1:
            kept = self.disks.setdefault(terminal.name, [])
            self.disks[terminal.name] = [*kept[-2:], image(terminal.disk)]
            self.branch.keep_image()
            self.hq.keep_image()
        if roll() < 0.1:
            self.snapshots[terminal.name] = (image(terminal.disk), terminal.session, terminal.clock)
        harm.terminal(self, terminal)
        harm.servers(self)
        if roll() < 0.4:
            self.exchange(terminal)
        if roll() < 0.15:
            self.forward()

    def exchange(self, terminal: Terminal) -> None:
        """One exchange of a terminal with the branch."""
        try:
            self._converse(terminal, self.branch, (terminal.scope,), terminal is self.healthy)
        except PowerCut:
            terminal.restart()
        except Lost:
            return

    def forward(self) -> None:
        """One exchange of the branch's agent with headquarters."""
        try:
            self._converse(self.relay, self.hq, SCOPES, False)
        except Lost:
            return

    def _converse(self, local: Local, node: ServerNode, scopes: tuple[str, ...], healthy: bool) -> None:
        """Until quiet, or until something is lost."""
        exchange = Exchange(local, self.policy)
        exchange.push_events, exchange.pull_rows = self.push_events, self.pull_rows
        exchange.hello_sessions = self.hello_sessions
        for _ in range(MOST_REQUESTS):
            request = exchange.request()
            if request is None:
                return
            answer = self._send(node, request, scopes, healthy)
            for write in exchange.answer(answer):
                local.carry_out(write)  # type: ignore[attr-defined]
        self.problems.append(f"an exchange with {node.name} does not end")

    def _send(self, node: ServerNode, request: Request, scopes: tuple[str, ...], healthy: bool) -> Answer:
        roll, faults = self.chance.random, Faults() if healthy else self.faults
        if roll() < faults.lose:
            raise Lost
        if self.past and roll() < faults.repeat:
            late, earlier, allowed = self.chance.choice(self.past[-60:])
            late.serve(earlier, allowed)
        self.past.append((node, request, scopes))
        if roll() < faults.delay:
            raise Lost
        if roll() < faults.stale:
            older: MemoryStore = self.chance.choice(node.images).image()
            answer = node.serve(request, scopes, older)
            return answer
        answer = node.serve(request, scopes)
        if roll() < faults.server_crash:
            if roll() < 0.5:
                node.told(answer)
            node.crash()
            raise Lost
        if roll() < faults.lose_answer:
            raise Lost
        node.told(answer)
        return answer
