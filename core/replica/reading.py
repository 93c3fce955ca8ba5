"""Reading a replica's file: states, rows of lists, lines of the log; what every way of opening it has in common."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from core.replica import rows as listing

if TYPE_CHECKING:
    from core.journal.event import Event
    from core.records.fold import Folded
    from core.records.kind import Meta
    from core.replica.folds import Folds
    from core.replica.homes import Homes
    from core.replica.seat import Seat


class Reading:
    """What can be asked of a file that is open; who opens it provides connection, seat, folds and homes."""

    connection: Any
    seat: Seat | None
    homes: Homes
    _folds: Folds

    def folded(self, record: str) -> Folded | None:
        """The record's fold, None when no event of it is here."""
        return self._folds.get(record)

    def state(self, record: str) -> Any:
        """The record's state, None when there is none."""
        found = self._folds.get(record)
        return None if found is None else found.state

    def states(self, records: Sequence[str]) -> list[Any]:
        """The states of several records, read together; one that is not here is left out."""
        found = self._folds.several(records)
        return [found[record].state for record in records if record in found]

    def unit_of(self, meta: Meta) -> str:
        """The path of the unit a record belongs to: the one whose feed it came in (`core.replica.homes`)."""
        return self.homes.of(meta.unit, meta.opener.session)

    def events(self, record: str) -> list[Event]:
        """All events of a record, in their order."""
        return self._folds.events(record)

    def rows(self, kind: str | None = None, **filters: Any) -> list[listing.RecordRow]:
        """Rows of lists; filters as `core.replica.rows.records`."""
        self.flush()
        return listing.records(self.connection, kind, **filters)

    def entries(
        self, since: int, until: int, *, limit: int = -1, newest: bool = True
    ) -> list[listing.EntryRow]:
        """Log lines of a span of time, in milliseconds since 1970."""
        self.flush()
        return listing.entries(self.connection, since=since, until=until, limit=limit, newest=newest)

    def flush(self) -> None:
        """Write the views of what was folded in a running act, so that rows show it."""
        self._folds.write()
