"""Three tiers on loopback: headquarters, the branch with its agent, terminals; all real servers over HTTP."""

from __future__ import annotations

import json
import os
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from core.clock import SystemClock
from core.journal.encoding import SALT_BYTES
from core.journal.event import Stored
from core.records import log
from core.replica.act import Desk
from core.replica.replica import Replica
from core.replica.seat import load_key
from core.replica.setup import set_up
from core.replica.standing import LINK
from core.replica.verify import verify
from sync.agent.agent import Agent
from sync.agent.tie import Tie, join, load_tie
from sync.exchange import Exchange
from sync.joined import adopt, load_link
from sync.joining import enrol
from sync.policy import ALL_ON, Policy
from sync.rounds import Outcome, go
from sync.server.house import House
from sync.server.sqlite_storage import DATABASE
from sync.server.sqlite_store import SqliteStore
from sync.transport import Transport
from tests.simulation.nodes import Terminal
from tests.sync.running import STATION, Running, running

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


class Station:
    """A real terminal of a station, joined to the branch."""

    def __init__(self, home: Path, server: Running, unit: str = STATION) -> None:
        """Set up in `home` and joined to `server`."""
        self.home, self.unit = home, unit
        set_up(home, SystemClock(), station="东港站", code="东港").close()
        self.enrol(server)

    @classmethod
    def there(cls, home: Path, server: Running, unit: str) -> Station:
        """The terminal that lies in `home` already."""
        made = cls.__new__(cls)
        made.home, made.unit = home, unit
        made.enrol(server)
        return made

    def enrol(self, server: Running) -> None:
        """Belong to `server` from now on."""
        with self.replica() as replica:
            assert replica.seat is not None
            link = enrol(server.url, server.invitation(self.unit), replica.seat.device, self.secret, "A")
            adopt(replica, link)

    def moved(self, server: Running) -> None:
        """The same server listens at another address."""
        with self.replica() as replica:
            link = load_link(replica)
            assert link is not None
            text = replace(link, url=server.url).to_json()
            replica.connection.execute("UPDATE local SET value = ? WHERE key = ?", (text, LINK))

    @property
    def secret(self) -> bytes:
        """The device's secret."""
        key = load_key(self.home)
        assert key is not None
        return key.secret

    def replica(self) -> Replica:
        """What it holds, opened by a new process."""
        return Replica(self.home, SystemClock())

    def sync(self) -> Outcome:
        """Exchange to the end."""
        with self.replica() as replica:
            link = load_link(replica)
            assert link is not None
            transport = Transport(link, self.secret)
            try:
                return go(replica, transport)
            finally:
                transport.close()

    def note(self, *texts: str) -> None:
        """Lines of the log, each written and exchanged in a process of its own."""
        for text in texts:
            with self.replica() as replica:
                Desk(replica).do(log.note, text)
            assert self.sync().agreed

    def lines(self) -> set[str]:
        """The lines of the log that can be read here."""
        with self.replica() as replica:
            rows = replica.connection.execute(
                "SELECT body FROM event WHERE instr(header, 'log.noted')"
            ).fetchall()
            return {json.loads(body[SALT_BYTES:])["text"] for (body,) in rows if body is not None}

    def sound(self) -> bool:
        """Whether the journal and its views are whole."""
        with self.replica() as replica:
            return verify(replica.connection, views=True).problems == ()
