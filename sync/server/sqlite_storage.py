"""Everything in one SQLite file: the engine that needs nothing else, for one server process."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final, TypeVar

from core.errors import Refusal
from core.replica.engine import connect, sqlite
from sync.server.registry import Device, Unit
from sync.server.sqlite_registry import SqliteRegistry
from sync.server.sqlite_store import SqliteStore
from sync.server.storage import Ledger, Unavailable, Work, attempted
from sync.server.store import Store

T = TypeVar("T")
DATABASE: Final = "server.db"
MOVED: Final = "moved"
"""Key of the fact that says that these records went on in a database."""


class SqlitePen:
    """See `Pen`: numbers are given in the order of commits, because nobody else writes meanwhile."""

    def __init__(self, path: Path) -> None:
        """Write to the file at `path`."""
        self._store = SqliteStore(path)
        self._connection = self._store.connection
        self._ledger = Ledger(self._store, SqliteRegistry(self._connection))

    def group(self, works: Sequence[Work]) -> tuple[list[Any], Mapping[str, int]]:
        """See `Pen`."""
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            outcomes = attempted(self._connection, self._ledger, works, sqlite.OperationalError)
            grown = self._store.grown()
            self._connection.execute("COMMIT")
        except sqlite.Error as error:
            self._store.grown()
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise Unavailable from error
        return outcomes, grown

    def settle(self) -> Mapping[str, int]:
        """See `Pen`: nothing is left to do."""
        return {}

    def close(self) -> None:
        """See `Pen`."""
        self._store.close()


class SqliteReader:
    """See `Reader`."""

    def __init__(self, path: Path) -> None:
        """Read the file at `path`."""
        self._store = SqliteStore(path, read_only=True)

    def read(self, work: Callable[[Store], T]) -> T:
        """See `Reader`."""
        try:
            self._store.connection.execute("BEGIN")
            try:
                return work(self._store)
            finally:
                self._store.connection.execute("COMMIT")
        except sqlite.OperationalError as error:
            raise Unavailable from error

    def close(self) -> None:
        """See `Reader`."""
        self._store.close()


class SqliteEntrance:
    """See `Entrance`: the file is read on the loop itself, in microseconds; counters are in memory first."""

    def __init__(self, path: Path) -> None:
        """Read the file at `path`."""
        self._registry = SqliteRegistry(connect(path, read_only=True))
        self._greatest: dict[str, int] = {}
        self._unsaved: dict[str, int] = {}

    async def device(self, device: str) -> Device | None:
        """See `Entrance`."""
        return self._registry.device(device)

    async def units(self) -> tuple[Unit, ...]:
        """See `Entrance`."""
        return tuple(self._registry.units())

    async def use(self, device: Device, counter: int) -> int | None:
        """See `Entrance`: asked and noted in one step, between which the loop does nothing else."""
        greatest = max(device.counter, self._greatest.get(device.id, 0))
        if counter <= greatest:
            return greatest
        self._greatest[device.id] = self._unsaved[device.id] = counter
        return None

    @property
    def behind(self) -> bool:
        """See `Entrance`."""
        return bool(self._unsaved)

    def unsaved(self) -> Collection[tuple[str, int]]:
        """See `Entrance`."""
        taken, self._unsaved = self._unsaved, {}
        return list(taken.items())

    def close(self) -> None:
        """See `Entrance`."""
        self._registry.connection.close()


class SqliteStorage:
    """See `Storage`."""

    def __init__(self, path: Path) -> None:
        """Everything is in the file at `path`."""
        self.path = path

    def prepare(self) -> None:
        """Make the tables, for their owner alone; raises Damaged, NotSaved, or Refusal for a file left behind."""
        self.path.touch(mode=0o600)
        with closing(SqliteStore(self.path)) as store:
            if SqliteRegistry(store.connection, make=True).remembered(MOVED):
                raise Refusal("database.moved")

    def pen(self) -> SqlitePen:
        """See `Storage`."""
        return SqlitePen(self.path)

    def reader(self) -> SqliteReader:
        """See `Storage`."""
        return SqliteReader(self.path)

    def entrance(self) -> SqliteEntrance:
        """See `Storage`."""
        return SqliteEntrance(self.path)

    def watch(self, grew: Callable[[Mapping[str, int]], None], due: Callable[[], None]) -> None:
        """See `Storage`: nobody else adds to the feeds."""

    @contextmanager
    def desk(self) -> Iterator[SqliteRegistry]:
        """See `Storage`."""
        store = SqliteStore(self.path)
        try:
            store.connection.execute("BEGIN IMMEDIATE")
            yield SqliteRegistry(store.connection)
            store.connection.execute("COMMIT")
        finally:
            store.close()

    def copy(self, into: Path) -> None:
        """See `Storage`."""
        store = SqliteStore(self.path, read_only=True)
        try:
            store.connection.execute("VACUUM INTO ?", (str(into / self.path.name),))
        finally:
            store.close()
