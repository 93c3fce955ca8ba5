"""What the gate asks of PostgreSQL at every request: in threads, because an answer crosses a network."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final, TypeVar

import psycopg

from sync.server.postgres_link import connect, served
from sync.server.postgres_registry import PostgresRegistry
from sync.server.registry import Device, Unit

T = TypeVar("T")
THREADS: Final = 2


class PostgresEntrance:
    """See `Entrance`: counters are used up in the database, so that all processes know them.

    They do not wait for the disk there: what a crash of the database forgets lets a request of its last moment be
    sent again, which stores nothing twice.
    """

    def __init__(self, url: str) -> None:
        """Ask the database at `url`."""
        self._url = url
        self._pool = ThreadPoolExecutor(THREADS, "entrance")
        self._own = threading.local()
        self._open: set[psycopg.Connection[Any]] = set()

    async def device(self, device: str) -> Device | None:
        """See `Entrance`."""
        return await self._ask(lambda registry: registry.device(device))

    async def units(self) -> tuple[Unit, ...]:
        """See `Entrance`."""
        return tuple(await self._ask(lambda registry: registry.units()))

    async def use(self, device: Device, counter: int) -> int | None:
        """See `Entrance`."""
        return await self._ask(lambda registry: _greatest(registry, device, counter))

    async def _ask(self, work: Callable[[PostgresRegistry], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._pool, self._do, work)

    def _do(self, work: Callable[[PostgresRegistry], T]) -> T:
        with served():
            try:
                return work(self._registry())
            except (psycopg.OperationalError, psycopg.InterfaceError):
                return work(
                    self._registry(anew=True)
                )  # the database was started again meanwhile: ask once more

    def _registry(self, *, anew: bool = False) -> PostgresRegistry:
        """This thread's registry, over a new connection when the old one is gone."""
        connection: psycopg.Connection[Any] | None = getattr(self._own, "connection", None)
        if connection is None or connection.closed or anew:
            if connection is not None:
                connection.close()
                self._open.discard(connection)
            connection = self._own.connection = connect(self._url)
            connection.execute("SELECT set_config('synchronous_commit', 'off', false)")
            self._open.add(connection)
        return PostgresRegistry(connection)

    @property
    def behind(self) -> bool:
        """See `Entrance`: never."""
        return False

    def unsaved(self) -> Collection[tuple[str, int]]:
        """See `Entrance`: none."""
        return ()

    def close(self) -> None:
        """See `Entrance`."""
        self._pool.shutdown()
        for connection in self._open:
            connection.close()


def _greatest(registry: PostgresRegistry, device: Device, counter: int) -> int | None:
    if registry.use(device.id, counter):
        return None
    known = registry.device(device.id)
    return counter if known is None else known.counter
