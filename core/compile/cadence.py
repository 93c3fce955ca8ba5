"""What the cadence engine is told, read out of the records; and what it answers for this station (domain §4)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from core.clock import epoch_ms
from core.records.cadence import changes, table_at
from core.records.footing import periods
from core.records.incident import Incident
from core.records.meeting import Meeting
from core.records.shift import Shift
from core.records.unit import TEAM, units
from core.rules.cadence import Done, Emergency, Facts, Interruption, Obligation, Table, Turn, obligations

if TYPE_CHECKING:
    from core.records.footing import Period
    from core.replica.replica import Replica
    from core.replica.rows import RecordRow

BEFORE: Final = timedelta(days=14)
"""How far before a span its neighbours still have a say: a week, and the shift that runs into it."""

LONGEST: Final = timedelta(days=62)
"""How far back an incident may lie that is still open."""

FORMS: Final = {
    "brief.pre": ("pre_shift",),
    "micro.meeting": ("micro",),
    "study.team": ("study",),
    "meet.team": ("team",),
}
"""What a meeting meets, by its label."""


def due(replica: Replica, since: datetime, until: datetime, now: datetime) -> list[Obligation]:
    """The duties of this station that fall due in [since, until), as they stand at `now`."""
    return obligations(station_facts(replica, since, until), since, until, now, table(replica, now))


def table(replica: Replica, now: datetime) -> Table:
    """The cadence table as it stands at `now`."""
    return table_at(changes(replica), now)


def station_facts(replica: Replica, since: datetime, until: datetime) -> Facts:
    """Everything of this station that has a say in [since, until)."""
    span = (epoch_ms(since - BEFORE), epoch_ms(until))
    lived = periods(replica, replica.seat.unit) if replica.seat else []
    known = units(replica)
    return Facts(
        teams=[one.meta.id for one in known if one.level == TEAM],
        turns=list(_turns(replica, span)),
        done=_done(replica, span, lived),
        incidents=list(_incidents(replica, span)),
        emergencies=[_emergency(one) for one in lived],
        ended=[(one.leading.meta.number, one.end) for one in lived if one.end is not None],
        began=min((one.meta.opened for one in known), default=None),
    )


def _rows(replica: Replica, kind: str, span: tuple[int, int]) -> Iterator[RecordRow]:
    return (row for row in replica.rows(kind, since=span[0], until=span[1]) if not row.struck)


def _turns(replica: Replica, span: tuple[int, int]) -> Iterator[Turn]:
    for row in _rows(replica, "shift", span):
        state = replica.state(row.id)
        if isinstance(state, Shift):
            end = state.ended or state.planned_end
            yield Turn(state.meta.id, state.team.id, state.start, end, state.open)


def _incidents(replica: Replica, span: tuple[int, int]) -> Iterator[Interruption]:
    for row in _rows(replica, "incident", (span[0] - int(LONGEST.total_seconds() * 1000), span[1])):
        state = replica.state(row.id) if row.subject != "inc.cover" else None
        if isinstance(state, Incident) and state.force:
            began = state.time("inc.turnout") or state.meta.opened
            yield Interruption(row.number, began, state.time("inc.back") or state.done)


def _done(replica: Replica, span: tuple[int, int], lived: list[Period]) -> dict[str, list[Done]]:
    found: dict[str, list[Done]] = {}
    for read in (_meetings, _calls, _handovers, _lessons, _reports):
        for kind, one in read(replica, span):
            found.setdefault(kind, []).append(one)
    for period in lived:
        number = period.leading.meta.number
        found.setdefault("renewal", []).extend(Done(number, at, at) for at in period.leading.renewals)
        if period.leading.reviewed is not None:
            at = period.leading.reviewed
            found.setdefault("review", []).append(Done(number, at, at, shift=number))
    return found


def _meetings(replica: Replica, span: tuple[int, int]) -> Iterator[tuple[str, Done]]:
    """Meetings by what they meet: a team meeting with a way of study is the week's study too (rule a)."""
    for row in _rows(replica, "meeting", span):
        state = replica.state(row.id)
        if not isinstance(state, Meeting):
            continue
        kinds = FORMS.get(row.subject, ())
        if state.form == "team" and state.study_mode:
            kinds = (*kinds, "study")
        end = state.end if state.closed is not None else None
        team = state.team.id if state.team else ""
        broken = _number(replica, state.paused_for) if end is None else ""
        for kind in kinds:
            yield kind, Done(row.number, state.start, end, team, state.shift, broken)


def _number(replica: Replica, record: str) -> str:
    """The number of the record with that id, empty without one."""
    return getattr(getattr(replica.state(record), "meta", None), "number", "") if record else ""


def _calls(replica: Replica, span: tuple[int, int]) -> Iterator[tuple[str, Done]]:
    from core.records.rollcall import RollCall

    for row in _rows(replica, "rollcall", span):
        state = replica.state(row.id)
        if isinstance(state, RollCall):
            yield "rollcall", Done(row.number, state.meta.opened, state.finished, shift=state.shift)


def _handovers(replica: Replica, span: tuple[int, int]) -> Iterator[tuple[str, Done]]:
    from core.records.handover import Handover

    for row in _rows(replica, "handover", span):
        state = replica.state(row.id)
        if isinstance(state, Handover) and state.signed is not None:
            yield "handover", Done(row.number, state.signed.at, state.signed.at, shift=state.shift)


def _lessons(replica: Replica, span: tuple[int, int]) -> Iterator[tuple[str, Done]]:
    """Lessons by the shifts that held them; a lesson is far older than its last delivery."""
    from core.records.lesson import lessons

    held = [(one.meta.number, each) for one in lessons(replica, open=False) for each in one.deliveries]
    for number, each in sorted(held, key=lambda pair: pair[1].at):
        if span[0] <= epoch_ms(each.at) < span[1]:
            yield "lesson", Done(number, each.at, each.at, each.team.id, each.shift)


def _reports(replica: Replica, span: tuple[int, int]) -> Iterator[tuple[str, Done]]:
    """Reports by what they meet: the one that closes an emergency is its last daily report."""
    from core.records.report import Report

    for row in _rows(replica, "report", span):
        state = replica.state(row.id)
        if isinstance(state, Report):
            kind = "daily" if state.form == "closing" else state.form
            team = state.team.id if state.team else ""
            yield kind, Done(row.number, state.submitted, state.submitted, team)


def _emergency(period: Period) -> Emergency:
    return Emergency(period.leading.meta.number, period.start, period.end, period.levels)
