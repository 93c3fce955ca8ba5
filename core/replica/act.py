"""One act of an officer: everything it writes is saved together or not at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, TypeVar

from core.clock import epoch_ms
from core.errors import NotFound, NotSaved, Refusal
from core.journal.event import Event, EventId
from core.records.kind import RecordKind
from core.replica import ballast, numbers

if TYPE_CHECKING:
    from core.replica.replica import Replica

HANDOVER_HOUR: Final = 8
"""Without an open shift a duty day begins at this hour (screens and numbers agree on it)."""

T = TypeVar("T")


@dataclass(slots=True)
class Act:
    """What an operation of `core.records` is given: the moment, the author, reading and appending.

    Reads through `replica` see what this act has appended so far.
    """

    replica: Replica
    author: str | None
    now: datetime
    first: int = 0
    """Number, in the session, of the act's first event: what Ctrl-Z takes back together."""

    sealed: bool = False
    erased: bool = False
    _numbers: dict[str, int] = field(default_factory=dict)

    def new_id(self) -> str:
        """A fresh record id."""
        return self.replica.ids.record(epoch_ms(self.now))

    def open(
        self,
        kind: RecordKind,
        event: str,
        body: Mapping[str, Any],
        *,
        record: str | None = None,
        day: date | None = None,
        origin: str = "live",
        second: str | None = None,
    ) -> str:
        """Open a record of `kind` with `event`, giving it the next number of its series; returns its id."""
        fresh = record is None
        record = record or self.new_id()
        number = "" if kind.series is None else self.number(kind.series, day)
        self.replica.append(
            self,
            event,
            record,
            body,
            origin=origin,
            second=second,
            audience=kind.audience,
            number=number,
            fresh=fresh,
        )
        return record

    def append(
        self,
        event: str,
        record: str,
        body: Mapping[str, Any],
        *,
        origin: str = "live",
        second: str | None = None,
        audience: str = "branch",
    ) -> EventId:
        """Append one event to `record` and fold it in."""
        return self.replica.append(self, event, record, body, origin=origin, second=second, audience=audience)

    def repeat(self, original: Event) -> None:
        """Write an event of a forked session again, as a copy that counts in its place."""
        self.replica.repeat(self, original)

    def state(self, expected: type[T], record: str) -> T:
        """The state of `record`; raises NotFound when there is none of that type."""
        state = self.replica.state(record)
        if not isinstance(state, expected):
            raise NotFound("record.not_found", number=record[:8])
        return state

    def number(self, series: str, day: date | None = None) -> str:
        """The next number of `series` on duty day `day` (default: the running one); never used twice (design §3)."""
        seat = self.replica.seat
        if seat is None:
            raise Refusal("store.not_set_up")
        stamp = (day or self.day()).strftime("%Y%m%d")
        prefix = f"{seat.code}-{stamp}-{seat.letter}{series}"
        last = self._numbers.get(prefix)
        if last is None:
            last = numbers.last(self.replica.connection, prefix, stamp)
        self._numbers[prefix] = last + 1
        return f"{prefix}{last + 1:02d}"

    def day(self) -> date:
        """The duty day that is running: that of the open shift, else the calendar's, from the handover hour on.

        Shifts of stations below a branch are none of its own: one that is not handed over keeps no day of the branch.
        """
        code = f"{self.replica.seat.code}-" if self.replica.seat else ""
        own = [row for row in self.replica.rows("shift", open=True) if row.number.startswith(code)]
        if own:
            return datetime.strptime(own[-1].number.removeprefix(code)[:8], "%Y%m%d").date()
        return (self.now - timedelta(hours=HANDOVER_HOUR)).date()

    def seal(self) -> None:
        """Have the device sign the journal's tip when this act is saved (handover, end of session)."""
        self.sealed = True


class Desk:
    """An officer's seat at a replica: runs operations, each as one act in the author's name."""

    def __init__(self, replica: Replica, author: str | None = None) -> None:
        """Act at `replica` as person `author`, or unsigned as the seat."""
        self.replica = replica
        self.author = author

    def do(self, operation: Callable[..., T], *args: Any, **params: Any) -> T:
        """Run `operation(act, *args, **params)` and save what it appended; raises what it raises, or NotSaved."""
        try:
            return self._once(operation, *args, **params)
        except NotSaved as error:
            if error.key != "store.disk_full" or not ballast.give_up(self.replica.directory):
                raise
            return self._once(operation, *args, **params)

    def _once(self, operation: Callable[..., T], *args: Any, **params: Any) -> T:
        with self.replica.act(self.author) as act:
            return operation(act, *args, **params)
