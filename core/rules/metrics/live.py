"""K06: records made while it happened, of those and the back-filled ones; and what a second person confirmed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from core.records.kind import Recorded
from core.records.meeting.state import Meeting
from core.rules.metrics.figures import Share, share
from core.rules.share import counts, known


def live(records: Mapping[str, Iterable[Recorded]]) -> dict[str, Share]:
    """By kind, in the order given, without kinds of which there is nothing; a meeting counts once it is over."""
    found = {kind: share(_made(one) for one in states if _counts(one)) for kind, states in records.items()}
    return {kind: one for kind, one in found.items() if one.of}


def _made(record: Recorded) -> tuple[str, bool]:
    return record.meta.id, record.meta.origin == "live"


def _counts(record: Recorded) -> bool:
    return counts(record) if isinstance(record, Meeting) else known(record.meta)


def confirmed(meetings: Iterable[Meeting]) -> Share:
    """Meetings that a second person confirmed, of those that are over."""
    return share((one.meta.id, one.confirmation is not None) for one in meetings if counts(one))
