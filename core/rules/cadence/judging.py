"""One duty at one time, judged from what was held and from the incident that broke it off."""

from __future__ import annotations

from collections.abc import Sequence

from core.rules.cadence.facts import Done
from core.rules.cadence.states import DEFERRED, MET, MET_LATE, Obligation, Window, open_state, settled
from core.rules.cadence.table import Beat, Rule
from core.rules.cadence.view import View


def judged(
    rule: Rule, beat: Beat, owner: str, window: Window, done: Sequence[Done], view: View
) -> Obligation:
    """One duty of a shift or a team: met, or put off by the incident that broke it off, or open."""
    start, due, _ = window
    by = settled(done, window, view.now)
    if (
        by is not None
    ):  # in place: by name it takes twice as long, and a year of a branch has tens of thousands
        state = MET if by.start <= due else MET_LATE
        return Obligation(
            rule.id, beat.met_by, owner, start, due, state, "", by.number, by.end, None, beat.every
        )
    broken = _broken(rule, beat, window, done, view)
    state = DEFERRED if broken else open_state(window, view.now)
    running = _running(done, view) if done else ""
    return Obligation(
        rule.id, beat.met_by, owner, start, due, state, broken, "", None, None, beat.every, running
    )


def _running(done: Sequence[Done], view: View) -> str:
    """The number of the last that was begun and has not ended."""
    for one in reversed(done):
        if one.end is None and not one.broken and one.start <= view.now:
            return one.number
    return ""


def _broken(rule: Rule, beat: Beat, window: Window, done: Sequence[Done], view: View) -> str:
    """The number of the incident that kept the duty from being met, empty when none did."""
    if not rule.breakable or view.now <= window.due:
        return ""
    for one in done:
        if one.broken and one.end is None and one.start <= view.now:
            return one.broken
    return view.call_during(window.start, window.due) if beat.every == "shift_start" else ""
