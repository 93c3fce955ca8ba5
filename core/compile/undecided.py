"""What only a person can settle: two terminals said different things, and both stand (I13)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Final

from core.clock import from_ms
from core.records.rollcall import RollCall, rollcalls
from core.records.shift import Shift

if TYPE_CHECKING:
    from core.replica.replica import Replica
    from core.replica.rows import RecordRow

MANY: Final = 20
"""Rows read of one sort; more than any screen shows."""


@dataclass(frozen=True, slots=True)
class Undecided:
    """Something that waits for a decision: what it is, the record to open, its number and a few words."""

    label: str
    record: str
    number: str
    words: str


def undecided(replica: Replica, shift: Shift | None) -> tuple[Undecided, ...]:
    """Everything of the station that waits for somebody's decision, what holds up the running `shift` first."""
    return (
        *_shifts(replica),
        *_handovers(replica),
        *(_rollcalls(replica, shift) if shift is not None else ()),
        *_values(replica),
    )


def _shifts(replica: Replica) -> Iterator[Undecided]:
    """Two shifts are open: both terminals opened one, or both handed over. The one begun last has the desk."""
    rows = replica.rows("shift", open=True, newest=True, limit=MANY)
    for row in rows[1:]:
        yield Undecided("decide.shifts", row.id, row.number, _beside(rows[0]))


def _handovers(replica: Replica) -> Iterator[Undecided]:
    """A handover is open beside another one of the same shift, signed or not. The one begun last is in hand."""
    for row in replica.rows("handover", open=True, newest=True, limit=MANY):
        others = [
            other
            for other in replica.rows("handover", parent=row.parent, newest=True)
            if other.id != row.id and not other.struck and not _declined(replica, other)
        ]
        later = next(
            (other for other in others if not other.open or (other.at, other.id) > (row.at, row.id)), None
        )
        if later is not None:
            yield Undecided("decide.handovers", row.id, row.number, _beside(later))


def _declined(replica: Replica, row: RecordRow) -> bool:
    return getattr(replica.state(row.id), "declined", None) is not None


def _rollcalls(replica: Replica, shift: Shift) -> Iterator[Undecided]:
    """Two roll calls held at once for one occasion say different things of somebody."""
    for one, other in combinations(rollcalls(replica, shift.meta.id), 2):
        if one.occasion == other.occasion and _at_once(one, other) and (names := _torn(one, other)):
            words = f"/ {_short(one.meta.number)} {names}"
            yield Undecided("decide.rollcalls", other.meta.id, other.meta.number, words)


def _at_once(one: RollCall, other: RollCall) -> bool:
    """Whether the later one was begun before the earlier one was finished: nobody does that knowingly."""
    return one.finished is None or other.meta.opened < one.finished


def _torn(one: RollCall, other: RollCall) -> str:
    """The names of those of whom they say different things."""
    said = {called.person.id: called.state for called in one.called if called.state}
    torn = [
        called.person.name
        for called in other.called
        if called.state and said.get(called.person.id, called.state) != called.state
    ]
    return " ".join(torn)


def _values(replica: Replica) -> Iterator[Undecided]:
    """Two values of one thing, two amendments of one line, two marks of one person."""
    for row in replica.rows(conflict=True, newest=True, limit=MANY):
        if not row.struck:
            yield Undecided("decide.values", row.id, row.number, _titled(row))


def _titled(row: RecordRow) -> str:
    return " ".join(dict.fromkeys(part for part in (row.place, row.title) if part))


def _beside(row: RecordRow) -> str:
    """The other record, which counts meanwhile: its short number and when it began."""
    return f"/ {_short(row.number)} {from_ms(row.at):%H:%M}"


def _short(number: str) -> str:
    return number.rpartition("-")[2]
