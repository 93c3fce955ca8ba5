"""Meetings somebody missed: read and understood at their next roll call (补学)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from core.clock import epoch_ms
from core.records.meeting.state import Meeting

if TYPE_CHECKING:
    from core.replica.replica import Replica

MADE_UP_WITHIN: Final = timedelta(days=7)
"""Make-up study later than this is not counted beside the fraction (K01)."""

ASKED_FOR: Final = timedelta(days=31)
"""How far back a roll call looks: who comes back from a long leave still hears what they missed."""

BRIEFS: Final = frozenset({"pre_shift", "post_shift"})
"""Forms that are about the shift they open or close: who was not on it has nothing to make up."""


def missed_by(replica: Replica, person: str, now: datetime) -> list[Meeting]:
    """The meetings of the last month that the person with that id was on the roster of, missed and has not made up.

    A brief before or after a shift is about that shift alone and never among them.
    """
    return missed_by_each(replica, (person,), now).get(person, [])


def missed_by_each(replica: Replica, people: Iterable[str], now: datetime) -> dict[str, list[Meeting]]:
    """By person id what each of them missed, oldest first; people who missed nothing are left out."""
    wanted, found = frozenset(people), dict[str, list[Meeting]]()
    for row in replica.rows("meeting", open=False, since=epoch_ms(now - ASKED_FOR)):
        state = replica.state(row.id)
        if not isinstance(state, Meeting) or row.struck or state.form in BRIEFS:
            continue
        for seat in state.roster:
            if seat.person.id in wanted and not seat.present and seat.made_up is None:
                found.setdefault(seat.person.id, []).append(state)
    return found
