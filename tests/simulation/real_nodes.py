"""The product's own terminal and server on files in memory: killed, copied, set back and cloned as files are."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

from core.clock import ManualClock
from core.ids import IdSource
from core.journal.event import Stored as Event
from core.replica import engine
from core.replica.replica import Replica
from core.replica.seat import DeviceKey, write_key
from core.replica.setup import set_up
from core.replica.writer import SessionWriter
from sync.agent.local import Ledgered, StoreLocal
from sync.agent.memory import SqliteMemory
from sync.exchange import Answer, Request
from sync.local import ReplicaLocal
from sync.messages import Dispute, Kept, Push, Stored
from sync.policy import Policy
from sync.server.causes import causes
from sync.server.registry import Device, Unit
from sync.server.sqlite_registry import SqliteRegistry
from sync.server.sqlite_store import SqliteStore
from sync.server.storage import Ledger
from tests.core.conftest import START
from tests.simulation.faults import PowerCut
from tests.simulation.server import reply

SERVER_FILE = "server.db"


class Watched(engine.sqlite.Connection):  # type: ignore[misc, name-defined]
    """A connection during whose statements the process may end."""

    before: Callable[[], None] | None = None

    def execute(self, sql: str, values: Any = ()) -> Any:
        """Count down to the end of the process, then go on."""
        if Watched.before is not None:
            Watched.before()
        return super().execute(sql, values)


@contextmanager
def watched() -> Iterator[None]:
    """Every connection opened inside is watched."""
    real = engine.sqlite.connect
    with patch.object(engine.sqlite, "connect", lambda *args, **named: real(*args, factory=Watched, **named)):
        yield
    Watched.before = None


@contextmanager
def ends_after(statements: int, directory: Path, remains: Path) -> Iterator[None]:
    """The process ends after so many statements; what the disk holds then is copied to `remains`."""
    left = statements

    def count() -> None:
        nonlocal left
        left -= 1
        if left == 0:
            shutil.copytree(directory, remains)
            raise PowerCut

    Watched.before = count
    try:
        yield
    finally:
        Watched.before = None


class Folders:
    """Fresh names for directories under one root."""

    def __init__(self, root: Path) -> None:
        """Below `root`."""
        self._root, self._count = root, 0

    def fresh(self) -> Path:
        """A directory that is not there yet."""
        self._count += 1
        return self._root / str(self._count)

    def copy(self, directory: Path) -> Path:
        """What lies in `directory` now, log of changes and all."""
        return Path(shutil.copytree(directory, self.fresh()))


@dataclass
class RealTerminal:
    """A terminal of the product; what it was and may become again lies in `images`."""

    name: str
    scope: str
    clock: ManualClock
    chance: random.Random
    folders: Folders
    replica: Replica
    images: list[Path] = field(default_factory=list)
    snapshot: tuple[Path, dict[str, Any]] | None = None
    """A virtual machine's: its disk and the memory of the process that wrote."""

    @classmethod
    def made(cls, number: int, station: str, chance: random.Random, folders: Folders) -> RealTerminal:
        """A terminal that has written nothing."""
        directory, clock = folders.fresh(), ManualClock(START)
        directory.mkdir(mode=0o700)
        write_key(directory, DeviceKey(bytes([number + 1]) * 32, bytes(32)))
        letter = "ABCDEF"[number]
        ids = IdSource(chance.randbytes)
        replica = set_up(directory, clock, station=station, code=station[:2], letter=letter, ids=ids)
        return cls(f"t{number}", f"unit/station/{station[:2]}", clock, chance, folders, replica)

    def open(self, directory: Path) -> None:
        """The process ends as it is, and another starts on `directory`."""
        self.replica._let_go()
        self.replica = Replica(directory, self.clock, IdSource(self.chance.randbytes))

    def local(self) -> ReplicaLocal:
        """The exchange's view of it."""
        return ReplicaLocal(self.replica)

    def keep_image(self) -> None:
        """A copy of the disk."""
        self.images = [*self.images[-2:], self.folders.copy(self.replica.directory)]

    def keep_snapshot(self) -> None:
        """A copy of disk and memory, while a session is open."""
        writer = self.replica._writer
        if writer is not None:
            names = ("session", "seq", "_tip", "_kept", "_clock_kept")
            memory = {name: writer.__dict__[name] for name in names}
            self.snapshot = self.folders.copy(self.replica.directory), memory

    def resume(self) -> None:
        """The virtual machine goes on from its snapshot."""
        assert self.snapshot is not None
        directory, memory = self.snapshot
        self.open(self.folders.copy(directory))
        one = self.replica
        assert one.seat is not None
        one._writer = SessionWriter(one.connection, one.seat, one._hlc, self.clock, one.ids)
        one._writer.__dict__.update(memory)

    def twin(self) -> RealTerminal:
        """A second machine with a copy of the disk."""
        clock = ManualClock(self.clock.now(), self.clock.boot_ms(), "twin")
        replica = Replica(self.folders.copy(self.replica.directory), clock, IdSource(self.chance.randbytes))
        return RealTerminal(self.name, self.scope, clock, self.chance, self.folders, replica)

    def alarms(self) -> set[str]:
        """Keys of the alarms an officer sees."""
        return {row[0] for row in self.replica.connection.execute("SELECT message FROM alarm")}


