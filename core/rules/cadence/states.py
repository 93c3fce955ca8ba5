"""The states of an obligation, and how one is judged from what was done."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from core.rules.cadence.facts import Done
from core.rules.cadence.table import DEFAULT

UPCOMING: Final = "upcoming"
DUE: Final = "due"
MET: Final = "met"
MET_LATE: Final = "met_late"
DEFERRED: Final = "deferred"
NOT_REQUIRED: Final = "not_required"
MISSED: Final = "missed"
FAR: Final = timedelta(days=400)
"""For ever, as far as a duty that can still be met goes."""

STATES: Final = (UPCOMING, DUE, MET, MET_LATE, DEFERRED, NOT_REQUIRED, MISSED)


class Obligation(NamedTuple):
    """One duty at one time: from `start` it can be met, at `due` it should have been.

    `owner` is the team or shift that owes it, empty for the station or branch itself; `why` the number of the
    emergency or incident that put it off or took its place; `met_by` the number of what met it; `moved` the new date
    of one that was put off, once that reason is over; `every` what its beat follows (`Beat.every`); `running` the
    number of what was begun for it and has not ended.
    """

    rule: str
    met_by_kind: str
    owner: str
    start: datetime
    due: datetime
    state: str
    why: str = ""
    met_by: str = ""
    met_at: datetime | None = None
    moved: datetime | None = None
    every: str = ""
    running: str = ""

    @property
    def reason(self) -> str:
        """What `why` names, as a catalogue key: 战时 for an emergency, 警情 for an incident; empty without one."""
        if not self.why:
            return ""
        rule = DEFAULT.rule(self.rule)
        broken_off = self.state == DEFERRED and rule is not None and rule.breakable
        return "inc.incident" if broken_off else "mode.emergency"


class Window(NamedTuple):
    """When an obligation can be met: on time from `start` to `due`, late until `last`."""

    start: datetime
    due: datetime
    last: datetime


def settled(done: Iterable[Done], window: Window, now: datetime) -> Done | None:
    """The first of `done` that began by `now`, came to an end and meets the duty; None when nothing did."""
    for one in done:
        if one.end is not None and one.start <= now and one.start <= window.last:
            return one
    return None


def open_state(window: Window, now: datetime) -> str:
    """The state of a duty that nothing met and nothing put off."""
    if now < window.start:
        return UPCOMING
    return DUE if now <= window.last else MISSED
