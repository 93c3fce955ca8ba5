"""The folds kept at hand, and those of the running act whose views are still to be written."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from typing import Any, Final

from core.ids import is_record_id
from core.journal.event import Event, Stored, believed
from core.records.fold import Folded, fold, fold_on

AT_HAND: Final = 4096
"""How many folded records are kept; the rest is folded when asked for."""

_TOGETHER: Final = 500
"""Records asked for in one statement."""


def events_of(connection: Any, records: Sequence[str]) -> dict[str, list[Event]]:
    """All events of each of `records`; what is damaged is left out, or left without its body."""
    found = dict[str, list[Event]]((record, []) for record in records)
    for start in range(0, len(records), _TOGETHER):
        names = [bytes.fromhex(record) for record in records[start : start + _TOGETHER]]
        sql = f"SELECT record, header, body FROM event WHERE record IN ({','.join('?' * len(names))})"
        for record, *row in connection.execute(sql, names):
            event = believed(Stored(*row))
            if event is not None:
                found[record.hex()].append(event)
    return found


class Folds:
    """Folds records of one journal, each at most once as long as nothing new is appended to it."""

    def __init__(self, connection: Any) -> None:
        """Read events from, and write views to, `connection`."""
        self._connection = connection
        self._folds: OrderedDict[str, Folded] = OrderedDict()
        self._pending: dict[str, Folded | None] = {}

    def events(self, record: str) -> list[Event]:
        """All events of `record`, in their order; what is damaged is left out, or left without its body."""
        if not is_record_id(record):  # what another program wrote where an id belongs
            return []
        return sorted(events_of(self._connection, [record])[record], key=lambda event: event.order)

    def get(self, record: str) -> Folded | None:
        """The fold of `record`, None when no event of it is here."""
        found = self._folds.get(record)
        if found is None and (events := self.events(record)):
            found = self._keep(record, fold(events))
        return found

    def several(self, records: Sequence[str]) -> dict[str, Folded]:
        """The folds of those of `records` that are here; the events of all that are not at hand are read together."""
        found = {record: self._folds[record] for record in records if record in self._folds}
        missing = [record for record in records if record not in found and is_record_id(record)]
        for record, events in events_of(self._connection, missing).items():
            if events:
                found[record] = self._keep(record, fold(events))
        return found

    def take(self, event: Event, fresh: bool) -> None:
        """Fold in `event`, just appended; `fresh` when its record cannot have earlier ones."""
        record = event.record
        before = None if fresh else self._folds.get(record) or self._before(event)
        after = fold((event,)) if before is None else fold_on(before, event)
        self._pending.setdefault(record, before)
        self._keep(record, after or fold(self.events(record)))

    def again(self, record: str) -> None:
        """Fold `record` again: the content of one of its events was erased."""
        self._pending.setdefault(record, self.get(record))
        self._keep(record, fold(self.events(record)))

    def write(self) -> None:
        """Write the views of every record the running act has touched."""
        if self._pending:
            from core.replica.views import write

            write(
                self._connection, [(before, self._folds[record]) for record, before in self._pending.items()]
            )
            self._pending.clear()

    def forget(self) -> None:
        """Drop everything: another process wrote, or the act was not saved."""
        self._folds.clear()
        self._pending.clear()

    def _before(self, event: Event) -> Folded | None:
        """The record's fold without `event`, None when that is its only one."""
        earlier = [
            known
            for known in self.events(event.record)
            if (known.session, known.seq) != (event.session, event.seq)
        ]
        return fold(earlier) if earlier else None

    def _keep(self, record: str, folded: Folded) -> Folded:
        """Keep a fold at hand, dropping the one not used for longest (never one still to be written)."""
        self._folds[record] = folded
        self._folds.move_to_end(record)
        if len(self._folds) > AT_HAND:
            oldest = next(iter(self._folds))
            if oldest not in self._pending:
                del self._folds[oldest]
        return folded
