"""Obligations out of facts: every duty at every time it fell or falls due, with its state at a given moment.

A pure function: nobody ticks a box, and asking again about a past day gives what was known then and what arrived since.
Which column of the table holds is decided at the moment a duty falls due; for a shift, by whether emergency footing was
in force for a good part of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Final

from core.rules.cadence.calendar import MONTHS, Period, periods
from core.rules.cadence.facts import Done, Emergency, Facts, Turn
from core.rules.cadence.states import (
    DEFERRED,
    MET,
    MET_LATE,
    NOT_REQUIRED,
    Obligation,
    Window,
    open_state,
    settled,
)
from core.rules.cadence.table import DEFAULT, Beat, Rule, Table
from core.rules.cadence.view import View

MOVED_WITHIN: Final = timedelta(days=14)
"""A lifted deferral gets a new date within 14 days (domain §3)."""

_CALENDAR: Final = frozenset({"day", "week", *MONTHS})
_FAR: Final = timedelta(days=400)
_DAY: Final = timedelta(days=1)
_IN_ORDER: Final = attrgetter("due", "rule", "owner")


def obligations(
    facts: Facts, since: datetime, until: datetime, now: datetime, table: Table = DEFAULT
) -> list[Obligation]:
    """All that falls due in [since, until), as it stands at `now`, in the order of the due moments."""
    since = max(since, facts.began or since)
    view = View(facts, since, until, now)
    found = [
        one
        for rule in table.rules
        if rule.owed_by in facts.owes
        for one in _of_rule(rule, view)
        if since <= one.due < until
    ]
    found.sort(key=_IN_ORDER)
    return found


def _of_rule(rule: Rule, view: View) -> Iterator[Obligation]:
    for beat in rule.routine:
        yield from _of_beat(rule, beat, "routine", view)
    for beat in rule.emergency:
        if beat not in rule.routine:
            yield from _of_beat(rule, beat, "emergency", view)


def _of_beat(rule: Rule, beat: Beat, column: str, view: View) -> Iterator[Obligation]:
    """All obligations of one beat; `column` is where it stands, "routine" too for one that stands in both."""
    if beat.every.startswith("shift"):
        yield from _of_shifts(rule, beat, column, view)
    elif beat.every == "day" and column == "emergency":
        yield from _of_days(rule, beat, view)
    elif beat.every in _CALENDAR:
        for owner in view.facts.teams if rule.owed_by == "team" else ("",):
            yield from _of_calendar(rule, beat, owner, view)
    elif beat.every in ("days", "hours"):
        yield from _of_steps(rule, beat, view)
    elif beat.every == "after":
        yield from _afterwards(rule, beat, view)


# -- shifts ------------------------------------------------------------------------------------------------


def _of_shifts(rule: Rule, beat: Beat, column: str, view: View) -> Iterator[Obligation]:
    both = column == "routine" and beat in rule.emergency
    by_shift, span = view.by_shift(beat.met_by), timedelta(minutes=beat.span)
    for turn, emergency in view.turns():
        if not both and (emergency is None) == (column == "emergency"):
            continue
        window = _window(turn, beat.every, span, emergency)
        done: Sequence[Done] = by_shift.get(turn.id, ())
        if beat.every == "shift_middle":
            done = [one for one in done if one.start >= window.start]
        yield _judged(rule, beat, turn.id, window, done, view)


def _window(turn: Turn, every: str, span: timedelta, emergency: Emergency | None) -> Window:
    """When a duty of a shift can be met; a shift without a known end leaves its last moment open."""
    start, end = turn.start, turn.end or turn.start + _DAY
    if every == "shift_end":
        return Window(end - span, end + span, end + _FAR if turn.open else end + _DAY)
    last = end + _FAR if turn.open else max(end, start)
    if every == "shift_start":
        return Window(start, start + span, last)
    if every == "shift_middle":
        middle = start + (end - start) / 2
        return Window(middle - span, middle + span, last)
    return Window(start if emergency is None else max(start, emergency.start), end, last)


def _judged(
    rule: Rule, beat: Beat, owner: str, window: Window, done: Sequence[Done], view: View
) -> Obligation:
    """One duty of a shift or a team: met, or put off by the incident that broke it off, or open."""
    start, due, _ = window
    by = settled(done, window, view.now)
    if by is not None:
        state = MET if by.start <= due else MET_LATE
        return Obligation(rule.id, beat.met_by, owner, start, due, state, "", by.number, by.end)
    broken = _broken(rule, beat, window, done, view)
    state = DEFERRED if broken else open_state(window, view.now)
    return Obligation(rule.id, beat.met_by, owner, start, due, state, broken)


def _broken(rule: Rule, beat: Beat, window: Window, done: Sequence[Done], view: View) -> str:
    """The number of the incident that kept the duty from being met, empty when none did."""
    if not rule.breakable or view.now <= window.due:
        return ""
    for one in done:
        if one.broken and one.end is None and one.start <= view.now:
            return one.broken
    return view.call_during(window.start, window.due) if beat.every == "shift_start" else ""


# -- the calendar ------------------------------------------------------------------------------------------


def _of_calendar(rule: Rule, beat: Beat, owner: str, view: View) -> Iterator[Obligation]:
    """One owner's periods; a second session of a period meets the one before it late, where that was not met."""
    spare: Obligation | None = None
    length = _length(beat)
    for period in view.periods(beat, length):
        held = view.held(beat.met_by, owner, period.start, period.end)
        one = _of_period(rule, beat, owner, period, held, view)
        ended = [each for each in held if each.end is not None]
        if spare is not None and len(ended) > 1 and one.state in (MET, MET_LATE):
            spare = spare._replace(state=MET_LATE, met_by=ended[0].number, met_at=ended[0].end)
            one = one._replace(met_by=ended[1].number, met_at=ended[1].end)
        if spare is not None:
            yield spare
        spare = one
    if spare is not None:
        yield spare


