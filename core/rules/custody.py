"""Who answers for what at every minute: exactly one person, through a handover too (S5)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Final

from core.records.reference import Ref
from core.records.shift import Shift

if TYPE_CHECKING:
    from core.replica.replica import Replica
    from core.replica.rows import RecordRow

IN_HAND: Final = frozenset({"inc.received", "inc.turnout", "inc.on_scene"})
"""Stages in which an incident is being fought: nobody hands over then."""

NO_EMERGENCY: Final = frozenset({"inc.cover", "inc.drill"})
"""Standbys and drills are handed over while they run."""


def unsettled(replica: Replica, settled: Collection[str] = ()) -> list[RecordRow]:
    """The incidents still being fought whose stage nobody has called settled."""
    return [
        row
        for row in replica.rows("incident", open=True)
        if row.status in IN_HAND and row.subject not in NO_EMERGENCY and row.id not in settled
    ]


def on_watch(shifts: Iterable[Shift], moment: datetime) -> Shift | None:
    """The shift that has the watch at `moment`: it begins with its first second and ends before its last."""
    found = [
        shift
        for shift in shifts
        if shift.meta.struck is None
        and shift.start <= moment
        and (shift.ended is None or moment < shift.ended)
    ]
    return max(found, key=lambda shift: shift.start, default=None)


def answers_for(owner: Ref | None, shifts: Iterable[Shift], moment: datetime) -> Ref | None:
    """Who answers for an item at `moment`: its named owner, else the officer of the watch."""
    if owner is not None:
        return owner
    shift = on_watch(shifts, moment)
    return None if shift is None else shift.officer
