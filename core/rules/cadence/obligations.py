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

MOVED_WITHIN: Final = timedelta(days=14)
"""A lifted deferral gets a new date within 14 days (domain §3)."""

GOOD_PART: Final = timedelta(hours=2)
"""A shift owes the emergency's duties when it spent so long in it."""

_CALENDAR: Final = frozenset({"day", "week", *MONTHS})
_FAR: Final = timedelta(days=400)


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
        yield from _of_days(rule, beat, facts, since, until, now)
    elif beat.every in _CALENDAR:
        for owner in facts.teams if rule.owed_by == "team" else ("",):
            yield from _of_calendar(rule, beat, owner, facts, since, until, now)
    elif beat.every == "days":
        yield from _of_questions(rule, beat, facts, until, now)
    elif beat.every == "hours":
        yield from _of_steps(rule, beat, facts, until, now)
    elif beat.every == "after":
        yield from _afterwards(rule, beat, facts, now)


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
        yield _judged(rule, beat, turn.id, window, done, facts, now)


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
    last = max(end, turn.start) if not turn.open else end + _FAR
    span = timedelta(minutes=beat.span)
    if beat.every == "shift_start":
        return Window(turn.start, turn.start + span, last)
    if beat.every == "shift_middle":
        middle = turn.start + (end - turn.start) / 2
        return Window(middle - span, middle + span, last)
    if beat.every == "shift_end":
        return Window(end - span, end + span, end + _FAR if turn.open else end + timedelta(days=1))
    began = turn.start if emergency is None else max(turn.start, emergency.start)
    return Window(began, end, last)


def _judged(
    rule: Rule, beat: Beat, owner: str, window: Window, done: Sequence[Done], facts: Facts, now: datetime
) -> Obligation:
    """One duty of a shift or a team: met, or put off by the incident that broke it off, or open."""
    known = [one for one in done if one.start <= now]
    met = settled(known, window)
    if met is not None:
        state, by = met
        return Obligation(
            rule.id, beat.met_by, owner, window.start, window.due, state, "", by.number, by.end, every=beat.every
        )
    broken = _broken(rule, beat, window, known, facts, now)
    state = DEFERRED if broken else open_state(window, now)
    running = next((one.number for one in reversed(known) if one.end is None and not one.broken), "")
    return Obligation(
        rule.id, beat.met_by, owner, window.start, window.due, state, broken, every=beat.every, running=running
    )


def _broken(rule: Rule, beat: Beat, window: Window, done: Sequence[Done], facts: Facts, now: datetime) -> str:
    """The number of the incident that kept the duty from being met, empty when none did."""
    if not rule.breakable or now <= window.due:
        return ""
    for one in done:
        if one.broken and one.end is None:
            return one.broken
    if beat.every != "shift_start":
        return ""
    for call in facts.incidents:
        if call.start <= window.due and (call.end is None or call.end > window.start):
            return call.number
    return ""


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
    judged = _judged(rule, beat, owner, window, held, facts, now)
    if emergency is None or beat in rule.emergency or judged.state == MET:
        return _moved(judged, facts, now)
    if judged.state == MET_LATE and (not rule.deferrable or _within(judged, emergency, now)):
        return judged  # held all the same while the emergency went on
    if rule.deferrable:
        return judged if now < period.due else _deferred(judged, emergency, done, now)
    return judged._replace(
        state=NOT_REQUIRED, why=emergency.number
    )  # the other column's beats are owed instead


def _moved(judged: Obligation, facts: Facts, now: datetime) -> Obligation:
    """One that an incident broke off gets a new date once the incident is over."""
    over = next((one.end for one in facts.incidents if one.number == judged.why), None)
    if judged.state != DEFERRED or over is None or over > now:
        return judged
    return judged._replace(moved=over + MOVED_WITHIN)


def _within(judged: Obligation, emergency: Emergency, now: datetime) -> bool:
    """Whether what met a duty late ended before the emergency did."""
    return judged.met_at is not None and judged.met_at <= (emergency.end or now)


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


def _of_days(
    rule: Rule, beat: Beat, facts: Facts, since: datetime, until: datetime, now: datetime
) -> Iterator[Obligation]:
    """A duty of every day of an emergency that falls due while it lasts; once for two of one day."""
    done, last = facts.done.get(beat.met_by, ()), since - timedelta(seconds=1)
    for emergency in facts.emergencies:
        end = emergency.end or until
        for period in periods(beat, max(emergency.start, since), until):
            if period.due >= end:
                break
            if period.due <= last:
                continue
            last = period.due
            held = [one for one in done if max(period.start, emergency.start) <= one.start < period.end]
            window = Window(max(period.start, emergency.start), period.due, period.end)
            yield _judged(rule, beat, "", window, held, facts, now)


def _of_steps(rule: Rule, beat: Beat, facts: Facts, until: datetime, now: datetime) -> Iterator[Obligation]:
    """A duty every so many minutes of an emergency, or of one of its levels."""
    step = timedelta(minutes=beat.span)
    done = facts.done.get(beat.met_by, ())
    for start, end in (span for one in facts.emergencies for span in _spans(one, beat.level)):
        due = start + step
        while due < (end or until) and due < until:
            held = [one for one in done if due - step <= one.start < due + step]
            yield _judged(rule, beat, "", Window(due - step, due, due + step), held, facts, now)
            due += step


def _of_questions(
    rule: Rule, beat: Beat, facts: Facts, until: datetime, now: datetime
) -> Iterator[Obligation]:
    """Whether an emergency goes on: asked so many days after the last answer, and when the planned end is reached.

    Who does not answer is asked again after as many days; it never ends by itself (domain §6).
    """
    step, done = timedelta(days=beat.span), facts.done.get(beat.met_by, ())
    for emergency in (one for one in facts.emergencies if one.ours):
        since, known = emergency.start, [one for one in done if one.start <= now]
        while True:
            planned = emergency.planned(since)
            due = since + step if planned is None or planned <= since else min(planned, since + step)
            if due >= min(emergency.end or until, until):
                break
            held = [one for one in known if since < one.start < due + step]
            yield _judged(rule, beat, "", Window(since, due, due + step), held[:1], facts, now)
            in_time = [one.start for one in held if one.start <= due]
            since = in_time[-1] if in_time else held[0].start if held else due


def _spans(emergency: Emergency, level: str) -> Iterator[tuple[datetime, datetime | None]]:
    """The stretches of an emergency at `level`; all of it for none."""
    if not level:
        yield emergency.start, emergency.end
        return
    changes = [start for start, _ in emergency.levels]
    for (start, name), end in zip(emergency.levels, [*changes[1:], emergency.end], strict=bool(changes)):
        if name == level:
            yield start, end


def _afterwards(rule: Rule, beat: Beat, facts: Facts, now: datetime) -> Iterator[Obligation]:
    """A duty so many days after something ended; the record that meets it names what it was owed for."""
    done = facts.done.get(beat.met_by, ())
    for number, moment in facts.ended:
        held = [one for one in done if one.shift == number or (not one.shift and one.start >= moment)]
        due = moment + timedelta(days=beat.span)
        judged = _judged(rule, beat, "", Window(moment, due, due + _FAR), held, facts, now)
        yield judged._replace(owner=number)
