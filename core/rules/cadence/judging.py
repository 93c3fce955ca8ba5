"""One duty at one time, judged from what was held and from the incident that broke it off."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from core.rules.cadence.facts import Done, Facts
from core.rules.cadence.states import DEFERRED, Obligation, Window, open_state, settled
from core.rules.cadence.table import Beat, Rule


def judged(
    rule: Rule, beat: Beat, owner: str, window: Window, done: Sequence[Done], facts: Facts, now: datetime
) -> Obligation:
    """One duty of a shift or a team: met, or put off by the incident that broke it off, or open."""
    known = [one for one in done if one.start <= now]
    met = settled(known, window)
    begin, due = window.start, window.due
    if met is not None:
        state, by = met
        return Obligation(
            rule.id, beat.met_by, owner, begin, due, state, "", by.number, by.end, every=beat.every
        )
    broken = _broken(rule, beat, window, known, facts, now)
    state = DEFERRED if broken else open_state(window, now)
    running = next((one.number for one in reversed(known) if one.end is None and not one.broken), "")
    return Obligation(
        rule.id, beat.met_by, owner, begin, due, state, broken, every=beat.every, running=running
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
