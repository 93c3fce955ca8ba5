"""Writers of one process take turns: SQLite lets in whoever asks at the right moment, not who has waited.

The screen and the exchange write the same file over connections of their own.  While a long feed is taken in, page
behind page, somebody who only asks again after a while would come too late each time.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

PATIENCE: Final = 5.0
"""Seconds after which a writer asks SQLite all the same, which knows of other processes too."""

_locks: dict[Path, threading.RLock] = {}


class Turn:
    """The turn at writing one file; every connection of this process to it has the same."""

    def __init__(self, path: Path) -> None:
        """The turn at the file at `path`."""
        self._lock = _locks.setdefault(path.resolve(), threading.RLock())

    @contextmanager
    def mine(self) -> Iterator[None]:
        """Wait for the turn and keep it to the end; one thread may take it several times over."""
        held = self._lock.acquire(timeout=PATIENCE)
        try:
            yield
        finally:
            if held:
                self._lock.release()
