"""Which team's turn it is when no shift is open, and opening its shift with the officer who takes the desk."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from core.records.pattern import pattern_in_force, periods
from core.records.reference import ref
from core.records.shift.operations import open_shift
from core.records.shift.relieving import relief_of
from core.records.unit import Unit, teams

if TYPE_CHECKING:
    from core.replica.act import Act
    from core.replica.replica import Replica

_AROUND: Final = timedelta(hours=3)
"""A turn that begins so soon is the one to be opened."""


def teams_due(replica: Replica, now: datetime) -> list[Unit]:
    """The teams, the one whose turn it is by the pattern in force first."""
    known, pattern = teams(replica), pattern_in_force(replica)
    if pattern is None:
        return known
    turns = [one for one in periods(pattern.cycle, now, now + _AROUND) if one.end > now + _AROUND]
    turns.sort(key=lambda one: abs(one.start - now))
    order = [one.team.id for one in turns]
    return sorted(known, key=lambda team: order.index(team.meta.id) if team.meta.id in order else len(order))


def start_shift(act: Act, team: Unit) -> str:
    """Open the shift of `team` with the officer it has for the desk; returns its id."""
    officer = relief_of(act.replica, ref(team), act.now.date()).officer
    return open_shift(act, team=team.meta.id, officer=officer.id if officer else None)
