"""The branch's clerk: a headless replica of the branch inside its server, joined to it like any console.

It follows the feeds of the branch and of the stations, and does the chores of `core.agent`: a direct report that came
in is noted as delivered, one that nobody reads is passed on to headquarters, digests are compiled when they fall due.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from core.agent import Chores
from core.clock import Clock, epoch_ms
from core.errors import Damaged
from core.replica.replica import DATABASE, Replica
from core.replica.seat import load_key
from core.replica.setup import set_up
from core.replica.standing import waiting
from sync.client import Connect, Worker
from sync.joined import adopt, load_link, move
from sync.joining import enrol
from sync.server.desk import invitation
from sync.server.registry import Registry, Unit
from sync.server.requests_log import fault

if TYPE_CHECKING:
    from sync.link import Link

FOLDER: Final = "agent"
"""Where the clerk's replica lies, in the server's directory."""

LETTER: Final = "G"
"""The letter its numbers ask for."""

PAUSE: Final = 2.0
"""Seconds before it looks again for a branch to work for, or begins anew after a failure."""

Opened = Callable[[], AbstractContextManager[Registry]]


class Clerk:
    """Works beside a server from `start` until `stop`, on a thread and a replica of its own."""

    def __init__(
        self,
        directory: Path,
        url: str,
        registry: Opened,
        clock: Clock,
        uniform: Callable[[float, float], float],
        connect: Connect,
        chance: Callable[[int], bytes],
    ) -> None:
        """For the server in `directory`, reached at `url`; nothing is opened before the thread runs."""
        self._directory, self._url, self._registry = directory, url, registry
        self._clock, self._uniform, self._connect, self._chance = clock, uniform, connect, chance
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None
        self._worker: Worker | None = None
        self.rounds = 0
        """How often it found nothing more to do, and everything it wrote at the server."""
        self.marks: Mapping[str, int] = {}
        """How far it has followed each feed."""

    def start(self) -> None:
        """Begin, on a thread that does not keep the process alive."""
        self._thread = threading.Thread(target=self._run, name="clerk", daemon=True)
        self._thread.start()

    def stop(self, seconds: float = 3.0) -> None:
        """End after the request that is running, at most after `seconds`."""
        self._ended.set()
        if self._worker is not None:
            self._worker.stop(0)
        if self._thread is not None:
            self._thread.join(seconds)

    def _run(self) -> None:
        """Work until stopped; whatever goes wrong is noted and tried again."""
        while not self._ended.is_set():
            try:
                self._work()
            except Exception as error:
                fault("clerk", error)
            self._ended.wait(PAUSE)

    def _work(self) -> None:
        """Join if that is still to be done, then exchange and do chores until stopped; raises what ends it."""
        home = self._directory / FOLDER
        if not self._joined(home):
            return
        chores = Chores()

        def work(replica: Replica) -> None:
            self.marks = dict(replica.connection.execute("SELECT scope, n FROM mark"))
            if chores.do(replica):
                worker.written(urgent=True)
            elif not waiting(replica.connection):
                self.rounds += 1

        worker = Worker(
            lambda: Replica(home, self._clock), self._connect, self._clock, self._uniform, after=work
        )
        self._worker = worker
        if not self._ended.is_set():
            worker.run()
        if worker.fault is not None:
            raise worker.fault

    def _joined(self, home: Path) -> bool:
        """Whether there is a branch to work for, joined by now."""
        link = self._link(home)
        if link is not None:
            return self._reached(home, link)
        with self._registry() as registry:
            unit = branch_served(registry)
            if unit is None:
                return False
            world = epoch_ms(self._clock.now()), self._chance
            code, _ = invitation(registry, self._directory, unit.path, world)
        with self._set_up(home, unit) as replica:
            seat, key = replica.seat, load_key(home)
            if seat is None or key is None:
                raise Damaged("pin.no_key")
            adopt(replica, enrol(self._url, code, seat.device, key.secret, seat.letter))
        return True

    def _link(self, home: Path) -> Link | None:
        """The tie made before, None when there is none yet."""
        if not (home / DATABASE).exists():
            return None
        with Replica(home, self._clock) as replica:
            return load_link(replica)

    def _reached(self, home: Path, link: Link) -> bool:
        """The server may listen at another address than last time."""
        if link.url != self._url:
            with Replica(home, self._clock) as replica:
                move(replica, self._url)
        return True

    def _set_up(self, home: Path, unit: Unit) -> Replica:
        """The replica, new or left behind by a start that was cut off."""
        replica = Replica(home, self._clock)
        if replica.seat is not None:
            return replica
        replica.close()
        code = unit.path.rpartition("/")[2]
        return set_up(home, self._clock, station=unit.name, code=code, letter=LETTER)


def branch_served(registry: Registry) -> Unit | None:
    """The branch whose stations join this server themselves; None at headquarters, and before the first one joined."""
    levels = {unit.path: unit for unit in registry.units()}
    devices = [one for one in registry.devices() if not one.relay and not one.revoked_ms]
    stations = {one.unit for one in devices if one.unit in levels and levels[one.unit].level == "station"}
    above = {path.rpartition("/")[0] for path in stations}
    found = [levels[path] for path in sorted(above) if path in levels and levels[path].level == "branch"]
    return found[0] if len(found) == 1 else None
