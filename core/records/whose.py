"""Whose a record is: the one place that says to which unit what was written belongs."""

from __future__ import annotations

from core.records.kind import Recorded


def whose(state: Recorded) -> str:
    """The path of the unit a record belongs to."""
    return state.meta.unit
