"""Reading handovers: the one that runs, the one before, and the brief it froze."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.records.brief import Brief
from core.records.handover.state import Handover

if TYPE_CHECKING:
    from core.replica.replica import Replica


def current_handover(replica: Replica) -> Handover | None:
    """The handover that is being prepared or walked through; None when there is none."""
    for row in replica.rows("handover", open=True, newest=True):
        state = replica.state(row.id)
        if isinstance(state, Handover):
            return state
    return None


def last_accepted(replica: Replica) -> Handover | None:
    """The handover signed last; None before the first."""
    for row in replica.rows("handover", open=False, newest=True, limit=50):
        state = replica.state(row.id)
        if isinstance(state, Handover) and state.signed is not None and not row.struck:
            return state
    return None


def last_brief(replica: Replica) -> Brief | None:
    """The brief frozen by the handover signed last."""
    last = last_accepted(replica)
    return None if last is None else last.brief