class RealServer:
    """The product's store, registry and answers on one file, with the alarms its handlers raise."""

    def __init__(self, name: str, policy: Policy, folders: Folders) -> None:
        """An empty server."""
        self.name, self.policy, self.folders = name, policy, folders
        self.directory = folders.fresh()
        self.directory.mkdir()
        self._open()
        self.write(lambda: self.registry.add_unit(Unit("station", name, "branch")))
        self.images: list[Path] = []
        self.promised: dict[tuple[bytes, int], bytes] = {}
        self.broken = 0
        self.told_alarms: set[str] = set()

    def _open(self) -> None:
        self.store = SqliteStore(self.directory / SERVER_FILE)
        self.registry = SqliteRegistry(self.store.connection, make=True)
        self.memory = SqliteMemory(self.store.connection, make=True)
        self.ledger = Ledger(self.store, self.registry)

    def join(self, device: Device) -> None:
        """Let a device speak."""
        self.write(lambda: self.registry.add_device(device))

    def start_from(self, directory: Path) -> None:
        """The process ends as it is; another starts on `directory`."""
        self.told_alarms = self.alarms()
        self.store.close()
        self.directory = directory
        self._open()

    def keep_image(self) -> None:
        """A backup."""
        self.images = [*self.images[-3:], self.folders.copy(self.directory)]

    def set_back(self, image: Path) -> None:
        """An older disk; what was promised before is known to be lost."""
        self.start_from(self.folders.copy(image))
        self.promised.clear()

    def crash(self, remains: Path | None = None) -> None:
        """The process ends; what it had acknowledged must be there. I1, I6."""
        self.start_from(remains or self.folders.copy(self.directory))
        self.broken += sum(
            self.store.hash_at(session, seq) != tip for (session, seq), tip in self.promised.items()
        )

    def write(self, work: Callable[[], Any]) -> Any:
        """`work` in one transaction; its result when the disk has it."""
        connection = self.store.connection
        connection.execute("BEGIN IMMEDIATE")
        try:
            outcome = work()
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
        return outcome

    def serve(self, request: Request, scopes: tuple[str, ...], device: Device) -> Answer:
        """The answer, committed before it is given."""
        if not isinstance(request, Push | Dispute):
            return reply(self.store, request, scopes, self.policy)  # type: ignore[arg-type]

        def judged() -> Answer:
            before = self.store.head(request.batch.session).seq
            answer = reply(self.store, request, scopes, self.policy)  # type: ignore[arg-type]
            if isinstance(request, Push):
                for key, about in causes(self.ledger, device, request.batch, answer, before):  # type: ignore[arg-type]
                    self.registry.alarm(key, device.id, about, 0)
            elif isinstance(answer, Kept):
                self.registry.alarm("sync.alarm.disputed", device.id, request.batch.session.hex(), 0)
            return answer

        return self.write(judged)  # type: ignore[no-any-return]

    def told(self, answer: Answer) -> None:
        """The client has the answer: from here on it is a promise."""
        if isinstance(answer, Stored) and answer.head.seq:
            self.promised[answer.session, answer.head.seq] = answer.head.hash

    def agent(self, unit: str) -> StoreLocal:
        """The product's relay over this server's store."""

        def write(work: Ledgered) -> Any:
            return self.write(lambda: work(self.ledger, self.memory))

        return StoreLocal(self.store, self.memory, unit, write, lambda: 0, self.policy)

    def alarms(self) -> set[str]:
        """Keys of all alarms ever raised here, also on disks that are gone."""
        return self.told_alarms | {alarm.key for alarm in self.registry.alarms()}


def written_here(replica: Replica) -> Iterator[Event]:
    """The events this device wrote, in whatever session."""
    sql = "SELECT header, body FROM event JOIN session ON session.session = event.session WHERE ours > 0 ORDER BY position"
    return (Event(*row) for row in replica.connection.execute(sql).fetchall())
