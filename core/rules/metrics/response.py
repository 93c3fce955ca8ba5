"""K02: how fast direct reports were read and answered, and how many were settled within the time they asked for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from core.records.direct.state import Direct
from core.rules.metrics.figures import Share, Times, between, share, times


def read_times(directs: Iterable[Direct]) -> Times:
    """已发→已阅; who was told by phone knew of it then (S4)."""
    return times((one.meta.id, between(one.sent, one.read)) for one in directs)


def reply_times(directs: Iterable[Direct]) -> Times:
    """已发→已复, the first answer."""
    return times((one.meta.id, between(one.sent, one.replied)) for one in directs)


def settled_in_time(directs: Iterable[Direct], now: datetime) -> Share:
    """办结 by the time asked for, of those that asked for one; open ones count once that time has come."""
    return share(
        (one.meta.id, one.resolved is not None and one.resolved <= one.by_when)
        for one in directs
        if one.by_when is not None and (one.resolved is not None or one.by_when <= now)
    )
