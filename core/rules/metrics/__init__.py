"""The metrics K01–K08 and K11 (domain §12): counts over states, never a person's, each with the records it counted.

Every function takes the states that are asked about (struck ones left out) and is pure; the order of the states does
not matter, and the figures of two spans add up to those of both (`Share.__add__`, `Times.__add__`).
"""

from __future__ import annotations

from core.rules.metrics.burden import record_times
from core.rules.metrics.figures import Share, Times, share, times, total
from core.rules.metrics.follow import closing_times, verified, verified_by_due
from core.rules.metrics.lessons import reach
from core.rules.metrics.live import confirmed, live
from core.rules.metrics.meetings import participation
from core.rules.metrics.reports import RULE, on_time, typed_once
from core.rules.metrics.response import read_times, reply_times, settled_in_time
from core.rules.metrics.switch import Switch, banner_times, confirm_times, switches

__all__ = [
    "RULE",
    "Share",
    "Switch",
    "Times",
    "banner_times",
    "closing_times",
    "confirm_times",
    "confirmed",
    "live",
    "on_time",
    "participation",
    "reach",
    "read_times",
    "record_times",
    "reply_times",
    "settled_in_time",
    "share",
    "switches",
    "times",
    "total",
    "typed_once",
    "verified",
    "verified_by_due",
]