def _length(beat: Beat) -> timedelta:
    """The length of a period at most: its neighbours on both sides have a say in it."""
    return timedelta(
        days=1 if beat.every == "day" else 7 if beat.every == "week" else 31 * MONTHS[beat.every]
    )


def _of_period(
    rule: Rule, beat: Beat, owner: str, period: Period, held: Sequence[Done], view: View
) -> Obligation:
    judged = _judged(rule, beat, owner, Window(period.start, period.due, period.end), held, view)
    emergency = view.emergency(period.due)
    if emergency is None or beat in rule.emergency or judged.state == MET:
        return judged
    if rule.deferrable:
        done = view.done(beat.met_by, owner)
        return judged if view.now < period.due else _deferred(judged, emergency, done, view.now)
    if judged.state == MET_LATE:
        return judged
    return judged._replace(
        state=NOT_REQUIRED, why=emergency.number
    )  # the other column's beats are owed instead


def _deferred(judged: Obligation, emergency: Emergency, done: Sequence[Done], now: datetime) -> Obligation:
    """Put off by the emergency; held by its new date it is met, and never missed."""
    put_off = judged._replace(state=DEFERRED, why=emergency.number, met_by="", met_at=None)
    if emergency.end is None or emergency.end > now:
        return put_off
    moved = emergency.end + MOVED_WITHIN
    for one in done:
        if one.end is not None and judged.due < one.start <= min(moved, now):
            return put_off._replace(state=MET, met_by=one.number, met_at=one.end, moved=moved)
    return put_off._replace(moved=moved)


# -- emergencies and what ends -----------------------------------------------------------------------------


def _of_days(rule: Rule, beat: Beat, view: View) -> Iterator[Obligation]:
    """A duty of every day of an emergency, the day it ends included (the closing report); once for two of one day."""
    last = view.since - timedelta(seconds=1)
    for emergency in view.facts.emergencies:
        end = emergency.end or view.until
        for period in periods(beat, max(emergency.start, view.since), view.until):
            if period.start >= end:
                break
            if period.due <= last:
                continue
            last, start = period.due, max(period.start, emergency.start)
            held = view.held(beat.met_by, "", start, period.end)
            yield _judged(rule, beat, "", Window(start, period.due, period.end), held, view)


def _of_steps(rule: Rule, beat: Beat, view: View) -> Iterator[Obligation]:
    """A duty every so many days of an emergency, or every so many minutes of one of its levels."""
    step = timedelta(days=beat.span) if beat.every == "days" else timedelta(minutes=beat.span)
    for start, end in (span for one in view.facts.emergencies for span in _spans(one, beat.level)):
        due = start + step
        while due < (end or view.until) and due < view.until:
            held = view.held(beat.met_by, "", due - step, due + step)
            yield _judged(rule, beat, "", Window(due - step, due, due + step), held, view)
            due += step


def _spans(emergency: Emergency, level: str) -> Iterator[tuple[datetime, datetime | None]]:
    """The stretches of an emergency at `level`; all of it for none."""
    if not level:
        yield emergency.start, emergency.end
        return
    changes = [start for start, _ in emergency.levels]
    for (start, name), end in zip(emergency.levels, [*changes[1:], emergency.end], strict=bool(changes)):
        if name == level:
            yield start, end


def _afterwards(rule: Rule, beat: Beat, view: View) -> Iterator[Obligation]:
    """A duty so many days after something ended; the record that meets it names what it was owed for."""
    for number, moment in view.facts.ended:
        held = view.by_shift(beat.met_by).get(number, ())
        due = moment + timedelta(days=beat.span)
        judged = _judged(rule, beat, "", Window(moment, due, due + _FAR), held, view)
        yield judged._replace(owner=number)
