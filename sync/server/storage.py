"""Where a server keeps what it has: one file, or a database that several server processes share."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeVar

from sync.server.registry import Device, Registry, Unit
from sync.server.spent import emptied
from sync.server.store import Store

T = TypeVar("T")


class Unavailable(Exception):
    """The database does not answer, or its disk refuses: nothing of what was asked is done, and may be asked again."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """What a piece of work writes to, inside a transaction."""

    store: Store
    registry: Registry


Work = Callable[[Ledger], Any]
Trouble = type[Exception] | tuple[type[Exception], ...]
"""Exceptions that tell of the database, not of the work."""


class Pen(Protocol):
    """The one connection of a process that writes; used by one thread."""

    def group(self, works: Sequence[Work]) -> tuple[list[Any], Mapping[str, int]]:
        """Do all `works` in one durable transaction: their results, and the feeds that grew with where they end now.

        A work that fails takes back its own writes only, and its exception stands in place of its result.  Raises
        Unavailable, and then nothing of the whole group is written.
        """
        ...

    def settle(self) -> Mapping[str, int]:
        """Do what can wait until those who asked know: the feeds that grew by it. Raises Unavailable."""
        ...

    def close(self) -> None:
        """Let go."""
        ...


class Reader(Protocol):
    """A connection that sees only what is committed; used by one thread."""

    def read(self, work: Callable[[Store], T]) -> T:
        """The result of `work` over one consistent view; raises Unavailable."""
        ...

    def close(self) -> None:
        """Let go."""
        ...


class Entrance(Protocol):
    """What the gate asks at every request; called on the server's loop, which never waits for a disk or a network."""

    async def device(self, device: str) -> Device | None:
        """One device; raises Unavailable."""
        ...

    async def units(self) -> tuple[Unit, ...]:
        """The tree of units, as it is now; raises Unavailable."""
        ...

    async def use(self, device: Device, counter: int) -> int | None:
        """Use up a request's counter: None when it was greater than all before, else the greatest seen.

        Two requests with one counter never both get None, whichever processes they reach.  Raises Unavailable.
        """
        ...

    @property
    def behind(self) -> bool:
        """Whether counters wait to be stored by the writer."""
        ...

    def unsaved(self) -> Collection[tuple[str, int]]:
        """Counters the writer has to store; they are handed over once."""
        ...

    def close(self) -> None:
        """Let go, on the same loop."""
        ...


class Watch(Protocol):
    """Looks at what other processes do, in a thread of its own."""

    def stop(self) -> None:
        """End; blocks for a moment."""
        ...


class Storage(Protocol):
    """One engine over one place."""

    def prepare(self) -> None:
        """Make what is missing; raises a WatchroomError when it cannot be used."""
        ...

    def pen(self) -> Pen:
        """A new connection that writes."""
        ...

    def reader(self) -> Reader:
        """A new connection that reads."""
        ...

    def entrance(self) -> Entrance:
        """What the gate of a process asks."""
        ...

    def watch(self, grew: Callable[[Mapping[str, int]], None], due: Callable[[], None]) -> Watch | None:
        """Tell `grew` of feeds that other processes added to, and `due` when a commit is needed; None for a lonely one.

        Both are called in another thread.
        """
        ...

    def desk(self) -> AbstractContextManager[Registry]:
        """The registry from outside a serving process, one transaction long; raises a WatchroomError."""
        ...

    def copy(self, into: Path) -> None:
        """Copy everything, whoever serves meanwhile, into the new directory `into`; raises a WatchroomError."""
        ...


def attempted(connection: Any, ledger: Ledger, works: Sequence[Work], trouble: Trouble) -> list[Any]:
    """The results of `works`, each in a savepoint of the open transaction; raises `trouble`, which ends them all."""
    return [_attempt(connection, ledger, work, trouble) for work in works]


def _attempt(connection: Any, ledger: Ledger, work: Work, trouble: Trouble) -> Any:
    """The result of one work, or its exception with everything it wrote undone."""
    connection.execute("SAVEPOINT work")
    try:
        outcome = work(ledger)
    except trouble:
        raise
    except Exception as error:
        connection.execute("ROLLBACK TO work")
        outcome = emptied(error)
    connection.execute("RELEASE work")
    return outcome
