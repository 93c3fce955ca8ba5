"""Reading beside the writer: threads with connections of their own, which see only what is on disk."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

from sync.server.storage import Reader
from sync.server.store import Store

T = TypeVar("T")
THREADS: Final = 2


class Readers:
    """Two threads that answer hello and pull."""

    def __init__(self, reader: Callable[[], Reader]) -> None:
        """Read with a `reader` made in each thread."""
        self._make = reader
        self._own = threading.local()
        self._pool = ThreadPoolExecutor(THREADS, "reader")

    async def read(self, work: Callable[[Store], T]) -> T:
        """The result of `work` over one consistent view; raises Unavailable."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, self._do, work)

    def _do(self, work: Callable[[Store], T]) -> T:
        reader: Reader | None = getattr(self._own, "reader", None)
        if reader is None:
            reader = self._own.reader = self._make()
        return reader.read(work)

    def stop(self) -> None:
        """Close the connections, each in its thread, and end the threads; blocks."""
        together = threading.Barrier(THREADS)
        for _ in range(THREADS):
            self._pool.submit(self._close, together)
        self._pool.shutdown()

    def _close(self, together: threading.Barrier) -> None:
        together.wait(timeout=5)
        reader: Reader | None = getattr(self._own, "reader", None)
        if reader is not None:
            reader.close()
