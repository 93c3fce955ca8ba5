"""A real server on loopback in a thread, and terminals joined to it."""

from __future__ import annotations

import os
import random
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from core.clock import Clock, SystemClock
from sync.batch import encode
from sync.joining import enrol
from sync.link import Link
from sync.server import desk
from sync.server.enrolment import open_code
from sync.server.house import House
from sync.server.identity import certificate, der
from sync.server.registry import Registry, Unit
from sync.server.run import Server, server
from sync.wire.invitation import NO_CERTIFICATE, Invitation, fingerprint
from tests.simulation.nodes import Terminal

TREE = (
    Unit("hq", "总队", "hq"),
    Unit("hq/b2", "二支队", "branch"),
    Unit("hq/b2/beidi", "北堤站", "station"),
    Unit("hq/b2/donggang", "东港站", "station"),
)
STATION = "hq/b2/donggang"
SCOPE = f"unit/{STATION}"


class Running:
    """A server that listens."""

    def __init__(
        self, directory: Path, house: House, listening: Server, *, tls: bool, database: str = ""
    ) -> None:
        """Listening already."""
        self.directory, self.house, self.server, self.database = directory, house, listening, database
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{listening.port}"
        self.fingerprint = fingerprint(der(certificate(directory)[0])) if tls else NO_CERTIFICATE

    @contextmanager
    def registry(self) -> Iterator[Registry]:
        """The registry, as another process would open it."""
        with desk.registry(self.directory, self.database) as found:
            yield found

    def invitation(self, unit: str = STATION, *, relay: bool = False) -> str:
        """What is read out to a terminal that shall join."""
        with self.registry() as registry:
            code = open_code(registry, unit, self.house.now_ms(), os.urandom, relay=relay)
        return str(Invitation(code, self.fingerprint))

    def join(self, secret: bytes, unit: str = STATION, *, relay: bool = False) -> Link:
        """A terminal joined."""
        invitation = self.invitation(unit, relay=relay)
        return enrol(self.url, invitation, random.Random(secret).randbytes(16).hex(), secret, "A")

    def alarms(self) -> set[str]:
        """Keys of the alarms raised so far."""
        with self.registry() as registry:
            return {alarm.key for alarm in registry.alarms()}


@contextmanager
def running(
    directory: Path,
    *,
    tls: bool = False,
    metrics: str = "",
    database: str = "",
    prepare: Callable[[House], None] = lambda house: None,
    clock: Clock | None = None,
    tree: Iterable[Unit] = TREE,
) -> Iterator[Running]:
    """A server on a free port; `prepare` is called on its house before it starts."""
    house = House(directory, clock or SystemClock(), database)
    with_units(directory, database, tree)
    prepare(house)
    listening = server(house, "127.0.0.1", 0, certificate(directory) if tls else None, metrics=metrics)
    thread = threading.Thread(target=listening.run, daemon=True)
    thread.start()
    until = time.monotonic() + 10
    while not listening.started and time.monotonic() < until:
        time.sleep(0.01)
    try:
        yield Running(directory, house, listening, tls=tls, database=database)
    finally:
        listening.should_exit = True
        thread.join(8)


def with_units(directory: Path, database: str = "", tree: Iterable[Unit] = TREE) -> None:
    """Load the tree of the tests."""
    with desk.registry(directory, database) as registry:
        for unit in tree:
            registry.add_unit(unit)


def wrote(secret: bytes, lines: int, seed: int = 3) -> Terminal:
    """A terminal that wrote so many lines."""
    from sync.policy import ALL_ON

    made = Terminal("t", SCOPE, random.Random(seed), ALL_ON, secret)
    for _ in range(lines):
        made.write()
    return made


def fresh(secret: bytes, lines: int = 2) -> bytes:
    """The bytes of a batch nobody has seen."""
    terminal = wrote(secret, lines, seed=int.from_bytes(os.urandom(4), "big"))
    assert terminal.session is not None
    batch = terminal.batch(terminal.session, 0, 2000)
    assert batch is not None
    return encode(batch)


def changed(data: bytes, spot: int, byte: int) -> bytes:
    """`data` with one byte set."""
    spot %= len(data)
    return data[:spot] + bytes([byte]) + data[spot + 1 :]
