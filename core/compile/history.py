"""One record with everything that was ever written to it: who, when, what it said before, why it was taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from core.journal.event import Event
from core.records.correction import Change, changes
from core.records.fold import CORRECTIONS, STRUCK, UNDONE
from core.replica.rows import EntryRow, entries_of

if TYPE_CHECKING:
    from core.replica.replica import Replica


@dataclass(frozen=True, slots=True)
class Taken:
    """That something was struck (作废) or undone: when, by whom, why."""

    mark: str
    at: datetime
    author: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class Written:
    """One event of the record: its line if it has one, its values as they count now, what became of it."""

    event: str
    kind: str
    at: datetime
    author: str | None
    line: EntryRow | None
    values: tuple[tuple[str, Any], ...]
    changes: tuple[Change, ...]
    taken: tuple[Taken, ...]


def history(replica: Replica, record: str) -> tuple[Written, ...]:
    """Everything written to `record`, oldest first, corrections beside what they correct."""
    replica.flush()
    events = replica.events(record)
    lines = {line.event: line for line in entries_of(replica.connection, record)}
    amended = changes(replica, record)
    taken = _taken(events)
    whole = taken.get("", ())
    first = next((str(event.id) for event in events if event.kind not in CORRECTIONS), "")
    return tuple(
        _written(
            event, lines, amended, (*taken.get(str(event.id), ()), *(whole if str(event.id) == first else ()))
        )
        for event in events
        if event.kind not in CORRECTIONS
    )


def _written(
    event: Event, lines: dict[str, EntryRow], amended: tuple[Change, ...], taken: tuple[Taken, ...]
) -> Written:
    own = str(event.id)
    mine = tuple(change for change in amended if change.target == own)
    values = dict(event.body or {})
    for change in mine:
        values |= dict(change.after)
    return Written(
        own, event.kind, event.recorded_at, event.author, lines.get(own), tuple(values.items()), mine, taken
    )


def _taken(events: list[Event]) -> dict[str, tuple[Taken, ...]]:
    """Strikes and undoings by the event they concern; "" for the whole record."""
    found: dict[str, tuple[Taken, ...]] = {}
    gone = {
        str(one) for event in events if event.kind == UNDONE for one in (event.body or {}).get("targets", ())
    }
    for event in events:
        body = event.body or {}
        if event.kind == STRUCK and str(event.id) not in gone:
            taken = Taken("struck", event.recorded_at, event.author, str(body.get("reason", "")))
            target = str(body.get("target") or "")
            found[target] = (*found.get(target, ()), taken)
        elif event.kind == UNDONE:
            for target in body.get("targets", ()):
                taken = Taken("undone", event.recorded_at, event.author, "")
                found[str(target)] = (*found.get(str(target), ()), taken)
    return found
