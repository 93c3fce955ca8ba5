"""The branch board (支部看板): stations by duties at a glance, what waits to be read, actions across stations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from core.clock import epoch_ms
from core.compile.glance import today
from core.compile.unread import directs_below, unread_directs
from core.records.report import Report
from core.records.unit import stations_below
from core.replica.rows import statuses
from core.replica.standing import newest
from core.rules.participation import Participation

if TYPE_CHECKING:
    from core.compile.confirming import Confirming
    from core.compile.duties import Duty
    from core.records.direct import Direct
    from core.records.kind import Recorded
    from core.replica.replica import Replica
    from core.replica.rows import RecordRow
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
MICRO: Final = "micro.meeting"


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
    """Everything the branch sees first: direct reports not read, stations, reports, actions, meetings."""

    waiting: tuple[Direct, ...]
    stations: tuple[StationRow, ...]
    reports: tuple[Report, ...]
    actions: tuple[int, int, int, int]
    """Action items open, past their limit, done, verified."""
    late: tuple[Confirming, ...]
    """Stations that have not confirmed the emergency footing in force."""
    shares: tuple[Participation, ...]
    """实到/应到 of the day's micro-meetings, by station in path order."""
    standing: tuple[Duty, ...] = ()
    """What is asked of the branch itself: whether an emergency goes on (C18), the review after it (C19)."""

    @property
    def names(self) -> dict[str, str]:
        """The stations' names by path."""
        return {one.unit: one.name for one in self.stations}


def read_branch(replica: Replica, now: datetime) -> BranchBoard:
    """The board at `now`, out of this replica alone."""
    start = datetime.combine(now.date(), time(0), now.tzinfo)
    own, below = replica.seat.unit if replica.seat else "", stations_below(replica)
    directs = directs_below(replica)
    incidents = Counter(replica.unit_of(one.meta) for one in _open(replica, "incident"))
    asked, heard = Counter(replica.unit_of(one.meta) for one in directs), heard_of(replica)
    day = today(replica, [unit for unit, _ in below], _KINDS, start, now)
    rows = tuple(
        StationRow(unit, name, _cells(day[unit]), incidents[unit], asked[unit], heard.get(unit))
        for unit, name in below
    )
    sent = (one for one in _open(replica, "report") if isinstance(one, Report))
    reports = [one for one in sent if replica.unit_of(one.meta) != own]
    return BranchBoard(
        unread_directs(replica),
        rows,
        tuple(sorted(reports, key=lambda one: one.submitted)),
        _actions(replica, now),
        _late(replica),
        _shares(replica, [unit for unit, _ in below], start),
        _standing(replica, now),
    )


def _late(replica: Replica) -> tuple[Confirming, ...]:
    """The stations that have not confirmed; before any emergency there is none, and nothing of it is loaded."""
    if not replica.rows("footing", limit=1):
        return ()
    from core.compile.confirming import late_stations

    return tuple(late_stations(replica))


def _standing(replica: Replica, now: datetime) -> tuple[Duty, ...]:
    """What is asked of the branch itself; before any emergency nothing is, and nothing of it is loaded."""
    if not replica.rows("footing", limit=1):
        return ()
    from core.compile.duties import duty_shown, owed

    return tuple(duty_shown(one, None) for one in owed(replica, None, now))


def _open(replica: Replica, kind: str) -> list[Recorded]:
    """The states of the open records of a kind, whosever they are."""
    rows = replica.rows(kind, open=True)
    found: list[Recorded] = replica.states([row.id for row in rows if not row.struck])
    return found


def _cells(owed: Sequence[Obligation]) -> dict[str, Cell]:
    """The day's duties of one station by column."""
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


def heard_of(replica: Replica) -> dict[str, datetime]:
    """By unit when its newest record that is here was written: the last event of each of its sessions says it."""
    found: dict[str, datetime] = {}
    for event in newest(replica.connection):
        unit = replica.homes.of(event.unit, event.session)
        found[unit] = max(found.get(unit, event.recorded_at), event.recorded_at)
    return found


def _actions(replica: Replica, now: datetime) -> tuple[int, int, int, int]:
    """What is open, however old; what was done and verified of the last 30 days."""
    open_ = [row for row in replica.rows("action", open=True) if not row.struck]
    recent = statuses(replica.connection, "action", epoch_ms(now - 30 * DAY))
    late = sum(is_late(row, now) for row in open_)
    return len(open_), late, recent.get("task.done", 0), recent.get("task.verified", 0)


def is_late(row: RecordRow, now: datetime) -> bool:
    """Whether an action item is past its limit and nobody has done it."""
    return row.due is not None and row.due < epoch_ms(now) and bool(row.open) and row.status != "task.done"


def _shares(replica: Replica, below: Sequence[str], start: datetime) -> tuple[Participation, ...]:
    """The day's micro-meetings that ended, in path order of their stations, within one in order of time (A11)."""
    rows = replica.rows("meeting", since=epoch_ms(start), until=epoch_ms(start + DAY))
    ids = [row.id for row in rows if row.subject == MICRO and not row.open and not row.struck]
    if not ids:
        return ()
    from core.records.meeting import Meeting
    from core.rules.attendance import of_meeting

    held = [
        one for one in replica.states(ids) if isinstance(one, Meeting) and replica.unit_of(one.meta) in below
    ]
    held.sort(key=lambda one: (replica.unit_of(one.meta), one.start))
    return tuple(map(of_meeting, held))
