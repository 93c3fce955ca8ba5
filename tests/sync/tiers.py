"""Three tiers on loopback: headquarters, the branch with its agent, terminals; all real servers over HTTP."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from core.clock import SystemClock
from core.journal.event import Stored
from sync.agent.agent import Agent
from sync.agent.tie import Tie, join, load_tie
from sync.exchange import Exchange
from sync.policy import ALL_ON, Policy
from sync.server.house import House
from sync.server.sqlite_storage import DATABASE
from sync.server.sqlite_store import SqliteStore
from sync.transport import Transport
from tests.simulation.nodes import Terminal
from tests.sync.running import Running, running

BRANCH = "hq/b2"
DEADLINE = 60.0
"""Seconds a test waits for something to come about."""


def until(done: Callable[[], bool]) -> None:
    """Wait until `done` holds; fails after the deadline."""
    last = time.monotonic() + DEADLINE
    while not done():
        assert time.monotonic() < last, "it did not come about"
        time.sleep(0.02)


def joined(directory: Path, above: Running, unit: str = BRANCH) -> Tie:
    """The branch server in `directory`, joined to the one above as its relay."""
    return join(directory, above.url, above.invitation(unit, relay=True), os.urandom)


@contextmanager
def branch(
    directory: Path, above: Running, policy: Policy = ALL_ON, *, tls: bool = False
) -> Iterator[Running]:
    """A branch server with its agent at work; it joins at its first start."""
    tie = load_tie(directory) or joined(directory, above)
    with serving(directory, tie.at(above.url), policy, tls=tls) as made:
        yield made


@contextmanager
def serving(directory: Path, tie: Tie, policy: Policy = ALL_ON, *, tls: bool = False) -> Iterator[Running]:
    """A branch server whose agent uses `tie`."""

    def prepare(house: House) -> None:
        house.companion = Agent(house, tie, SystemClock(), random.uniform, Transport, policy)

    with running(directory, tls=tls, prepare=prepare) as made:
        yield made


def agent_of(server: Running) -> Agent:
    """The agent inside a server."""
    assert isinstance(server.house.companion, Agent)
    return server.house.companion


def exchange(terminal: Terminal, transport: Transport) -> None:
    """One whole exchange."""
    machine = Exchange(terminal)
    while (request := machine.request()) is not None:
        for write in machine.answer(transport.send(request)):
            terminal.carry_out(write)


def feed(directory: Path, scope: str) -> list[Stored]:
    """The events of a feed, as they lie on the server's disk."""
    store = SqliteStore(directory / DATABASE, read_only=True)
    try:
        rows, after = [], 0
        while found := store.rows(scope, after, 1000):
            rows += found
            after = found[-1].n
        return [row.event for row in rows]
    finally:
        store.close()
