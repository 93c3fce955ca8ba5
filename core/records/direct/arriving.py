"""What the branch's terminal notes by itself: the reports of its stations that are here now (已达, domain §7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.records.direct.operations import note_delivered
from core.records.direct.state import Direct

if TYPE_CHECKING:
    from core.replica.act import Act
    from core.replica.replica import Replica


def arrived(replica: Replica) -> list[str]:
    """The open reports of stations below that are here and not noted as delivered; none at a station."""
    if replica.seat is None:
        return []
    below, found = f"{replica.seat.unit}/", []
    for row in replica.rows("direct", open=True):
        state = replica.state(row.id)
        if isinstance(state, Direct) and state.delivered is None and state.meta.unit.startswith(below):
            found.append(row.id)
    return found


def note_arrivals(act: Act) -> None:
    """Note as delivered whatever arrived."""
    for record in arrived(act.replica):
        note_delivered(act, record)
