"""Duties of an emergency: of its days, of its hours at a level, whether it goes on, and what is owed once it ended."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from core.rules.cadence.calendar import periods
from core.rules.cadence.facts import Emergency
from core.rules.cadence.judging import judged
from core.rules.cadence.states import FAR, Obligation, Window
from core.rules.cadence.table import Beat, Rule
from core.rules.cadence.view import View


def of_days(rule: Rule, beat: Beat, view: View) -> Iterator[Obligation]:
    """A duty of every day of an emergency that falls due while it lasts; once for two of one day."""
    last = view.since - timedelta(seconds=1)
    for emergency in view.facts.emergencies:
        end = emergency.end or view.until
        for period in periods(beat, max(emergency.start, view.since), view.until):
            if period.due >= end:
                break
            if period.due <= last:
                continue
            last, start = period.due, max(period.start, emergency.start)
            held = view.held(beat.met_by, "", start, period.end)
            yield judged(rule, beat, "", Window(start, period.due, period.end), held, view)


def of_steps(rule: Rule, beat: Beat, view: View) -> Iterator[Obligation]:
    """A duty every so many minutes of an emergency, or of one of its levels."""
    step = timedelta(minutes=beat.span)
    for start, end in (span for one in view.facts.emergencies for span in _spans(one, beat.level)):
        due = start + step
        while due < (end or view.until) and due < view.until:
            held = view.held(beat.met_by, "", due - step, due + step)
            yield judged(rule, beat, "", Window(due - step, due, due + step), held, view)
            due += step


def of_questions(rule: Rule, beat: Beat, view: View) -> Iterator[Obligation]:
    """Whether an emergency goes on: asked so many days after the last answer, and when the planned end is reached.

    Who does not answer is asked again after as many days; it never ends by itself (domain §6).
    """
    step = timedelta(days=beat.span)
    known = [one for one in view.done(beat.met_by) if one.start <= view.now]
    for emergency in (one for one in view.facts.emergencies if one.ours):
        since = emergency.start
        while True:
            planned = emergency.planned(since)
            due = since + step if planned is None or planned <= since else min(planned, since + step)
            if due >= min(emergency.end or view.until, view.until):
                break
            held = [one for one in known if since < one.start < due + step]
            yield judged(rule, beat, "", Window(since, due, due + step), held[:1], view)
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


def afterwards(rule: Rule, beat: Beat, view: View) -> Iterator[Obligation]:
    """A duty so many days after something ended; the record that meets it names what it was owed for."""
    done = view.done(beat.met_by)
    for number, moment in view.facts.ended:
        held = [one for one in done if one.shift == number or (not one.shift and one.start >= moment)]
        due = moment + timedelta(days=beat.span)
        one = judged(rule, beat, "", Window(moment, due, due + FAR), held, view)
        yield one._replace(owner=number)
