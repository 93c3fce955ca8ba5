"""What the cadence engine is told, read out of the records; and what it answers for this station (domain §4)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from core.clock import epoch_ms
from core.records.cadence import changes, table_at
from core.records.footing import periods
from core.records.registry import Raw
from core.records.unit import TEAM, units
from core.rules.cadence import Done, Emergency, Facts, Interruption, Obligation, Table, Turn, obligations

if TYPE_CHECKING:
    from core.records.footing import Period
    from core.records.incident import Incident
    from core.records.kind import Recorded
    from core.records.meeting import Meeting
    from core.records.report import Report
    from core.replica.replica import Replica
    from core.replica.rows import RecordRow

BEFORE: Final = timedelta(days=14)
"""How far before a span its neighbours still have a say: a week, and the shift that runs into it."""

LONGEST: Final = 62 * 24 * 3_600_000
"""How far back an incident may lie that still keeps people busy, in milliseconds."""

STANDBY: Final = "inc.cover"

FORMS: Final = {
    "brief.pre": ("pre_shift",),
    "micro.meeting": ("micro",),
    "study.team": ("study",),
    "meet.team": ("team",),
}
"""What a meeting meets, by its label."""


def due(
    replica: Replica, since: datetime, until: datetime, now: datetime, unit: str = ""
) -> list[Obligation]:
    """The duties that fall due in [since, until), as they stand at `now`: of this station, or of the one at `unit`."""
    return owed(replica, station_facts(replica, since, until, unit), since, until, now, unit)


def owed(
    replica: Replica, facts: Facts, since: datetime, until: datetime, now: datetime, unit: str = ""
) -> list[Obligation]:
    """What `facts` come to in [since, until): each day by the cadence table that holds on it, past days by theirs."""
    known = changes(replica, unit)
    days = {datetime.combine(one.since, time(0), since.tzinfo) for one in known}
    edges = [since, *sorted(day for day in days if since < day < until), until]
    return [
        one
        for start, end in pairwise(edges)
        for one in obligations(facts, start, end, now, table_at(known, start))
    ]


def table(replica: Replica, now: datetime, unit: str = "") -> Table:
    """The cadence table as it stands at `now`, here or at the unit at path `unit`."""
    return table_at(changes(replica, unit), now)


def station_facts(replica: Replica, since: datetime, until: datetime, unit: str = "") -> Facts:
    """Everything that has a say in [since, until): of this station, or at the branch of the station at `unit`."""
    read = _Reading(replica, epoch_ms(since - BEFORE), epoch_ms(until), unit)
    own = replica.seat.unit if replica.seat else ""
    lived = periods(replica, unit or own)
    known = [one for one in units(replica) if read.counts(one)]
    return replace(
        _of_periods(replica, lived, unit or own),
        teams=[one.meta.id for one in known if one.level == TEAM],
        turns=list(read.turns()),
        done={**_done(read), **answered(replica, lived, unit or own)},
        incidents=list(read.incidents()),
        began=min((one.meta.opened for one in known), default=None),
    )


def footing_facts(replica: Replica) -> Facts:
    """Emergencies of this unit alone: all that is asked where no shift is on duty; no more is read."""
    own = replica.seat.unit if replica.seat else ""
    return _of_periods(replica, periods(replica, own), own)


def out_now(replica: Replica) -> list[Interruption]:
    """The incidents of this unit that are not closed and that somebody went out to."""
    own = replica.seat.unit if replica.seat else ""
    found: list[Interruption] = []
    for row in replica.rows("incident", open=True):
        state = None if row.struck else replica.state(row.id)
        if state is not None and not isinstance(state, Raw) and state.meta.unit == own:
            found += _interruption(row, state)
    return found


def _of_periods(replica: Replica, lived: list[Period], unit: str) -> Facts:
    return Facts(
        done=answered(replica, lived, unit),
        emergencies=[emergency_of(one, unit) for one in lived],
        ended=[(one.leading.meta.number, one.end) for one in lived if one.end is not None],
    )


def _done(read: _Reading) -> dict[str, list[Done]]:
    """What was held, by what it meets."""
    found: dict[str, list[Done]] = {}
    for one in (read.meetings, read.calls, read.handovers, read.lessons, read.reports):
        for kind, done in one():
            found.setdefault(kind, []).append(done)
    return found


def answered(replica: Replica, lived: Sequence[Period], unit: str) -> dict[str, list[Done]]:
    """Renewals of emergencies, and reviews of them that count for the station at `unit`."""
    renewals, reviews = [], []
    for period in lived:
        number = period.leading.meta.number
        renewals += [Done(number, at, at) for at in period.leading.renewals]
        held = period.leading.review_of(unit)
        if held is not None:
            reviews.append(Done(number_of(replica, held.meeting) or number, held.at, held.at, shift=number))
    return {"renewal": renewals, "review": reviews}


def number_of(replica: Replica, record: str) -> str:
    """The number of the record with that id, empty without one."""
    return getattr(getattr(replica.state(record), "meta", None), "number", "") if record else ""


def meets(meeting: Meeting) -> tuple[str, ...]:
    """What a meeting meets: a team meeting with a way of study is the week's study too (rule a)."""
    if meeting.form == "team" and meeting.study_mode:
        return "team", "study"
    return (meeting.form,) if (meeting.form,) in FORMS.values() else ()


