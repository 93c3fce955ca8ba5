"""A replica read over a connection of its own, so that what takes its time in the background never meets a write."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from core.replica.engine import connect
from core.replica.folds import Folds
from core.replica.homes import Homes
from core.replica.reading import Reading
from core.replica.seat import load_seat

if TYPE_CHECKING:
    from core.replica.replica import Replica


class _Apart(Reading):
    """The file read over a connection that cannot write."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection
        self.seat = load_seat(connection)
        self._folds, self.homes = Folds(connection), Homes(connection, lambda: self.seat)


@contextmanager
def apart(directory: Path) -> Iterator[Replica]:
    """The replica in `directory` for reading alone; raises NotSaved or Damaged when its file cannot be read."""
    from core.replica.replica import DATABASE

    with closing(connect(directory / DATABASE, read_only=True)) as connection:
        yield cast("Replica", _Apart(connection))
