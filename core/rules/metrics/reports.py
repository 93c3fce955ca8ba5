"""K03: reports on time, from the duties of C06; K04: the share of report lines that nobody typed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from core.records.report.state import Report
from core.rules.cadence.states import DEFERRED, MET, NOT_REQUIRED, Obligation
from core.rules.metrics.figures import Share, total

RULE: Final = "C06"
"""The duty to report to the branch."""


def on_time(duties: Iterable[Obligation], now: datetime) -> Share:
    """Submitted before the cut-off, of those that were due by `now` or are met already; deferred ones are left out.

    `records` are what `met_by` names: a report that never came has no record.
    """
    counted = [
        one
        for one in duties
        if one.rule == RULE
        and one.state not in (DEFERRED, NOT_REQUIRED)
        and (one.due <= now or one.state == MET)
    ]
    return Share(
        sum(one.state == MET for one in counted),
        len(counted),
        tuple(sorted({one.met_by for one in counted if one.met_by})),
    )


def typed_once(reports: Iterable[Report]) -> Share:
    """Compiled lines of all lines; a report of nothing (无事项) has none."""
    return total(Share(*report.typed_once, (report.meta.id,)) for report in reports)
