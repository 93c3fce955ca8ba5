"""Everything in a PostgreSQL database: the engine for several server processes side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final, TypeVar

import psycopg
from psycopg import errors

from core.errors import Refusal
from sync.server.postgres_entrance import PostgresEntrance
from sync.server.postgres_link import PLACE, TROUBLE, checked, connect, explained, served
from sync.server.postgres_numbering import LOCKS, MAKING, number
from sync.server.postgres_registry import PostgresRegistry
from sync.server.postgres_schema import VERSION, statements
from sync.server.postgres_store import PostgresStore
from sync.server.postgres_watch import PostgresWatch
from sync.server.storage import Ledger, Work, attempted
from sync.server.store import Store

T = TypeVar("T")
TRIES: Final = 3
"""How often a group is done when another process stands in its way."""

_CROSSED: Final = (errors.DeadlockDetected, errors.SerializationFailure)
_BRIEFLY: Final = "SET LOCAL lock_timeout = '250ms'"
"""A process that hangs while it numbers holds nobody up: the next commit tries again."""

_READING: Final = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"


class PostgresPen:
    """See `Pen`."""

    def __init__(self, url: str, own: set[int]) -> None:
        """Write to the database at `url`; the backends that do stand in `own`."""
        self._url, self._own = url, own
        self._connection: psycopg.Connection[Any] | None = None
        self._left = False

    def group(self, works: Sequence[Work]) -> tuple[list[Any], Mapping[str, int]]:
        """See `Pen`."""
        with served():
            for _ in range(TRIES - 1):
                with suppress(*_CROSSED):
                    return self._group(works)
            return self._group(works)

    def _group(self, works: Sequence[Work]) -> tuple[list[Any], Mapping[str, int]]:
        with self._transaction() as connection:
            ledger = Ledger(PostgresStore(connection, writing=True), PostgresRegistry(connection))
            outcomes = attempted(connection, ledger, works, TROUBLE)
            grown = number(connection)
        self._left = grown is None
        return list(map(_plain, outcomes)), grown or {}

    def settle(self) -> Mapping[str, int]:
        """See `Pen`: number what was left because another process was numbering."""
        if not self._left:
            return {}
        with served(), suppress(errors.LockNotAvailable), self._transaction() as connection:
            connection.execute(_BRIEFLY)
            grown = number(connection, wait=True) or {}
            self._left = False
            return grown
        return {}

    @contextmanager
    def _transaction(self) -> Iterator[psycopg.Connection[Any]]:
        """A transaction, taken back on any error; a broken connection is let go of."""
        connection = self._open()
        try:
            connection.execute("BEGIN")
            yield connection
            if connection.execute("COMMIT").statusmessage != "COMMIT":
                raise psycopg.OperationalError("taken back")
        except BaseException:
            try:
                connection.execute("ROLLBACK")
            except psycopg.Error:
                self.close()
            raise

    def _open(self) -> psycopg.Connection[Any]:
        if self._connection is None or self._connection.closed:
            self._connection = connect(self._url)
            self._own.add(self._connection.info.backend_pid)
        return self._connection

    def close(self) -> None:
        """See `Pen`."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _plain(outcome: Any) -> Any:
    """An outcome; content that no database text may hold is a mistake of who sent it."""
    return ValueError("not to be stored") if isinstance(outcome, psycopg.DataError) else outcome


class PostgresReader:
    """See `Reader`."""

    def __init__(self, url: str) -> None:
        """Read the database at `url`."""
        self._url = url
        self._connection: psycopg.Connection[Any] | None = None

    def read(self, work: Callable[[Store], T]) -> T:
        """See `Reader`."""
        with served():
            try:
                return self._read(work)
            except (psycopg.OperationalError, psycopg.InterfaceError):
                self.close()  # the database was started again meanwhile: ask once more
                return self._read(work)

    def _read(self, work: Callable[[Store], T]) -> T:
        if self._connection is None:
            self._connection = connect(self._url)
        self._connection.execute(_READING)
        try:
            return work(PostgresStore(self._connection))
        finally:
            self._connection.execute("ROLLBACK")

    def close(self) -> None:
        """See `Reader`."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


class PostgresStorage:
    """See `Storage`."""

    def __init__(self, url: str) -> None:
        """Everything is in the database at `url`; raises Refusal when that is no such address."""
        self.url = checked(url)
        self._own: set[int] = set()

    def prepare(self) -> None:
        """Make the tables; raises NotReached, or Refusal for a newer database."""
        with explained(), connect(self.url) as connection, connection.transaction():
            connection.execute("SELECT pg_advisory_xact_lock(%s, %s)", (LOCKS, MAKING))
            made = connection.execute("SELECT to_regclass(%s)", (f"{PLACE}.layout",)).fetchone()
            if made is None or made[0] is None:
                connection.execute(f"CREATE SCHEMA IF NOT EXISTS {PLACE}")
                for statement in statements():
                    connection.execute(statement)
            found = connection.execute("SELECT version FROM layout").fetchone()
            if found is None or found[0] > VERSION:
                raise Refusal("database.newer")

    def pen(self) -> PostgresPen:
        """See `Storage`."""
        return PostgresPen(self.url, self._own)

    def reader(self) -> PostgresReader:
        """See `Storage`."""
        return PostgresReader(self.url)

    def entrance(self) -> PostgresEntrance:
        """See `Storage`."""
        return PostgresEntrance(self.url)

    def watch(self, grew: Callable[[Mapping[str, int]], None], due: Callable[[], None]) -> PostgresWatch:
        """See `Storage`."""
        return PostgresWatch(self.url, self._own, grew, due)

    @contextmanager
    def desk(self) -> Iterator[PostgresRegistry]:
        """See `Storage`."""
        with explained(), connect(self.url) as connection, connection.transaction():
            yield PostgresRegistry(connection)

    def copy(self, into: Path) -> None:
        """See `Storage`: records are copied by PostgreSQL's own tools, so only keys are."""
