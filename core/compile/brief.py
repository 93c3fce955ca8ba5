"""The handover brief, compiled from the records; nobody types it and nothing in it is invented (A01, E10)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from core.clock import epoch_ms, from_ms
from core.compile.wording import what
from core.records.brief import PARTS, Brief, Item
from core.records.gear import gear
from core.records.meeting.roster import roster_at
from core.records.shift import Shift
from core.records.vehicle import vehicles
from core.replica import standing
from core.rules.attendance import participation

if TYPE_CHECKING:
    from core.replica.replica import Replica
    from core.replica.rows import RecordRow

STANDBY: Final = "inc.cover"
MISSING: Final = frozenset({"att.leave", "att.late", "att.absent", "att.detached", "att.training"})
"""Roll-call states of people the next shift cannot count on seeing here."""

_LOOK_BACK: Final = timedelta(days=31)
"""How long ago an incident may have happened that was written down only in this shift."""


@dataclass(frozen=True, slots=True)
class Sync:
    """What the exchange knows: whether this terminal is enrolled with a branch, how many events wait, its reach."""

    enrolled: bool = False
    waiting: int = 0
    away: bool = False
    """The last exchange failed or is too long ago: this, and not a count that changes with every line, is said."""


ALONE: Final = Sync()


def compile_brief(
    replica: Replica, shift: Shift, now: datetime, before: Brief | None = None, sync: Sync = ALONE
) -> Brief:
    """The brief of `shift` as of `now`; items that stood in the brief frozen `before` are one handover older."""
    items = [
        *_incidents(replica, shift, now, before),
        *_listed(replica, "direct", lambda row: "direct"),
        *_vehicles(replica),
        *_gear(replica),
        *_listed(replica, "order", lambda row: row.subject.removeprefix("order.")),
        *_listed(replica, "issue", lambda row: "problem" if row.subject == "issue.title" else "danger"),
        *_listed(replica, "action", lambda row: "action"),
        *_people(replica, now),
        Item(f"sync:{shift.meta.id}", "sync", "@handover.part.sync", detail=_sync_state(sync)),
    ]
    items.sort(key=lambda item: PARTS.index(item.part))
    counts = _counts(replica, now, sync)
    return Brief(shift.meta.id, shift.team.name, shift.start, now, tuple(items), counts).aged(before)


def _incidents(replica: Replica, shift: Shift, now: datetime, before: Brief | None) -> Iterator[Item]:
    """Open incidents and standbys, then those of this shift that have ended; each stands in one handover as new."""
    shown = set()
    for row in replica.rows("incident", open=True):
        shown.add(row.id)
        yield _incident(row, "standby" if row.subject == STANDBY else "incident_open")
    told = {item.record for item in before.of("incident")} if before else set()
    carried = {item.record for item in before.of("incident_open", "standby")} if before else set()
    since = epoch_ms(shift.start)
    for row in replica.rows("incident", since=epoch_ms(shift.start - _LOOK_BACK), until=epoch_ms(now) + 1):
        ours = row.at >= since or row.id in carried or (row.origin == "backfill" and _made(row.id) >= since)
        if ours and not row.struck and row.id not in shown and row.id not in told:
            yield _incident(row, "incident")


def _incident(row: RecordRow, part: str) -> Item:
    return Item(f"incident:{row.id}", part, what(row) or row.number, row.number, detail=f"@{row.status}")


def _made(record: str) -> int:
    """When a record id was made, in milliseconds since 1970 (UUIDv7)."""
    return int(record[:12], 16)


def _listed(replica: Replica, kind: str, part: Callable[[RecordRow], str]) -> Iterator[Item]:
    """Open records of one kind as items of the part each belongs to."""
    for row in replica.rows(kind, open=True):
        due = None if row.due is None else from_ms(row.due)
        yield Item(f"{kind}:{row.id}", part(row), what(row), row.number, f"@{row.status}", row.owner, due)


def _vehicles(replica: Replica) -> Iterator[Item]:
    for vehicle in vehicles(replica, ready=False):
        if vehicle.outage is not None:
            yield Item(
                f"vehicle:{vehicle.meta.id}",
                "vehicle",
                vehicle.name,
                detail=vehicle.outage.reason,
                due=vehicle.outage.expected,
            )


def _gear(replica: Replica) -> Iterator[Item]:
    for one in gear(replica):
        if one.last is not None and one.differs:
            found = f"{one.last.found}/{one.expected} {one.last.note}".strip()
            yield Item(f"gear:{one.meta.id}", "gear", one.name, detail=found)


def _people(replica: Replica, now: datetime) -> Iterator[Item]:
    for seat in roster_at(replica, now).seats:
        if seat.status in MISSING:
            yield Item(f"person:{seat.person.id}", "person", seat.person.name, detail=f"@{seat.status}")


def _sync_state(sync: Sync) -> str:
    if not sync.enrolled:
        return "@handover.sync.alone"
    return "@sync.offline" if sync.away else "@handover.sync.linked"


def sync_of(replica: Replica, now: datetime) -> Sync:
    """What the exchange left behind in the file."""
    connection = replica.connection
    if not standing.joined(connection):
        return ALONE
    away = standing.away(standing.contact(connection), epoch_ms(now))
    return Sync(True, standing.waiting(connection), away)


def _counts(replica: Replica, now: datetime, sync: Sync) -> tuple[tuple[str, int], ...]:
    seats = participation(roster_at(replica, now).seats)
    every = vehicles(replica)
    return (
        ("present", seats.present),
        ("expected", seats.expected),
        ("vehicles", len(every)),
        ("vehicles_ready", sum(vehicle.ready for vehicle in every)),
        ("waiting", sync.waiting),
    )
