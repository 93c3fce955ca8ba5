"""What a Leaders' Exchange (班组长交流会) begins with: the month's weekly reports and their hard problems (M02)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from core.clock import epoch_ms
from core.records.meeting.agenda import AGENDAS
from core.records.meeting.problem import Problem
from core.records.meeting.state import Meeting
from core.records.report import Report
from core.records.unit import stations_below

if TYPE_CHECKING:
    from core.replica.replica import Replica

EXCHANGE: Final = "leaders_exchange"
MONTH: Final = timedelta(days=31)
"""How far back the reports of the first exchange reach; every later one goes on where the last began."""

LONGEST: Final = timedelta(days=62)
"""An exchange that was put off speaks of two months at most."""

ISSUE: Final = "report.line.issue"
"""The compiled line of a report that names an open problem."""


def weekly_reports(replica: Replica, moment: datetime) -> list[Report]:
    """The weekly reports of all teams since the last exchange, at most two months, by station, team and time."""
    since = _since(replica, moment)
    span = {"since": epoch_ms(since), "until": epoch_ms(moment) + 1}
    rows = replica.rows("report", subjects=("report.weekly",), **span)
    found = (replica.state(row.id) for row in rows if not row.struck)
    weekly = [one for one in found if isinstance(one, Report)]
    return sorted(weekly, key=lambda one: (one.meta.unit, one.team.name if one.team else "", one.submitted))


def _since(replica: Replica, moment: datetime) -> datetime:
    """The beginning of the last exchange that came to its end, a month back without one."""
    span = {"since": epoch_ms(moment - LONGEST), "until": epoch_ms(moment)}
    label = AGENDAS[EXCHANGE].label
    for row in replica.rows("meeting", subjects=(label,), open=False, newest=True, **span):
        state = None if row.struck else replica.state(row.id)
        if isinstance(state, Meeting):
            return state.start
    return moment - MONTH


def hard_problems(replica: Replica, moment: datetime) -> list[Problem]:
    """The problems of those reports that are open still, each once, with the last report that names it."""
    found: dict[str, Problem] = {}
    names = dict(stations_below(replica))
    for report in sorted(weekly_reports(replica, moment), key=lambda one: one.submitted):
        for line in report.compiled:
            source = line.sources[0] if line.sources else ""
            if line.message == ISSUE and source and _is_open(replica, source):
                text = f"{names.get(report.meta.unit, '')} {line.params.get('what', '')}".strip()
                found[source] = Problem(source, text, report.meta.id)
    return list(found.values())


def _is_open(replica: Replica, issue: str) -> bool:
    """Whether a problem is open as far as anybody here knows; one that has not arrived is what its report says."""
    status = getattr(replica.state(issue), "status", "open")
    return status not in ("done", "verified")


def brought(replica: Replica, form: str, moment: datetime) -> dict[str, Any]:
    """What the reports bring into an opening body: links to them, and hard problems; nothing for other forms."""
    if form != EXCHANGE:
        return {}
    problems = hard_problems(replica, moment)
    return {
        "links": [one.meta.id for one in weekly_reports(replica, moment)],
        "problems": [{"id": one.id, "text": one.text, "report": one.report} for one in problems],
    }
