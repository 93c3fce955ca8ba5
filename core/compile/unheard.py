"""Direct reports of this unit that the branch has neither got in two minutes nor been told of by phone (§7, 2)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from core.i18n import t
from core.records.direct import Direct
from core.records.phonebook import Entry, phones_above
from core.replica.settings import load

if TYPE_CHECKING:
    from core.replica.replica import Replica
    from core.replica.unsent import Unsent

PATIENCE: Final = 120_000
"""Milliseconds after which a direct report that is not at the branch is reported by phone."""


def unheard(replica: Replica, unsent: Iterable[Unsent], now_ms: int) -> list[Unsent]:
    """Those of the urgent records that wait which an officer has to report by phone, in the order given."""
    own = replica.seat.unit if replica.seat else ""
    found = []
    for one in unsent:
        state = replica.state(one.record)
        ours = isinstance(state, Direct) and replica.unit_of(state.meta) == own and not state.calls
        if ours and one.overdue(now_ms, PATIENCE):
            found.append(one)
    return found


def numbers(replica: Replica) -> tuple[Entry, ...]:
    """Whom to call, in order: the duty phones above; where there are none the number in this terminal's settings."""
    phone = load(replica).branch_phone
    return phones_above(replica) or ((Entry(t("org.branch"), phone),) if phone else ())
