"""Whose record it is: the one place where a figure asks which station a record belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.records.kind import Recorded


def whose(state: Recorded) -> str:
    """The path of the unit whose record it is."""
    return state.meta.unit
