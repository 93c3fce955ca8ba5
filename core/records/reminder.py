"""Reminders (提醒): that the duty room was reminded of a duty, so that no terminal says it again (domain §4 rule c).

The memory of the station's own terminals: no person in it, no line of the log, and it goes no further (A05).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from core.clock import instant, iso
from core.records.kind import Fact, Meta, RecordKind, Summary
from core.rules.cadence.reminders import SNOOZE, Said

if TYPE_CHECKING:
    from core.replica.act import Act
    from core.replica.replica import Replica

GIVEN, REPEATED, SNOOZED = "reminder.given", "reminder.repeated", "reminder.snoozed"
AUDIENCE = "station"
REMINDER = RecordKind("reminder", audience=AUDIENCE)
KINDS = (REMINDER,)


@dataclass(frozen=True, slots=True)
class Reminder:
    """A duty (`core.rules.cadence.reminders.duty_of`) the room was reminded of in one shift."""

    meta: Meta
    shift: str
    duty: str
    given: tuple[datetime, ...]
    snoozed: tuple[tuple[datetime, datetime], ...] = ()

    @property
    def said(self) -> Said:
        """As the rule takes it."""
        return Said(self.duty, self.given, self.snoozed)


@REMINDER.opens(GIVEN)
def _given(meta: Meta, fact: Fact) -> Reminder:
    return Reminder(meta, str(fact.body["shift"]), str(fact.body["duty"]), (fact.at,))


@REMINDER.on(REPEATED)
def _repeated(state: Reminder, fact: Fact) -> Reminder:
    return replace(state, given=(*state.given, fact.at))


@REMINDER.on(SNOOZED)
def _snoozed(state: Reminder, fact: Fact) -> Reminder:
    return replace(state, snoozed=(*state.snoozed, (fact.at, instant(fact.body["until"]))))


@REMINDER.summarises
def _summary(state: Reminder) -> Summary:
    return Summary(state.duty.partition("/")[0], parent=state.shift)


def reminders(replica: Replica, shift: str) -> list[Reminder]:
    """What the room was reminded of in the shift with that id, by any of its terminals, oldest first."""
    found = (replica.state(row.id) for row in replica.rows("reminder", parent=shift) if not row.struck)
    return [one for one in found if isinstance(one, Reminder)]


def newest(replica: Replica, shift: str) -> Reminder | None:
    """The reminder given last in the shift, None before the first."""
    return max(reminders(replica, shift), key=lambda one: max(one.given), default=None)


def remind(act: Act, shift: str, duty: str) -> str:
    """Remember that `duty` was reminded of in the shift; returns the reminder's id, the same when it comes again."""
    for one in reminders(act.replica, shift):
        if one.duty == duty:
            act.append(REPEATED, one.meta.id, {}, origin="compiled", audience=AUDIENCE)
            return one.meta.id
    return act.open(REMINDER, GIVEN, {"shift": shift, "duty": duty}, origin="compiled")


def snooze(act: Act, reminder: str) -> datetime:
    """Put a reminder off (稍后); returns until when it stays away."""
    act.state(Reminder, reminder)
    until = act.now + SNOOZE
    act.append(SNOOZED, reminder, {"until": iso(until)}, audience=AUDIENCE)
    return until
