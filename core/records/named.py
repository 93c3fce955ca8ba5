"""Naming a person, team or vehicle whose id is at hand, by the name it bears now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.records.reference import Ref

if TYPE_CHECKING:
    from core.replica.replica import Replica


def named(replica: Replica, record: str) -> Ref:
    """`record` with its name; the name is empty when nobody of that id is known here."""
    return Ref(record, str(getattr(replica.state(record), "name", "")))
