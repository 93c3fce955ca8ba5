"""Which duty an officer is reminded of: at most once per shift and duty, never during an incident (rule c, A17)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from core.rules.cadence.facts import Interruption
from core.rules.cadence.states import DUE, Obligation

SNOOZE: Final = timedelta(minutes=30)
"""How long a reminder put off (稍后) stays away."""

LEAD: Final = timedelta(hours=2)
"""A reminder comes no earlier than this before the duty's moment, nor before half of its time has gone."""

APART: Final = timedelta(minutes=3)
"""Two reminders keep this distance, so that the one before can be read."""


class Said(NamedTuple):
    """What is remembered of one duty in one shift: when it was reminded of, and each snooze: when, and until when."""

    duty: str
    given: Sequence[datetime]
    snoozed: Sequence[tuple[datetime, datetime]] = ()

    def settled(self, now: datetime) -> bool:
        """Whether nothing more is said of it at `now`: it was said, and not put off since or not long enough ago."""
        if not self.given:
            return False
        later = [until for at, until in self.snoozed if at >= max(self.given)]
        return not later or now < max(later)


def duty_of(one: Obligation) -> str:
    """What counts as one duty in a shift: a beat of a line of the table, of one owner, however often it falls due."""
    return "/".join((one.rule, one.met_by_kind, one.every, one.owner))


def parts_of(duty: str) -> tuple[str, str]:
    """What meets a duty and what its beat follows, out of `duty_of`; empty where it says nothing of it."""
    _, kind, every, *_ = (*duty.split("/"), "", "", "")
    return kind, every


def moment_of(one: Obligation) -> datetime:
    """From when on the duty is worth a reminder."""
    return max(one.start + (one.due - one.start) / 2, one.due - LEAD)


def to_remind(
    owed: Iterable[Obligation], said: Iterable[Said], incidents: Iterable[Interruption], now: datetime
) -> Obligation | None:
    """The duty to remind of at `now`, the one due first; None while an incident runs or there is none.

    `owed` are the duties of the shift on duty, `said` everything remembered of this shift.
    """
    if any(one.start <= now and (one.end is None or now < one.end) for one in incidents):
        return None
    known: dict[str, Said] = {}
    for one in said:
        old = known.get(one.duty, Said(one.duty, ()))
        known[one.duty] = Said(one.duty, (*old.given, *one.given), (*old.snoozed, *one.snoozed))
    if any(now - at < APART for one in known.values() for at in one.given):
        return None
    open_ = (one for one in owed if one.state == DUE and not one.running and moment_of(one) <= now)
    fresh = (one for one in open_ if not (duty_of(one) in known and known[duty_of(one)].settled(now)))
    return min(fresh, key=lambda one: (one.due, one.rule), default=None)
