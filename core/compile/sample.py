"""What waits at the branch to be asked about by phone (E09): a small sample of what its stations held and reported."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from core.clock import epoch_ms
from core.records.check import Check
from core.records.lesson import Lesson
from core.records.meeting import AGENDAS, Meeting
from core.records.meeting.state import CLOSED
from core.records.reference import Ref
from core.records.report import Report
from core.records.report.state import SUBMITTED
from core.records.unit import stations_below
from core.replica.texts import marked
from core.rules.attendance import of_meeting
from core.rules.sample import sampled

if TYPE_CHECKING:
    from core.records.kind import Recorded
    from core.replica.replica import Replica

WITHIN: Final = timedelta(days=30)
"""How long after it was written down a record is asked about: later nobody remembers."""

LESSONS: Final = timedelta(days=92)
"""How old a lesson may be that somebody held lately."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One record of a station (`item`: one part of it) to ask about, and the people who can answer.

    `subject` is a catalogue key, `share` 实到/应到 where people were counted, `marks` the rules that were kept against.
    """

    record: str
    item: str
    number: str
    unit: str
    subject: str
    title: str
    at: datetime
    people: tuple[Ref, ...]
    share: str = ""
    marks: tuple[str, ...] = ()
    backfilled: bool = False
    station: str = ""


def waiting_checks(replica: Replica, now: datetime) -> list[Waiting]:
    """What the stations below wrote in the last thirty days, is in the sample and was not asked about yet.

    What carries a mark comes first, then the oldest; empty at a station.
    """
    names = dict(stations_below(replica))
    if not names:
        return []
    made = epoch_ms(now - WITHIN)
    found = [*_meetings(replica, made), *_reports(replica, made), *_lessons(replica, made)]
    done = _done(replica, made)
    waiting = [
        replace(one, station=names[one.unit])
        for one in found
        if one.unit in names and (one.record, one.item) not in done
    ]
    return sorted(waiting, key=lambda one: (not one.marks, one.at, one.record, one.item))


def _done(replica: Replica, made: int) -> set[tuple[str, str]]:
    """What was asked about already."""
    states = (replica.state(row.id) for row in replica.rows("check", made=made) if not row.struck)
    return {(one.record, one.item) for one in states if isinstance(one, Check)}


def _sampled(replica: Replica, kind: str, closing: str, made: int) -> Iterator[Recorded]:
    """The records of `kind` that are in the sample; only these are read whole, `closing` says what carries a mark."""
    marks = marked(replica, closing, made)
    for row in replica.rows(kind, made=made):
        if not row.struck and sampled(row.id, ("kept",) if row.id in marks else ()):
            state = replica.state(row.id)
            if state is not None:
                yield state


def _meetings(replica: Replica, made: int) -> Iterator[Waiting]:
    for state in _sampled(replica, "meeting", CLOSED, made):
        if isinstance(state, Meeting) and state.closed is not None:
            yield Waiting(
                state.meta.id,
                "",
                state.meta.number,
                state.meta.unit,
                AGENDAS[state.form].label,
                state.topic,
                state.start,
                _witnesses(state),
                of_meeting(state).fraction,
                state.kept,
                state.meta.origin == "backfill",
            )


def _witnesses(state: Meeting) -> tuple[Ref, ...]:
    """Who was there and did not write it; where nobody else is known, who presided or wrote."""
    writer = state.recorder.id if state.recorder else ""
    there = tuple(one for one in state.present if one.id != writer)
    return there or tuple(one for one in (state.presider, state.recorder) if one is not None)


def _reports(replica: Replica, made: int) -> Iterator[Waiting]:
    for state in _sampled(replica, "report", SUBMITTED, made):
        if isinstance(state, Report):
            yield Waiting(
                state.meta.id,
                "",
                state.meta.number,
                state.meta.unit,
                f"report.{state.form}",
                " ".join(one.text for one in state.by_hand),
                state.submitted,
                tuple(one for one in (state.by, state.team) if one is not None),
                marks=state.kept,
            )


def _lessons(replica: Replica, made: int) -> Iterator[Waiting]:
    """Every delivery on its own; the team is asked, never a person who listened (A06)."""
    for row in replica.rows("lesson", made=made - int(LESSONS.total_seconds() * 1000)):
        state = replica.state(row.id)
        if not isinstance(state, Lesson) or row.struck:
            continue
        for held in state.deliveries:
            if epoch_ms(held.at) >= made and sampled(held.id):
                yield Waiting(
                    row.id,
                    held.id,
                    state.meta.number,
                    held.station,
                    "micro.lesson",
                    state.title,
                    held.at,
                    (held.team,),
                    f"{held.present}/{held.expected}",
                )
