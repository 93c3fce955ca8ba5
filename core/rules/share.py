"""The live share (K06): records made while it happened over all, and the share a second person confirmed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from core.records.kind import Meta
from core.records.meeting.state import Meeting


@dataclass(frozen=True, slots=True)
class Share:
    """Counts of one form of meeting; shown as counts, never as a percentage alone (M32)."""

    live: int = 0
    backfilled: int = 0
    confirmed: int = 0

    @property
    def total(self) -> int:
        """Live and back-filled together."""
        return self.live + self.backfilled


def live_share(meetings: Iterable[Meeting]) -> dict[str, Share]:
    """By form of meeting; struck and open meetings, and those imported from elsewhere, are left out."""
    found: dict[str, Share] = {}
    for meeting in meetings:
        if not counts(meeting):
            continue
        origin = meeting.meta.origin
        old = found.get(meeting.form, Share())
        found[meeting.form] = Share(
            old.live + (origin == "live"),
            old.backfilled + (origin == "backfill"),
            old.confirmed + (meeting.confirmation is not None),
        )
    return found


def counts(meeting: Meeting) -> bool:
    """Whether a meeting counts at all: over, not struck, and not taken over from another system."""
    return known(meeting.meta) and meeting.closed is not None


def known(meta: Meta) -> bool:
    """Whether it is known how a record came about: not struck, live or back-filled, not imported."""
    return meta.struck is None and meta.origin in ("live", "backfill")
