"""K11: what a micro-meeting costs in recording it, from its record's own times, never per person."""

from __future__ import annotations

from collections.abc import Iterable

from core.records.meeting.state import Meeting
from core.rules.metrics.figures import Times, between, times
from core.rules.share import counts


def record_times(meetings: Iterable[Meeting]) -> Times:
    """Seconds to record each micro-meeting that is over: a live one its length without pauses (S3).

    One written down later: from when its record was opened until it was saved.
    """
    return times((one.meta.id, _took(one)) for one in meetings if one.form == "micro" and counts(one))


def _took(meeting: Meeting) -> int | None:
    if meeting.closed is not None and meeting.meta.origin == "live":
        return int(meeting.length(meeting.closed).total_seconds())
    return between(meeting.meta.recorded, meeting.closed)
