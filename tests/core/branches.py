"""A station's replica as its branch holds it."""

from __future__ import annotations

from dataclasses import replace

from core.records.unit import add_station
from core.replica.act import Desk
from core.replica.replica import Replica
from core.replica.seat import store_seat


def sit(replica: Replica, unit: str) -> Desk:
    """As if this terminal had joined a server as `unit`; what was written before stays the unit's it was."""
    assert replica.seat is not None
    replica.seat = replace(replica.seat, unit=unit)
    store_seat(replica.connection, replica.seat)
    desk = Desk(replica)
    desk.do(add_station)
    return desk
