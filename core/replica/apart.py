"""A replica read over a connection of its own, so that what takes its time in the background never meets a write."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from core.replica import rows as listing
from core.replica.engine import connect
from core.replica.folds import Folds
from core.replica.homes import Homes
from core.replica.seat import load_seat

if TYPE_CHECKING:
    from core.records.kind import Meta
    from core.replica.replica import Replica


class _Apart:
    """What reading asks of a replica: its seat, states and rows; nothing can be written through it."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection
        self.seat = load_seat(connection)
        self._folds, self._homes = Folds(connection), Homes(connection, lambda: self.seat)

    def state(self, record: str) -> Any:
        """As `Replica.state`."""
        found = self._folds.get(record)
        return None if found is None else found.state

    def unit_of(self, meta: Meta) -> str:
        """As `Replica.unit_of`."""
        return self._homes.of(meta.unit, meta.opener.session)

    def rows(self, kind: str | None = None, **filters: Any) -> list[listing.RecordRow]:
        """As `Replica.rows`."""
        return listing.records(self.connection, kind, **filters)


@contextmanager
def apart(directory: Path) -> Iterator[Replica]:
    """The replica in `directory` for reading alone; raises NotSaved or Damaged when its file cannot be read."""
    from core.replica.replica import DATABASE

    with closing(connect(directory / DATABASE, read_only=True)) as connection:
        yield cast("Replica", _Apart(connection))
