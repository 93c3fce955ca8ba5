"""K05: follow-through of action items (议定事项); done counts only once somebody else has verified it (E08)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from core.records.action import Action
from core.rules.metrics.figures import Share, Times, between, share, times


def verified(action: Action) -> datetime | None:
    """When it was verified for good: the last time, None while it is open or after it was sent back."""
    return action.steps[-1].at if action.status == "verified" else None


def verified_by_due(actions: Iterable[Action], now: datetime) -> Share:
    """Verified by the due time, of those that were due by `now` or are verified already; those without one are out."""
    return share(
        (one.meta.id, at is not None and at <= one.due)
        for one in actions
        for at in (verified(one),)
        if one.due is not None and (at is not None or one.due <= now)
    )


def closing_times(actions: Iterable[Action]) -> Times:
    """From the decision until it was verified, of those that are."""
    return times(
        (one.meta.id, between(one.meta.opened, at))
        for one in actions
        for at in (verified(one),)
        if at is not None
    )
