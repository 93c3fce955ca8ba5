"""The terminal's way to its server, joined here: replica, key, transport and the background worker."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING

from core.errors import NotReached, Refusal
from core.replica.engine import many_writers

if TYPE_CHECKING:
    from pathlib import Path

    from core.clock import Clock
    from core.replica.replica import Replica
    from sync.agent.agent import Agent
    from sync.agent.clerk import Clerk
    from sync.agent.tie import Tie
    from sync.client import Worker
    from sync.link import Link
    from sync.rounds import Way
    from sync.server.house import House
    from sync.server.registry import Registry


def secret(replica: Replica) -> bytes:
    """The device's Ed25519 secret; raises Refusal when its file is gone."""
    from core.replica.seat import load_key

    key = load_key(replica.directory)
    if key is None:
        raise Refusal("sync.no_key", path=str(replica.directory))
    return key.secret


@contextmanager
def way(replica: Replica) -> Iterator[Way]:
    """The way to the server this terminal belongs to; raises Refusal when it works alone."""
    from sync.joined import load_link
    from sync.transport import Transport

    link = load_link(replica)
    if link is None:
        raise Refusal("sync.not_joined")
    transport = Transport(link, secret(replica))
    try:
        yield transport
    finally:
        transport.close()


def join(replica: Replica, url: str, code: str) -> Link:
    """Show `code` to the server at `url`; raises Refusal for what was typed wrong, NotReached for the rest."""
    from core.clock import epoch_ms
    from sync.joining import NotJoined, enrol

    seat = replica.seat
    assert seat is not None
    key, fresh = secret(replica), replica.ids.record(epoch_ms(replica.clock.now()))
    with _explained(url):
        try:
            return enrol(url, code, seat.device, key, seat.letter)
        except (
            NotJoined
        ) as error:  # joined before, or the copy of a terminal that did: a device of its own from now on
            if str(error) != "device":
                raise
            return enrol(url, code, fresh, key, seat.letter)


def join_above(directory: Path, url: str, code: str) -> Tie:
    """Join the server in `directory` to the one above it at `url`; raises as `join`."""
    import os

    from sync.agent.tie import join

    with _explained(url):
        return join(directory, url, code, os.urandom)


@contextmanager
def _explained(url: str) -> Iterator[None]:
    """What can go wrong with joining the server at `url`, as an officer is told it."""
    from sync.joining import NotJoined
    from sync.link import NotAnAddress
    from sync.transport import Unreachable, Untrusted
    from sync.wire.invitation import Misheard

    try:
        yield
    except NotAnAddress as error:
        said = "enrol.plain_only_here" if error.args == ("scheme",) else "enrol.no_address"
        raise Refusal(said, url=url[:80]) from error
    except Misheard as error:
        raise Refusal("enrol.misheard") from error
    except NotJoined as error:
        raise NotReached("enrol.busy" if str(error) == "busy" else "enrol.code") from error
    except Unreachable as error:
        raise NotReached("enrol.unreachable", url=url[:80]) from error
    except Untrusted as error:
        said = "enrol.certificate" if error.args == ("certificate",) else "enrol.untrusted"
        raise NotReached(said, url=url[:80]) from error


def agent(house: House, tie: Tie, clock: Clock | None = None) -> Agent:
    """The agent that relays what `house` serves by `tie`; the house starts it."""
    import random

    from core.clock import SystemClock
    from sync.agent.agent import Agent
    from sync.transport import Transport

    return Agent(house, tie, clock or SystemClock(), random.uniform, Transport)


def clerk(directory: Path, url: str, database: str = "", clock: Clock | None = None) -> Clerk:
    """The clerk of the server in `directory`, reached at `url` from this machine; not started."""
    import os
    import random

    from core.clock import SystemClock
    from sync.agent.clerk import Clerk
    from sync.server.desk import registry
    from sync.transport import Transport

    def opened() -> AbstractContextManager[Registry]:
        return registry(directory, database)

    return Clerk(directory, url, opened, clock or SystemClock(), random.uniform, Transport, os.urandom)


def worker(directory: Path) -> Worker:
    """The background worker for the data in `directory`; not started."""
    import random

    from core.clock import SystemClock
    from core.replica.replica import Replica
    from sync.client import Worker

    clock = SystemClock()

    def connect(link: Link, key: bytes) -> object:
        from sync.transport import Transport

        return Transport(link, key)

    return Worker(lambda: Replica(directory, clock), connect, clock, random.uniform)  # type: ignore[arg-type]


class Background:
    """The exchange of an open screen: everything it needs is loaded on its own thread, after the first paint."""

    def __init__(self, directory: Path) -> None:
        """Exchange what lies in `directory`, once started."""
        self._directory = directory
        self._worker: Worker | None = None
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin; once begun it does nothing. An old SQLite bears one connection alone, and the screen has it."""
        if self._thread is None and many_writers():
            self._thread = threading.Thread(target=self._run, name="branch", daemon=True)
            self._thread.start()

    def written(self, urgent: bool) -> None:
        """Something was saved here."""
        if self._worker is not None:
            self._worker.written(urgent)

    def progress(self) -> tuple[int, int] | None:
        """Events taken in and their total while a long exchange runs."""
        known = None if self._worker is None else self._worker.progress
        return None if known is None else (known.taken, known.total)

    def stop(self) -> None:
        """End after the request that is running, or at the latest with the process."""
        if self._worker is not None:
            self._worker.stop(0)
        if self._thread is not None:
            self._thread.join(1)

    def _run(self) -> None:
        from watchroom.last_resort import note

        self._worker = worker(self._directory)
        self._worker.run()
        if self._worker.fault is not None:
            note(self._worker.fault, self._directory)