class _Reading(NamedTuple):
    """Records of one station from `since` until `until` (ms), read by kind; without a unit all that are here."""

    replica: Replica
    since: int
    until: int
    unit: str

    def counts(self, state: Recorded) -> bool:
        """Whether a record is the station's: a terminal of it holds nothing else, its branch holds all stations'."""
        return not self.unit or self.replica.unit_of(state.meta) == self.unit

    def of(self, kind: str, before: int = 0) -> Iterator[tuple[RecordRow, Any]]:
        """Rows and states of a kind that were not struck; `before` reaches further back, in milliseconds.

        A kind of which there is nothing is not even loaded: this is read before the first page is painted.
        """
        for row in self.replica.rows(kind, since=self.since - before, until=self.until):
            state = None if row.struck else self.replica.state(row.id)
            if state is not None and not isinstance(state, Raw) and self.counts(state):
                yield row, state

    def turns(self) -> Iterator[Turn]:
        """Shifts."""
        for _, one in self.of("shift"):
            yield Turn(one.meta.id, one.team.id, one.start, one.ended or one.planned_end, one.open)

    def incidents(self) -> Iterator[Interruption]:
        """What kept people busy: incidents that somebody went out to."""
        for row, one in self.of("incident", LONGEST):
            yield from _interruption(row, one)

    def meetings(self) -> Iterator[tuple[str, Done]]:
        """Meetings by what they meet."""
        for row, one in self.of("meeting"):
            end = one.end if one.closed is not None else None
            broken = number_of(self.replica, one.paused_for) if end is None else ""
            for kind in meets(one):
                yield (
                    kind,
                    Done(row.number, one.start, end, one.team.id if one.team else "", one.shift, broken),
                )

    def calls(self) -> Iterator[tuple[str, Done]]:
        """Roll calls."""
        for row, one in self.of("rollcall"):
            yield "rollcall", Done(row.number, one.meta.opened, one.finished, shift=one.shift)

    def handovers(self) -> Iterator[tuple[str, Done]]:
        """Handovers that were signed."""
        for row, one in self.of("handover"):
            if one.signed is not None:
                yield "handover", Done(row.number, one.signed.at, one.signed.at, shift=one.shift)

    def lessons(self) -> Iterator[tuple[str, Done]]:
        """Lessons by the shifts that held them; a lesson may be far older than its last delivery."""
        found = (self.replica.state(row.id) for row in self.replica.rows("lesson") if not row.struck)
        known = (one for one in found if one is not None and not isinstance(one, Raw))
        held = [(one.meta.number, each) for one in known for each in one.deliveries]
        for number, each in sorted(held, key=lambda pair: pair[1].at):
            ours = not self.unit or each.station == self.unit
            if ours and self.since <= epoch_ms(each.at) < self.until:
                yield "lesson", Done(number, each.at, each.at, each.team.id, each.shift)

    def reports(self) -> Iterator[tuple[str, Done]]:
        """Reports by what they meet."""
        return (pair for _, one in self.of("report") for pair in reported(one))


def _interruption(row: RecordRow, one: Incident) -> Iterator[Interruption]:
    """An incident that keeps people busy: somebody goes out to it, and it is no standby."""
    if one.force and row.subject != STANDBY:
        began = one.time("inc.turnout") or one.meta.opened
        yield Interruption(row.number, began, one.time("inc.back") or one.done)


def reported(one: Report) -> Iterator[tuple[str, Done]]:
    """What a report meets, and as what: the one that closes an emergency is its last daily report too."""
    done = Done(one.meta.number, one.submitted, one.submitted, one.team.id if one.team else "")
    yield one.form, done
    if one.form == "closing":
        yield "daily", done


def emergency_of(period: Period, unit: str = "") -> Emergency:
    """A period as the engine takes it; at `unit`, if it declared it, somebody is asked whether it goes on."""
    one = period.leading
    ours = one.meta.unit == unit
    return Emergency(one.meta.number, period.start, period.end, period.levels, one.ends, ours=ours)
