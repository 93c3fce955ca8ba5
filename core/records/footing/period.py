"""Periods of emergency footing as one unit lived through them: declarations that overlap are one period (S1)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from core.records.footing.state import FOOTING, Footing
from core.records.lookup import states

if TYPE_CHECKING:
    from core.replica.replica import Replica

AHEAD: Final = timedelta(hours=12)
"""How much earlier than the branch's declaration reached it a station may have entered on a phone order."""


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of emergency footing of one unit; `end` is None while it lasts.

    `leading` is the declaration it is known by: the branch's where there is one, else the station's own.
    """

    leading: Footing
    start: datetime
    end: datetime | None
    parts: tuple[Footing, ...]

    @property
    def levels(self) -> tuple[tuple[datetime, str], ...]:
        """Every change of level in order; the leading declaration's from the moment it was made."""
        own = [one for part in self.parts if part is not self.leading for one in part.levels]
        early = [one for one in own if one[0] < self.leading.start]
        return tuple(sorted([*early, *self.leading.levels]))


def periods_of(unit: str, footings: Iterable[Footing]) -> list[Period]:
    """The periods of the unit at path `unit`, in order of time; pure."""
    mine = sorted((one for one in footings if one.concerns(unit)), key=lambda one: (one.start, one.meta.id))
    groups: list[list[Footing]] = []
    for one in mine:
        if groups and _touches(groups[-1], one):
            groups[-1].append(one)
        else:
            groups.append([one])
    return [_period(group) for group in groups]


def _touches(group: Sequence[Footing], one: Footing) -> bool:
    """Whether `one` began while the group lasted; the branch's declaration also soon after a station's own."""
    ended = _end(group)
    if ended is None or one.start < ended:
        return True
    return not one.own and all(part.own for part in group) and one.start - group[0].start <= AHEAD


def _end(group: Sequence[Footing]) -> datetime | None:
    """The last end of those that decide: the branch's where there is any, else the station's own."""
    deciding = [one for one in group if not one.own] or list(group)
    ends = [one.ended for one in deciding]
    known = [one for one in ends if one is not None]
    return None if len(known) < len(ends) else max(known)


def _period(group: Sequence[Footing]) -> Period:
    leading = next((one for one in group if not one.own), group[0])
    return Period(leading, group[0].start, _end(group), tuple(group))


def periods(replica: Replica, unit: str) -> list[Period]:
    """The periods of `unit` that this replica knows of."""
    return periods_of(unit, states(replica, FOOTING, Footing))


def footing_now(replica: Replica, unit: str) -> Period | None:
    """The period that lasts, None in routine footing (平时)."""
    found = periods(replica, unit)
    return found[-1] if found and found[-1].end is None else None
