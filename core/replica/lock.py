"""One process at a time where SQLite is too old for several writers."""

from __future__ import annotations

import os
from pathlib import Path

from core.errors import Refusal


class SingleWriter:
    """Holds a lock file for the life of the process; the system lets go of it when the process dies."""

    def __init__(self, directory: Path) -> None:
        """Take the lock; raises Refusal when another process holds it."""
        self._handle = os.open(directory / "watchroom.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _lock(self._handle)
        except OSError as error:
            os.close(self._handle)
            raise Refusal("store.in_use", path=str(directory)) from error

    def release(self) -> None:
        """Let the next process in."""
        os.close(self._handle)


def _lock(handle: int) -> None:
    """Lock the file, without waiting: against every other opening of it, those of this process included."""
    if os.name == "nt":
        import msvcrt

        getattr(msvcrt, "locking")(handle, getattr(msvcrt, "LK_NBLCK"), 1)  # noqa: B009
    else:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
