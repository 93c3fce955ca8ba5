"""Incidents as rows of a list over years: counted and read a window at a time, by class and by state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.replica.rows import RecordRow
from core.replica.window import window

if TYPE_CHECKING:
    from core.replica.replica import Replica


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which incidents are wanted; an empty class is every class, None is open and done alike."""

    category: str = ""
    open: bool | None = None


def how_many(replica: Replica, chosen: Chosen) -> int:
    """How many there are."""
    replica.flush()
    return window(replica.connection, "incident", subject=chosen.category, open=chosen.open).count()


def newest(replica: Replica, chosen: Chosen, skip: int, limit: int) -> list[RecordRow]:
    """`limit` of them, the newest first, without the first `skip`."""
    replica.flush()
    return window(replica.connection, "incident", subject=chosen.category, open=chosen.open).rows(skip, limit)
