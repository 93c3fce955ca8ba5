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

from core.rules.cadence.calendar import MONTHS, Period
from core.rules.cadence.emergencies import afterwards, of_days, of_questions, of_steps
from core.rules.cadence.facts import Done, Emergency, Facts, Turn
from core.rules.cadence.judging import judged
from core.rules.cadence.states import (
    DEFERRED,
    FAR,
    MET,
    MET_LATE,
    NOT_REQUIRED,
    Obligation,
    Window,
)
from core.rules.cadence.table import DEFAULT, Beat, Rule, Table
from core.rules.cadence.view import View

MOVED_WITHIN: Final = timedelta(days=14)
"""A lifted deferral gets a new date within 14 days (domain §3)."""

_CALENDAR: Final = frozenset({"day", "week", *MONTHS})
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
        yield from of_days(rule, beat, view)
    elif beat.every in _CALENDAR:
        for owner in view.facts.teams if rule.owed_by == "team" else ("",):
            yield from _of_calendar(rule, beat, owner, view)
    elif beat.every == "days":
        yield from of_questions(rule, beat, view)
    elif beat.every == "hours":
        yield from of_steps(rule, beat, view)
    elif beat.every == "after":
        yield from afterwards(rule, beat, view)


# -- shifts ------------------------------------------------------------------------------------------------


def _of_shifts(rule: Rule, beat: Beat, column: str, view: View) -> Iterator[Obligation]:
    both = column == "routine" and beat in rule.emergency
    by_shift, span = view.by_shift(beat.met_by), timedelta(minutes=beat.span)
    for turn, emergency in view.turns():
        if not both and (emergency is None) == (column == "emergency"):
            continue
        window = _window(turn, beat.every, span, emergency)
        if beat.every == "shift_middle" and emergency is not None and not _touches(emergency, window):
            continue
        done: Sequence[Done] = by_shift.get(turn.id, ())
        if beat.every == "shift_middle":
            done = [one for one in done if one.start >= window.start]
        yield judged(rule, beat, turn.id, window, done, view)


def _touches(emergency: Emergency, window: Window) -> bool:
    """Whether it was in force while the duty could be met in time: nobody is late for what was not yet asked."""
    return emergency.start < window.due and (emergency.end is None or emergency.end > window.start)


def _window(turn: Turn, every: str, span: timedelta, emergency: Emergency | None) -> Window:
    """When a duty of a shift can be met; a shift without a known end leaves its last moment open."""
    start, end = turn.start, turn.end or turn.start + _DAY
    if every == "shift_end":
        return Window(end - span, end + span, end + FAR if turn.open else end + _DAY)
    last = end + FAR if turn.open else max(end, start)
    if every == "shift_start":
        return Window(start, start + span, last)
    if every == "shift_middle":
        middle = start + (end - start) / 2
        return Window(middle - span, middle + span, last)
    return Window(start if emergency is None else max(start, emergency.start), end, last)


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
    one = judged(rule, beat, owner, Window(period.start, period.due, period.end), held, view)
    emergency = view.emergency(period.due)
    if emergency is None or beat in rule.emergency or one.state == MET:
        return _moved(one, view)
    if one.state == MET_LATE and (not rule.deferrable or _within(one, emergency, view.now)):
        return one  # held all the same while the emergency went on
    if rule.deferrable:
        done = view.done(beat.met_by, owner)
        return one if view.now < period.due else _deferred(one, emergency, done, view.now)
    # The other column's beats are owed instead.
    return one._replace(state=NOT_REQUIRED, why=emergency.number)


def _moved(one: Obligation, view: View) -> Obligation:
    """One that an incident broke off gets a new date once the incident is over."""
    if one.state != DEFERRED:
        return one
    over = next((call.end for call in view.facts.incidents if call.number == one.why), None)
    if over is None or over > view.now:
        return one
    return one._replace(moved=over + MOVED_WITHIN)


def _within(one: Obligation, emergency: Emergency, now: datetime) -> bool:
    """Whether what met a duty late ended before the emergency did."""
    return one.met_at is not None and one.met_at <= (emergency.end or now)


def _deferred(one: Obligation, emergency: Emergency, done: Sequence[Done], now: datetime) -> Obligation:
    """Put off by the emergency; held by its new date it is met, and never missed."""
    put_off = one._replace(state=DEFERRED, why=emergency.number, met_by="", met_at=None)
    if emergency.end is None or emergency.end > now:
        return put_off
    moved = emergency.end + MOVED_WITHIN
    for each in done:
        if each.end is not None and one.due < each.start <= min(moved, now):
            return put_off._replace(state=MET, met_by=each.number, met_at=each.end, moved=moved)
    return put_off._replace(moved=moved)
