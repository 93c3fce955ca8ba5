"""One station as its branch sees it: the day's duties with their reasons, what is open, when it was last heard."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from typing import TYPE_CHECKING, Any, Final

from core.compile.branch import heard_of
from core.compile.duties import LABELS
from core.compile.glance import today
from core.records.phonebook import Entry, phones_of
from core.records.unit import TEAM, stations_below, units
from core.replica.rows import by_number
from core.rules.cadence.table import RULES

if TYPE_CHECKING:
    from core.replica.replica import Replica
    from core.replica.rows import RecordRow

KINDS: Final = frozenset(
    beat.met_by for rule in RULES if rule.owed_by != "branch" for beat in (*rule.routine, *rule.emergency)
)
"""What meets the duties of a station."""

_LABELS: Final = {**LABELS, "rollcall": "duty.rollcall", "pre_shift": "brief.pre", "review": "mode.review"}
_HANDOVER: Final = "handover.title"


@dataclass(frozen=True, slots=True)
class StationDuty:
    """A duty of the day: its label, whose it is within the station, when it is due, its state and what explains it."""

    label: str
    team: str
    due: datetime
    state: str
    why: str
    met_by: str
    record: str
    """The record that met it, empty without one."""


@dataclass(frozen=True, slots=True)
class StationDay:
    """Everything the branch knows of a station's day; rows are of what is open, in order of time."""

    name: str
    heard: datetime | None
    phones: tuple[Entry, ...]
    duties: tuple[StationDuty, ...]
    incidents: tuple[RecordRow, ...]
    directs: tuple[RecordRow, ...]
    actions: tuple[RecordRow, ...]


def read_station(replica: Replica, unit: str, now: datetime) -> StationDay:
    """The station at path `unit` at `now`, out of this replica alone."""
    start = datetime.combine(now.date(), time(0), now.tzinfo)
    teams = {one.meta.id: one.name for one in units(replica) if one.level == TEAM}
    duties = tuple(
        StationDuty(
            _LABELS.get(one.met_by_kind, _HANDOVER),
            teams.get(one.owner, ""),
            one.due,
            one.state,
            one.why,
            one.met_by,
            next(iter(by_number(replica.connection, one.met_by)), "") if one.met_by else "",
        )
        for one in today(replica, [unit], KINDS, start, now)[unit]
    )
    name = dict(stations_below(replica)).get(unit, unit.rpartition("/")[2])
    return StationDay(
        name,
        heard_of(replica).get(unit),
        phones_of(replica, unit),
        duties,
        *(_open(replica, unit, kind) for kind in ("incident", "direct", "action")),
    )


def _open(replica: Replica, unit: str, kind: str) -> tuple[RecordRow, ...]:
    rows = {row.id: row for row in replica.rows(kind, open=True) if not row.struck}
    known: list[Any] = replica.states(list(rows))
    return tuple(rows[one.meta.id] for one in known if replica.unit_of(one.meta) == unit)
