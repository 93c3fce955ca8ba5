"""What the duty room is to be reminded of now, read out of its records."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from core.compile.duties import PAGES, Duty, duty_shown, facts_of, form_of, label, owed_of
from core.records.reminder import reminders
from core.records.shift import current_shift
from core.rules.cadence.reminders import Said, duty_of, parts_of, to_remind

if TYPE_CHECKING:
    from core.replica.replica import Replica


def room(replica: Replica, now: datetime) -> str:
    """What reminders are remembered by: the shift on duty, where none is (at the branch) the day."""
    shift = current_shift(replica)
    return now.date().isoformat() if shift is None else shift.meta.id


def reminder_due(replica: Replica, now: datetime, besides: tuple[Said, ...] = ()) -> tuple[str, Duty] | None:
    """The duty to remind of at `now` and what the reminder is remembered by; None mostly.

    `besides` was said without being remembered, on a disk that refused.
    """
    from core.compile.cadence import out_now, table

    shift = current_shift(replica)
    if shift is None and not replica.rows("footing"):
        return None
    facts = facts_of(replica, shift, now)
    owed = owed_of(facts, table(replica, now), shift, now)
    said = [*(one.said for one in reminders(replica, room(replica, now))), *besides]
    found = to_remind(owed, said, facts.incidents if shift else out_now(replica), now)
    return None if found is None else (duty_of(found), duty_shown(found, shift))


def reminded(duty: str) -> Duty | None:
    """What a remembered reminder spoke of and where it leads; None for a duty this version does not know."""
    kind, every = parts_of(duty)
    return Duty(label(kind, every), PAGES[kind], form=form_of(kind)) if kind in PAGES else None
