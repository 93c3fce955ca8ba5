"""The branch board (支部看板): stations by duties at a glance, what waits to be read, actions across stations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from core.clock import epoch_ms
from core.compile.cadence import due
from core.compile.duties import Duty, duty_shown, owed
from core.records.direct import Direct
from core.records.report import Report
from core.records.unit import stations_below

if TYPE_CHECKING:
    from core.records.kind import Recorded
    from core.replica.replica import Replica
    from core.rules.cadence import Obligation

COLUMNS: Final = ("rollcall", "micro", "lesson", "report", "handover")
"""The duties of a day that stand side by side; what meets a report is its daily or weekly form."""

_KINDS: Final = {
    "rollcall": "rollcall",
    "pre_shift": "micro",
    "micro": "micro",
    "lesson": "lesson",
    "daily": "report",
    "weekly": "report",
    "closing": "report",
    "handover": "handover",
}
DAY: Final = timedelta(days=1)
URGENT: Final = "direct.urgent"


@dataclass(frozen=True, slots=True)
class Cell:
    """How often a duty of the day was met, of how often it fell due; `state` is the worst of those not met."""

    met: int = 0
    owed: int = 0
    state: str = ""


@dataclass(frozen=True, slots=True)
class StationRow:
    """One station: its cells by column, open incidents, direct reports not settled, when it was last heard."""

    unit: str
    name: str
    cells: dict[str, Cell]
    incidents: int
    directs: int
    heard: datetime | None


@dataclass(frozen=True, slots=True)
class BranchBoard:
    """Everything the branch sees first: direct reports not read, stations, reports and actions."""

    waiting: tuple[Direct, ...]
    stations: tuple[StationRow, ...]
    reports: tuple[Report, ...]
    actions: tuple[int, int, int]
    """Action items due, done and verified."""
    standing: tuple[Duty, ...] = ()
    """What is asked of the branch itself: whether an emergency goes on (C18), the review after it (C19)."""


def read_branch(replica: Replica, now: datetime) -> BranchBoard:
    """The board at `now`, out of this replica alone."""
    start = datetime.combine(now.date(), time(0), now.tzinfo)
    own = replica.seat.unit if replica.seat else ""
    directs = [one for one in _open(replica, "direct") if isinstance(one, Direct) and one.meta.unit != own]
    open_ = Counter(one.meta.unit for one in _open(replica, "incident"))
    waiting, heard = Counter(one.meta.unit for one in directs), _heard(replica)
    rows = tuple(
        StationRow(unit, name, _cells(replica, unit, start, now), open_[unit], waiting[unit], heard.get(unit))
        for unit, name in stations_below(replica)
    )
    unread = sorted(
        (one for one in directs if one.opened is None), key=lambda one: (one.level != URGENT, one.sent)
    )
    reports = [one for one in _open(replica, "report") if isinstance(one, Report) and one.meta.unit != own]
    return BranchBoard(
        tuple(unread),
        rows,
        tuple(sorted(reports, key=lambda one: one.submitted)),
        _actions(replica, now),
        tuple(duty_shown(one, None) for one in owed(replica, None, now)),
    )


def _open(replica: Replica, kind: str) -> list[Recorded]:
    """The states of the open records of a kind, whosever they are."""
    found = (replica.state(row.id) for row in replica.rows(kind, open=True))
    return [one for one in found if one is not None]


def _cells(replica: Replica, unit: str, start: datetime, now: datetime) -> dict[str, Cell]:
    """The day's duties of one station by column."""
    owed = due(replica, start, start + DAY, now, unit)
    return {
        column: _cell([one for one in owed if _KINDS.get(one.met_by_kind) == column]) for column in COLUMNS
    }


def _cell(owed: Sequence[Obligation]) -> Cell:
    """The worst state of what is not met: missed before due before deferred before upcoming."""
    counted = [one for one in owed if one.state != "not_required"]
    met = sum(one.state in ("met", "met_late") for one in counted)
    states_ = {one.state for one in counted}
    worst = next((state for state in ("missed", "due", "deferred", "upcoming") if state in states_), "met")
    return Cell(met, len(counted), worst if counted else "")


def _heard(replica: Replica) -> dict[str, datetime]:
    """By unit when its newest record that is here was written."""
    found: dict[str, datetime] = {}
    for kind in ("log", "incident", "rollcall", "shift", "meeting", "report", "direct"):
        for row in replica.rows(kind, newest=True, limit=200):
            state = replica.state(row.id)
            if state is not None:
                unit, at = state.meta.unit, state.meta.recorded
                found[unit] = max(found.get(unit, at), at)
    return found


def _actions(replica: Replica, now: datetime) -> tuple[int, int, int]:
    rows = replica.rows("action", since=epoch_ms(now - 30 * DAY))
    overdue = sum(row.due is not None and row.due <= epoch_ms(now) and bool(row.open) for row in rows)
    done = sum(row.status == "task.done" for row in rows)
    return overdue, done, sum(row.status == "task.verified" for row in rows)
