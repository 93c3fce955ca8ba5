"""What the demo came to, in figures."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from core.clock import iso

if TYPE_CHECKING:
    from core.replica.replica import Replica


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts of everything, by kind; incidents by class."""

    station: str
    since: str
    until: str
    people: int
    events: int
    records: dict[str, int]
    classes: dict[str, int]
    open: dict[str, int]

    def document(self) -> dict[str, Any]:
        """As JSON has it."""
        return asdict(self)


def summarise(replica: Replica, since: datetime, until: datetime) -> Summary:
    """Count what lies in `replica`."""
    rows = replica.rows()
    assert replica.seat is not None
    return Summary(
        station=replica.seat.station,
        since=iso(since),
        until=iso(until),
        people=sum(row.kind == "person" for row in rows),
        events=int(replica.connection.execute("SELECT events FROM journal_state").fetchone()[0]),
        records=dict(sorted(Counter(row.kind for row in rows if row.kind != "session").items())),
        classes=dict(
            Counter(row.subject.removeprefix("inc.") for row in rows if row.kind == "incident").most_common()
        ),
        open=dict(sorted(Counter(row.kind for row in rows if row.open and row.kind in _WAITING).items())),
    )


_WAITING = frozenset({"incident", "action", "issue", "meeting", "handover", "shift"})
