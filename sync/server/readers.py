"""Reading beside the writer: threads with connections of their own, which see only what is on disk."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final, TypeVar

from sync.server.sqlite_store import SqliteStore

T = TypeVar("T")
THREADS: Final = 2


class Readers:
    """Two threads that answer hello and pull."""

    def __init__(self, path: Path) -> None:
        """Read the file at `path`, which the writer has made."""
        self._path = path
        self._own = threading.local()
        self._pool = ThreadPoolExecutor(THREADS, "reader")

    async def read(self, work: Callable[[SqliteStore], T]) -> T:
        """The result of `work` over one consistent view of the file."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, self._do, work)

    def _do(self, work: Callable[[SqliteStore], T]) -> T:
        store: SqliteStore | None = getattr(self._own, "store", None)
        if store is None:
            store = self._own.store = SqliteStore(self._path, read_only=True)
        store.connection.execute("BEGIN")
        try:
            return work(store)
        finally:
            store.connection.execute("COMMIT")

    def stop(self) -> None:
        """Close the connections, each in its thread, and end the threads; blocks."""
        together = threading.Barrier(THREADS)
        for _ in range(THREADS):
            self._pool.submit(self._close, together)
        self._pool.shutdown()

    def _close(self, together: threading.Barrier) -> None:
        together.wait(timeout=5)
        store: SqliteStore | None = getattr(self._own, "store", None)
        if store is not None:
            store.close()
