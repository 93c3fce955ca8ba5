"""Obligations out of facts: every duty at every time it fell or falls due, with its state at a given moment.

A pure function: nobody ticks a box, and asking again about a past day gives what was known then and what arrived since.
Which column of the table holds is decided at the moment a duty falls due; for a shift, by whether emergency footing was
in force for a good part of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final

from core.rules.cadence.calendar import MONTHS, Period, periods
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

MOVED_WITHIN: Final = timedelta(days=14)
"""A lifted deferral gets a new date within 14 days (domain §3)."""

GOOD_PART: Final = timedelta(hours=2)
"""A shift owes the emergency's duties when it spent so long in it."""

_CALENDAR: Final = frozenset({"day", "week", *MONTHS})


def obligations(
    facts: Facts, since: datetime, until: datetime, now: datetime, table: Table = DEFAULT
) -> list[Obligation]:
    """All that falls due in [since, until), as it stands at `now`, in the order of the due moments."""
    since = max(since, facts.began or since)
    found = [
        one
        for rule in table.rules
        if rule.owed_by in facts.owes
        for one in _of_rule(rule, facts, since, until, now)
        if since <= one.due < until
    ]
    found.sort(key=lambda one: (one.due, one.rule, one.owner))
    return found


def _of_rule(
    rule: Rule, facts: Facts, since: datetime, until: datetime, now: datetime
) -> Iterator[Obligation]:
    for beat in rule.routine:
        yield from _of_beat(rule, beat, "routine", facts, since, until, now)
    for beat in rule.emergency:
        if beat not in rule.routine:
            yield from _of_beat(rule, beat, "emergency", facts, since, until, now)


def _of_beat(
    rule: Rule, beat: Beat, column: str, facts: Facts, since: datetime, until: datetime, now: datetime
) -> Iterator[Obligation]:
    """All obligations of one beat; `column` is where it stands, "routine" too for one that stands in both."""
    if beat.every.startswith("shift"):
        yield from _of_shifts(rule, beat, column, facts, since, until, now)
    elif beat.every == "day" and column == "emergency":
        yield from of_days(rule, beat, facts, since, until, now)
    elif beat.every in _CALENDAR:
        for owner in facts.teams if rule.owed_by == "team" else ("",):
            yield from _of_calendar(rule, beat, owner, facts, since, until, now)
    elif beat.every == "days":
        yield from of_questions(rule, beat, facts, until, now)
    elif beat.every == "hours":
        yield from of_steps(rule, beat, facts, until, now)
    elif beat.every == "after":
        yield from afterwards(rule, beat, facts, now)


# -- shifts ------------------------------------------------------------------------------------------------


def _of_shifts(
    rule: Rule, beat: Beat, column: str, facts: Facts, since: datetime, until: datetime, now: datetime
) -> Iterator[Obligation]:
    by_shift = _by_shift(facts.done.get(beat.met_by, ()))
    both = column == "routine" and beat in rule.emergency
    for turn in facts.turns:
        if turn.start >= until or (turn.end is not None and turn.end < since):
            continue
        emergency = _most_of(turn, facts.emergencies, now)
        if not both and (emergency is None) == (column == "emergency"):
            continue
        window = _window(turn, beat, emergency)
        if beat.every == "shift_middle" and emergency is not None and not _touches(emergency, window):
            continue
        done = by_shift.get(turn.id, [])
        if beat.every == "shift_middle":
            done = [one for one in done if one.start >= window.start]
        yield judged(rule, beat, turn.id, window, done, facts, now)


def _touches(emergency: Emergency, window: Window) -> bool:
    """Whether it was in force while the duty could be met in time: nobody is late for what was not yet asked."""
    return emergency.start < window.due and (emergency.end is None or emergency.end > window.start)


def _by_shift(done: Sequence[Done]) -> dict[str, list[Done]]:
    found: dict[str, list[Done]] = {}
    for one in done:
        found.setdefault(one.shift, []).append(one)
    return found


def _most_of(turn: Turn, emergencies: Iterable[Emergency], now: datetime) -> Emergency | None:
    """The emergency that a good part of the shift was spent in."""
    end = turn.end or max(now, turn.start) + GOOD_PART
    for one in emergencies:
        if min(end, one.end or end) - max(turn.start, one.start) >= GOOD_PART:
            return one
    return None


def _window(turn: Turn, beat: Beat, emergency: Emergency | None) -> Window:
    """When a duty of a shift can be met; a shift without a known end leaves its last moment open."""
    end = turn.end or turn.start + timedelta(days=1)
    last = max(end, turn.start) if not turn.open else end + FAR
    span = timedelta(minutes=beat.span)
    if beat.every == "shift_start":
        return Window(turn.start, turn.start + span, last)
    if beat.every == "shift_middle":
        middle = turn.start + (end - turn.start) / 2
        return Window(middle - span, middle + span, last)
    if beat.every == "shift_end":
        return Window(end - span, end + span, end + FAR if turn.open else end + timedelta(days=1))
    began = turn.start if emergency is None else max(turn.start, emergency.start)
    return Window(began, end, last)


# -- the calendar ------------------------------------------------------------------------------------------


def _of_calendar(
    rule: Rule, beat: Beat, owner: str, facts: Facts, since: datetime, until: datetime, now: datetime
) -> Iterator[Obligation]:
    """One owner's periods; a second session of a period meets the one before it late, where that was not met."""
    spare: Obligation | None = None
    done = [one for one in facts.done.get(beat.met_by, ()) if not owner or one.team == owner]
    length = _length(beat)
    for period in periods(beat, since - length, until + length):
        held = [one for one in done if period.start <= one.start < period.end and one.start <= now]
        emergency = _at(period.due, facts.emergencies)
        one = _of_period(rule, beat, owner, period, held, emergency, done, facts, now)
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


def _at(moment: datetime, emergencies: Iterable[Emergency]) -> Emergency | None:
    return next((one for one in emergencies if one.holds(moment)), None)


def _of_period(
    rule: Rule,
    beat: Beat,
    owner: str,
    period: Period,
    held: Sequence[Done],
    emergency: Emergency | None,
    done: Sequence[Done],
    facts: Facts,
    now: datetime,
) -> Obligation:
    window = Window(period.start, period.due, period.end)
    one = judged(rule, beat, owner, window, held, facts, now)
    if emergency is None or beat in rule.emergency or one.state == MET:
        return _moved(one, facts, now)
    if one.state == MET_LATE and (not rule.deferrable or _within(one, emergency, now)):
        return one  # held all the same while the emergency went on
    if rule.deferrable:
        return one if now < period.due else _deferred(one, emergency, done, now)
    # The other column's beats are owed instead.
    return one._replace(state=NOT_REQUIRED, why=emergency.number)


def _moved(one: Obligation, facts: Facts, now: datetime) -> Obligation:
    """One that an incident broke off gets a new date once the incident is over."""
    if one.state != DEFERRED:
        return one
    over = next((call.end for call in facts.incidents if call.number == one.why), None)
    if over is None or over > now:
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
