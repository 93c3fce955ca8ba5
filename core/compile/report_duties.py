"""The duty to report (C06) of many stations over a long span: only what has a say in it is read, and that once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from core.clock import epoch_ms
from core.compile.cadence import BEFORE, emergency_of, reported, table
from core.records.footing import FOOTING, Footing
from core.records.footing.period import periods_of
from core.records.lookup import states
from core.records.report import Report
from core.records.unit import TEAM, Unit, units
from core.rules.cadence import Done, Facts, Obligation, Table, obligations
from core.rules.metrics import RULE

if TYPE_CHECKING:
    from core.records.kind import Recorded
    from core.replica.replica import Replica


def report_duties(
    replica: Replica, since: datetime, until: datetime, now: datetime, stations: Sequence[str] = ()
) -> list[Obligation]:
    """What `core.compile.cadence.due` says of C06 for each of `stations` (unit paths); with none, for this station."""
    rule = table(replica, now).rule(RULE)
    read = _Read(replica, since, until)
    only = Table((rule,) if rule else ())
    return [
        one for unit in stations or ("",) for one in obligations(read.facts(unit), since, until, now, only)
    ]


R = TypeVar("R", bound="Recorded")


def _by_unit(replica: Replica, found: Sequence[R]) -> dict[str, list[R]]:
    """Those of each unit in their order; under "" all of them."""
    by_unit: dict[str, list[R]] = {"": list(found)}
    for one in found:
        by_unit.setdefault(replica.unit_of(one.meta), []).append(one)
    return by_unit


class _Read:
    """Reports, teams and declarations of all stations."""

    def __init__(self, replica: Replica, since: datetime, until: datetime) -> None:
        rows = replica.rows("report", since=epoch_ms(since - BEFORE), until=epoch_ms(until))
        found = (replica.state(row.id) for row in rows if not row.struck)
        self.reports = _by_unit(replica, [one for one in found if isinstance(one, Report)])
        self.units = _by_unit(replica, units(replica))
        self.footings = states(replica, FOOTING, Footing)
        self.own = replica.seat.unit if replica.seat else ""

    def facts(self, unit: str) -> Facts:
        """Those of one station."""
        done: dict[str, list[Done]] = {}
        for report in self.reports.get(unit, ()):
            for kind, one in reported(report):
                done.setdefault(kind, []).append(one)
        known: list[Unit] = self.units.get(unit, [])
        return Facts(
            teams=[one.meta.id for one in known if one.level == TEAM],
            done=done,
            emergencies=[emergency_of(one) for one in periods_of(unit or self.own, self.footings)],
            began=min((one.meta.opened for one in known), default=None),
        )
