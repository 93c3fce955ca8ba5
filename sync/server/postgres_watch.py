"""A thread that hears what other processes numbered, and sees to it that nothing stays without a number."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Collection, Mapping
from typing import Any, Final

import psycopg

from sync.server.postgres_link import connect
from sync.server.postgres_numbering import CHANNEL
from sync.server.storage import Unavailable

LOOK: Final = 0.5
"""Seconds between two looks for rows without a number, and before a lost connection is tried again."""


class PostgresWatch:
    """See `Watch`."""

    def __init__(
        self,
        url: str,
        own: Collection[int],
        grew: Callable[[Mapping[str, int]], None],
        due: Callable[[], None],
    ) -> None:
        """Watch the database at `url`; `own` are the backends whose news were told already."""
        self._url, self._own, self._grew, self._due = url, own, grew, due
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="watch", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """See `Watch`."""
        self._stopping.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                with connect(self._url) as connection:
                    self._listen(connection)
            except (psycopg.Error, Unavailable):
                self._stopping.wait(LOOK)

    def _listen(self, connection: psycopg.Connection[Any]) -> None:
        """Hear until the connection breaks; what was said while nobody listened stands in the feeds."""
        connection.execute(f"LISTEN {CHANNEL}")
        self._grew(dict(connection.execute("SELECT scope, n FROM feed").fetchall()))
        while not self._stopping.is_set():
            for note in connection.notifies(timeout=LOOK, stop_after=1):
                if note.pid not in self._own:
                    self._grew(json.loads(note.payload))
            if connection.execute("SELECT 1 FROM unnumbered LIMIT 1").fetchone() is not None:
                self._due()
