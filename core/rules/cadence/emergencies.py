"""Duties of an emergency: of its days, of its hours at a level, whether it goes on, and what is owed once it ended."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from core.rules.cadence.calendar import periods
from core.rules.cadence.facts import Emergency, Facts
from core.rules.cadence.judging import judged
from core.rules.cadence.states import FAR, Obligation, Window
from core.rules.cadence.table import Beat, Rule


def of_days(
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
            yield judged(rule, beat, "", window, held, facts, now)


def of_steps(rule: Rule, beat: Beat, facts: Facts, until: datetime, now: datetime) -> Iterator[Obligation]:
    """A duty every so many minutes of an emergency, or of one of its levels."""
    step = timedelta(minutes=beat.span)
    done = facts.done.get(beat.met_by, ())
    for start, end in (span for one in facts.emergencies for span in _spans(one, beat.level)):
        due = start + step
        while due < (end or until) and due < until:
            held = [one for one in done if due - step <= one.start < due + step]
            yield judged(rule, beat, "", Window(due - step, due, due + step), held, facts, now)
            due += step


def of_questions(
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
            yield judged(rule, beat, "", Window(since, due, due + step), held[:1], facts, now)
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


def afterwards(rule: Rule, beat: Beat, facts: Facts, now: datetime) -> Iterator[Obligation]:
    """A duty so many days after something ended; the record that meets it names what it was owed for."""
    done = facts.done.get(beat.met_by, ())
    for number, moment in facts.ended:
        held = [one for one in done if one.shift == number or (not one.shift and one.start >= moment)]
        due = moment + timedelta(days=beat.span)
        one = judged(rule, beat, "", Window(moment, due, due + FAR), held, facts, now)
        yield one._replace(owner=number)
