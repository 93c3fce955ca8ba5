"""Hits read over a connection of their own, so that a search in the background never meets a write."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Final

from core.clock import Clock
from core.replica.engine import connect, sqlite
from core.replica.rows import EntryRow
from core.search.find import count, next_page

_STEPS: Final = 20_000
"""Steps of SQLite's machine, about a millisecond, between two looks at whether a count is still wanted."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The hits of `text`: a page of lines newest first, how many there are in all if known, whether more lie below."""

    text: str = ""
    lines: list[EntryRow] = field(default_factory=list)
    total: int | None = 0
    more: bool = False


def read_hits(directory: Path, clock: Clock, text: str, limit: int, before: int | None = None) -> Reading:
    """A page of hits of `text` in the replica in `directory`; `before` is the id of the last line shown already.

    The total is None where it must be counted (`count_hits`).
    """
    with _reading(directory, clock) as replica:
        lines = next_page(replica, text, limit=limit, before=before)
    complete = before is None and len(lines) < limit
    return Reading(text, lines, len(lines) if complete else None, len(lines) == limit)


def count_hits(directory: Path, clock: Clock, text: str, wanted: Callable[[], bool]) -> int | None:
    """How many lines fit `text`; None as soon as nobody wants to know any more."""
    with _reading(directory, clock) as replica:
        replica.connection.set_progress_handler(lambda: not wanted(), _STEPS)
        try:
            return count(replica, text)
        except sqlite.OperationalError:
            if wanted():
                raise
            return None


@contextmanager
def _reading(directory: Path, clock: Clock) -> Iterator[SimpleNamespace]:
    """What a search needs of a replica, over a connection of its own."""
    from core.replica.replica import DATABASE

    with closing(connect(directory / DATABASE, read_only=True)) as connection:
        yield SimpleNamespace(connection=connection, clock=clock)
