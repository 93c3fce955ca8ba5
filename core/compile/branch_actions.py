"""Action items across the stations of a branch: by station in path order and never a ranking (A11), then by limit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from core.clock import epoch_ms
from core.compile.branch import is_late
from core.records.unit import stations_below

if TYPE_CHECKING:
    from core.replica.replica import Replica
    from core.replica.rows import RecordRow

VIEWS: Final = ("open", "late", "done", "verified")
"""What is listed: everything open, what is past its limit, what waits to be verified, what was verified."""

RECENT: Final = timedelta(days=30)
"""How long what was verified is still listed."""

_NEVER: Final = 2**62


class StationAction(NamedTuple):
    """An action item and the name of the station it belongs to; the branch's own bear the branch's name."""

    station: str
    row: RecordRow


def station_actions(replica: Replica, view: str, now: datetime) -> list[StationAction]:
    """The action items of `view`, by station and limit."""
    names = dict(stations_below(replica))
    if replica.seat is not None:
        names[replica.seat.unit] = replica.seat.station
    rows = {row.id: row for row in _rows(replica, view, now)}
    found = [(replica.unit_of(one.meta), rows[one.meta.id]) for one in replica.states(list(rows))]
    found.sort(key=lambda pair: (pair[0], pair[1].due or _NEVER, pair[1].at, pair[1].id))
    return [StationAction(names.get(unit, unit.rpartition("/")[2]), row) for unit, row in found]


def _rows(replica: Replica, view: str, now: datetime) -> Iterator[RecordRow]:
    if view == "verified":
        known = replica.rows("action", since=epoch_ms(now - RECENT))
        yield from (row for row in known if row.status == "task.verified" and not row.struck)
        return
    for row in replica.rows("action", open=True):
        wanted = {"late": is_late(row, now), "done": row.status == "task.done"}.get(view, True)
        if wanted and not row.struck:
            yield row
