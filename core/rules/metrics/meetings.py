"""K01: participation (参与率) over the meetings of a span; each counted as `core.rules.attendance` counts it."""

from __future__ import annotations

from collections.abc import Iterable

from core.records.meeting.state import Meeting
from core.rules.attendance import of_meeting
from core.rules.metrics.figures import Share, total


def participation(meetings: Iterable[Meeting]) -> Share:
    """实到/应到 of all meetings that are over; who made one up within seven days stands beside, never added in."""
    over = [(one.meta.id, of_meeting(one)) for one in meetings if one.closed is not None]
    return total(Share(one.present, one.expected, (id,), one.made_up) for id, one in over)
