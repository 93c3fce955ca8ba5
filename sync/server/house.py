"""A running server's parts, joined: storage, writer, readers, gate, live streams."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Coroutine, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, Protocol

from core.clock import Clock, epoch_ms
from core.errors import Refusal
from sync.messages import Above
from sync.server.engines import storage
from sync.server.gate import Gate
from sync.server.identity import identity
from sync.server.line import Job
from sync.server.live import Live
from sync.server.metrics import Metrics
from sync.server.patience import Patience
from sync.server.readers import Readers
from sync.server.registry import Unit
from sync.server.storage import Entrance, Ledger, Watch
from sync.server.store import Store
from sync.server.writer import Writer
from sync.wire.signed import Signer

OWNER: Final = "server"
"""Key of the fact that names the server whose database it is."""

SAVE_COUNTERS: Final = 1.0
"""Seconds after which the counters of requests that wrote nothing are stored too."""


class Companion(Protocol):
    """What works beside the server in its process: the agent that speaks to the server above."""

    def start(self, loop: asyncio.AbstractEventLoop) -> None:
        """Begin; `loop` is the one the house runs on."""
        ...

    def stop(self) -> None:
        """End; blocks for a moment at most."""
        ...

    def grew(self) -> None:
        """A feed grew."""
        ...

    def above(self, store: Store, sessions: Sequence[bytes]) -> Above | None:
        """How far `sessions` are known to be on the server above; called by readers, each with its own `store`."""
        ...

    def figures(self) -> Mapping[str, float]:
        """Name and value, for `/metrics`."""
        ...


class House:
    """Everything one server process holds; made before the loop runs, opened and closed inside it."""

    def __init__(self, directory: Path, clock: Clock, database: str = "") -> None:
        """The server whose keys lie in `directory`, its records there too or in `database`; made when not there.

        Raises a WatchroomError.
        """
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.identity = identity(directory)
        self.signer = Signer(self.identity.secret)
        self.storage = storage(directory, database)
        self.storage.prepare()
        if database:
            self._claim()
        self._clock = clock
        self.companion: Companion | None = None
        self._entrance: Entrance | None = None
        self.gate = Gate(self.identity.id, lambda: self.entrance)
        self.gate.on_revoked = lambda device: self.alarm("sync.alarm.revoked", device)
        self.live = Live()
        self.writer = Writer(self.storage.pen, self._unsaved, self._grew)
        self.readers = Readers(self.storage.reader)
        self.metrics = Metrics(self)
        self.patience = Patience()
        self._saving: asyncio.Task[None] | None = None
        self._watch: Watch | None = None
        self._told: set[asyncio.Task[Any]] = set()

    def _claim(self) -> None:
        """Keep whose database this is: answers are signed, so all its processes need one key. Raises Refusal."""
        with self.storage.desk() as registry:
            owner = registry.remembered(OWNER)
            if owner not in ("", self.identity.id):
                raise Refusal("database.other_server", server=owner)
            registry.remember(OWNER, self.identity.id)

    @property
    def entrance(self) -> Entrance:
        """Who may speak; there while the server is open."""
        if self._entrance is None:
            self._entrance = self.storage.entrance()
        return self._entrance

    def now_ms(self) -> int:
        """The server's wall time."""
        return epoch_ms(self._clock.now())

    async def units(self) -> tuple[Unit, ...]:
        """The tree of units, as it is now; raises Unavailable."""
        return await self.entrance.units()

    def open(self) -> None:
        """Begin to write; call inside the loop."""
        loop = asyncio.get_running_loop()
        self.writer.start(loop)
        self._watch = self.storage.watch(
            lambda grown: _soon(loop, self._grew, grown), lambda: _soon(loop, self._commit)
        )
        self._saving = asyncio.create_task(self._save_counters())
        if self.companion is not None:
            self.companion.start(loop)

    async def close(self) -> None:
        """Finish what waits and let go of the storage."""
        self.live.close()
        if self.companion is not None:
            await asyncio.to_thread(self.companion.stop)
        if self._watch is not None:
            await asyncio.to_thread(self._watch.stop)
        if self._saving is not None:
            self._saving.cancel()
            await asyncio.to_thread(self.writer.stop)
        self.readers.stop()
        if self._entrance is not None:
            self._entrance.close()

    async def write(
        self, device: str, work: Callable[[Ledger], Any], size: int = 0, urgent: bool = False
    ) -> Any:
        """Do `work` in the writer's transaction; its result when the disk has it, or Busy."""
        return await self.writer.write(Job(device, work, size, urgent))

    def alarm(self, key: str, device: str, about: str = "") -> None:
        """Note an alarm, without waiting for the disk."""
        now_ms = self.now_ms()
        self._later(self.write(device, lambda ledger: ledger.registry.alarm(key, device, about, now_ms)))

    def _commit(self) -> None:
        """Let the writer commit, though there is nothing to write."""
        self._later(self.write("", lambda ledger: None))

    def _later(self, work: Coroutine[Any, Any, Any]) -> None:
        task = asyncio.ensure_future(work)
        self._told.add(task)
        task.add_done_callback(self._told.discard)

    def _grew(self, grown: Mapping[str, int]) -> None:
        """Feeds are longer on disk: whoever listens hears it."""
        self.live.poke(grown)
        if self.companion is not None:
            self.companion.grew()

    def _unsaved(self) -> Collection[tuple[str, int]]:
        return () if self._entrance is None else self._entrance.unsaved()

    async def _save_counters(self) -> None:
        while True:
            await asyncio.sleep(SAVE_COUNTERS)
            if self.entrance.behind:
                await self.write("", lambda ledger: None)

    def figures(self) -> Mapping[str, float]:
        """What is measured at this moment, for `/metrics`."""
        return {
            "line_jobs": self.writer.line.jobs,
            "line_bytes": self.writer.line.bytes,
            "commits_total": self.writer.commits,
            "commit_failures_total": self.writer.failures,
            "commit_seconds_total": round(self.writer.seconds, 6),
            "live_streams": len(self.live),
            **(self.companion.figures() if self.companion is not None else {}),
        }


def _soon(loop: asyncio.AbstractEventLoop, what: Callable[..., None], *given: Any) -> None:
    """Call `what` on the loop, unless that has ended meanwhile."""
    with suppress(RuntimeError):
        loop.call_soon_threadsafe(what, *given)
