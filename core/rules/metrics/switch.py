"""K08: how long the switch to emergency footing took: declared → banner → confirmed, per station."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from core.records.footing.period import Period, periods_of
from core.records.footing.state import Footing
from core.rules.metrics.figures import Times, between, times


class Switch(NamedTuple):
    """One station at one declaration (a record's id): seconds until its banner stood and until somebody confirmed."""

    station: str
    footing: str
    declared: datetime
    banner: int | None
    confirmed: int | None


def switches(footings: Iterable[Footing], stations: Iterable[str]) -> tuple[Switch, ...]:
    """One for every station (unit path) and every period the branch declared for it, in the order of the paths.

    A station that had declared it itself on a phone order knew and confirmed by that (先行转入, S1).
    """
    known = list(footings)
    return tuple(
        _switch(station, period)
        for station in sorted(set(stations))
        for period in periods_of(station, known)
        if not period.leading.own
    )


def _switch(station: str, period: Period) -> Switch:
    leading = period.leading
    own = [part.start for part in period.parts if part.own]
    receipts = [one for one in leading.receipts if one.station == station]
    shown = min([*own, *(one.shown for one in receipts if one.shown)], default=None)
    confirmed = min([*own, *(one.confirmed for one in receipts if one.confirmed)], default=None)
    declared = leading.start
    return Switch(station, leading.meta.id, declared, between(declared, shown), between(declared, confirmed))


def banner_times(found: Sequence[Switch]) -> Times:
    """Declared → banner; a station that has not shown it counts in `of` alone."""
    return times((one.footing, one.banner) for one in found)


def confirm_times(found: Sequence[Switch]) -> Times:
    """Declared → confirmed."""
    return times((one.footing, one.confirmed) for one in found)
