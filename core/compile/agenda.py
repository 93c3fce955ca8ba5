"""What a meeting finds already on its agenda: incidents, dangers, orders, reports out of records (A01, M02, M06)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from core.clock import epoch_ms
from core.compile.wording import what
from core.i18n import t
from core.records.meeting import Meeting
from core.records.report import Report
from core.records.shift import Shift
from core.records.unit import stations_below

if TYPE_CHECKING:
    from core.replica.replica import Replica

DRILL: Final = "inc.drill"
STANDBY: Final = "inc.cover"
BY_HAND: Final = {"this_week": "results", "next": "methods"}
"""Under which part of a Leaders' Exchange a line by hand of a weekly report stands."""

WEEK: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Given:
    """A line under a part of the agenda that nobody has to type; `record` can be linked to the meeting."""

    part: str
    text: str
    record: str


def given(replica: Replica, meeting: Meeting) -> list[Given]:
    """What the records offer to a meeting of its form; last time's open items come from `meeting.carried`."""
    if meeting.form == "team":
        return [*_incidents(replica, meeting.start - WEEK, meeting.start)]
    if meeting.form == "pre_shift":
        return [*_open(replica, "order", "tasks"), *_open(replica, "issue", "hazards")]
    if meeting.form == "post_shift":
        shift = replica.state(meeting.shift) if meeting.shift else None
        since = shift.start if isinstance(shift, Shift) else meeting.start - timedelta(days=1)
        return [Given("done", one.text, one.record) for one in _incidents(replica, since, meeting.start)]
    if meeting.form == "leaders_exchange":
        return [*_reports(replica, meeting), *_problems(meeting)]
    return []


def _reports(replica: Replica, meeting: Meeting) -> Iterator[Given]:
    """What teams wrote by hand in the reports the meeting is linked to; one without a line is named all the same."""
    names = dict(stations_below(replica))
    for record in meeting.links:
        report = replica.state(record)
        if not isinstance(report, Report):
            continue
        team = report.team.name if report.team else ""
        head = f"{names.get(report.meta.unit, '')} {team}".strip() + f" {report.until:%m-%d}"
        parts = {part: [one.text for one in report.by_hand if one.part == part] for part in BY_HAND}
        for part, texts in parts.items():
            if texts:
                yield Given(BY_HAND[part], f"{head} {'；'.join(texts)}", record)
        if not any(parts.values()):
            count = len(report.compiled)
            said = t("meeting.exchange.compiled", lines=count) if count else t("report.nil")
            yield Given("results", f"{head} {said}", record)


def _problems(meeting: Meeting) -> Iterator[Given]:
    """The hard problems that the reports bring."""
    return (Given("problems", one.text, one.report) for one in meeting.problems if one.report)


def _incidents(replica: Replica, since: datetime, until: datetime) -> Iterator[Given]:
    """The incidents of a span of time, drills apart; standbys are too many to speak of."""
    for row in replica.rows("incident", since=epoch_ms(since), until=epoch_ms(until) + 1):
        if not row.struck and row.subject != STANDBY:
            part = "drills" if row.subject == DRILL else "incidents"
            yield Given(part, f"{row.number} {what(row)}", row.id)


def _open(replica: Replica, kind: str, part: str) -> Iterator[Given]:
    """What is open of one kind: orders in force, dangers not removed."""
    for row in replica.rows(kind, open=True):
        yield Given(part, what(row), row.id)
