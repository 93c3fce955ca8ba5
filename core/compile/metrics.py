"""The metrics (指标, domain §12) of a span: of this station, or at the branch of the stations below it or one of them.

Each figure is one definition (统计口径, A15) that the page, `watchroom metrics` and a script read alike; it names the
records it counted. There is no figure of a person and none that puts teams or stations in an order of merit (A11).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Final, TypeVar

from core.clock import epoch_ms
from core.compile.report_duties import report_duties
from core.records.action import ACTION, Action
from core.records.direct import DIRECT, Direct
from core.records.footing import FOOTING, Footing
from core.records.incident import INCIDENT, Incident
from core.records.lesson import LESSON, Lesson
from core.records.lookup import states
from core.records.meeting import AGENDAS, Meeting
from core.records.meeting.state import MEETING
from core.records.report import REPORT, Report
from core.records.unit import TEAM, stations_below, units
from core.replica.rows import of
from core.rules import metrics
from core.rules.metrics import Share, Times

if TYPE_CHECKING:
    from core.records.kind import Recorded, RecordKind
    from core.replica.replica import Replica
    from core.replica.rows import RecordRow
    from core.rules.metrics import Switch

S = TypeVar("S", bound="Recorded")


SPANS: Final = {"week": 7, "month": 30, "quarter": 91}
"""The spans that are asked for by name, in days, today included."""


def span_of(name: str, now: datetime) -> tuple[datetime, datetime]:
    """From the beginning of the first day of a span of `SPANS` to the end of today, in the zone of `now`."""
    today = datetime.combine(now.date(), time(0), now.tzinfo)
    return today - timedelta(days=SPANS[name] - 1), today + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: `id` names it (K06.confirmed), `subject` the part of it meant.

    A subject is a label's key (K06, by kind) or a station's path (K08), empty for the whole.
    """

    id: str
    number: Share | Times
    subject: str = ""

    @property
    def metric(self) -> str:
        """The metric of domain §12 that it belongs to."""
        return self.id.partition(".")[0]

    @property
    def key(self) -> str:
        """What tells it from all other figures of the same span."""
        return f"{self.id}/{self.subject}"


def read_metrics(
    replica: Replica, since: datetime, until: datetime, now: datetime, unit: str = ""
) -> tuple[Figure, ...]:
    """Every figure of [since, until) as known at `now`; at the branch of the station at path `unit`, "" for all.

    A record belongs to the span in which it began; an action item to the one it was due in or closed in.
    """
    read = _Reading(replica, since, until, now, _stations(replica, unit))
    found = (*_meetings(read), *_directs(read), *_reports(read), *_actions(read), *_rest(read))
    return tuple(sorted(found, key=lambda one: one.metric))


def counted(replica: Replica, figure: Figure) -> list[RecordRow]:
    """The records behind a figure as lists show them, in the order of their times."""
    found = (of(replica.connection, id) for id in figure.number.records)
    return sorted((row for row in found if row is not None), key=lambda row: (row.at, row.id))


def _stations(replica: Replica, unit: str) -> tuple[str, ...]:
    """The paths asked about, in their order; none at a station, which holds nothing but its own."""
    return (unit,) if unit else tuple(path for path, _ in stations_below(replica))


@dataclass(frozen=True, slots=True)
class _Reading:
    """Records of [since, until) that belong to `stations`; with none, all that are here."""

    replica: Replica
    since: datetime
    until: datetime
    now: datetime
    stations: tuple[str, ...]

    def holds(self, moment: datetime | None) -> bool:
        """Whether a moment lies in the span."""
        return moment is not None and self.since <= moment < self.until

    def ours(self, found: Iterable[S]) -> Iterator[S]:
        """Those of the stations asked about."""
        unit_of = self.replica.unit_of
        return (one for one in found if not self.stations or unit_of(one.meta) in self.stations)

    def of(self, kind: RecordKind, expected: type[S]) -> list[S]:
        """The records of a kind that began in the span and were not struck."""
        rows = self.replica.rows(kind.name, since=epoch_ms(self.since), until=epoch_ms(self.until))
        found = (self.replica.state(row.id) for row in rows if not row.struck)
        return list(self.ours(one for one in found if isinstance(one, expected)))


def _meetings(read: _Reading) -> Iterator[Figure]:
    """K01, K06 and K11."""
    meetings = read.of(MEETING, Meeting)
    yield Figure("K01", metrics.participation(meetings))
    forms: dict[str, Iterable[Recorded]] = {
        agenda.label: [one for one in meetings if one.form == form] for form, agenda in AGENDAS.items()
    }
    live = metrics.live({**forms, "inc.incident": read.of(INCIDENT, Incident)})
    yield Figure("K06", metrics.total(live.values()))
    yield from (Figure("K06", number, label) for label, number in live.items())
    yield Figure("K06.confirmed", metrics.confirmed(meetings))
    yield Figure("K11", metrics.record_times(meetings))


def _directs(read: _Reading) -> Iterator[Figure]:
    """K02."""
    directs = read.of(DIRECT, Direct)
    yield Figure("K02.read", metrics.read_times(directs))
    yield Figure("K02.replied", metrics.reply_times(directs))
    yield Figure("K02.resolved", metrics.settled_in_time(directs, read.now))


def _reports(read: _Reading) -> Iterator[Figure]:
    """K03, from the duties of C06 met by a record's id instead of its number, and K04."""
    ids = {row.number: row.id for row in read.replica.rows("report")}
    owed = report_duties(read.replica, read.since, read.until, read.now, read.stations)
    duties = [one._replace(met_by=ids.get(one.met_by, "")) for one in owed]
    yield Figure("K03", metrics.on_time(duties, read.now))
    yield Figure("K04", metrics.typed_once(read.of(REPORT, Report)))


def _actions(read: _Reading) -> Iterator[Figure]:
    """K05."""
    actions = list(read.ours(states(read.replica, ACTION, Action)))
    due_here = [one for one in actions if read.holds(one.due)]
    closed = [one for one in actions if read.holds(metrics.verified(one))]
    yield Figure("K05", metrics.verified_by_due(due_here, read.now))
    yield Figure("K05.closed", metrics.closing_times(closed))


def _rest(read: _Reading) -> Iterator[Figure]:
    """K07 and K08: what the branch sent down, by what came of it at the stations."""
    yield Figure("K07", metrics.reach(_published(read), _teams(read)))
    found = _switches(read)
    for id, times in (("K08.banner", metrics.banner_times), ("K08.confirmed", metrics.confirm_times)):
        yield Figure(id, times(found))
        for station in read.stations if len(read.stations) > 1 else ():
            mine = [one for one in found if one.station == station]
            if mine:
                yield Figure(id, times(mine), station)


def _published(read: _Reading) -> list[Lesson]:
    """The lessons published in the span, which are the branch's and no station's."""
    return [one for one in states(read.replica, LESSON, Lesson) if read.holds(one.published)]


def _teams(read: _Reading) -> dict[str, datetime]:
    """The teams asked about, and since when there is one."""
    return {one.meta.id: one.meta.opened for one in read.ours(units(read.replica)) if one.level == TEAM}


def _switches(read: _Reading) -> list[Switch]:
    """Every switch that the branch declared in the span, station by station."""
    seat = read.replica.seat
    asked = read.stations or ((seat.unit,) if seat else ())
    found = metrics.switches(states(read.replica, FOOTING, Footing), asked)
    return [one for one in found if read.holds(one.declared)]
