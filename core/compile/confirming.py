"""Which stations confirmed an emergency footing; who is late is named, with the number to call (domain §6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from core.records.footing import FOOTING, Footing, Receipt, footing_now
from core.records.lookup import states
from core.records.phonebook import Entry, phonebooks
from core.records.unit import stations_below

if TYPE_CHECKING:
    from core.replica.replica import Replica


@dataclass(frozen=True, slots=True)
class Confirming:
    """One station told of a footing: what it answered, when it entered by itself (先行转入), its numbers in order."""

    unit: str
    name: str
    receipt: Receipt
    entered: datetime | None
    phones: tuple[Entry, ...]

    @property
    def late(self) -> bool:
        """Whether nobody there has confirmed, and the station did not enter on a phone order either."""
        return self.receipt.confirmed is None and self.entered is None


def confirming(replica: Replica, footing: Footing) -> list[Confirming]:
    """Every station that `footing` was declared for, in the order it names them."""
    seat, names, phones = replica.seat, dict(stations_below(replica)), phonebooks(replica)
    if seat is not None:
        names.setdefault(seat.unit, seat.station)
    receipts = {one.station: one for one in footing.receipts}
    entered = {
        replica.unit_of(one.meta): one.start
        for one in states(replica, FOOTING, Footing)
        if one.own and one.ended is None
    }
    return [
        Confirming(
            path,
            names.get(path) or path.rpartition("/")[2],
            receipts.get(path, Receipt(path)),
            entered.get(path),
            phones.get(path, ()),
        )
        for path in footing.stations
    ]


def late_stations(replica: Replica) -> list[Confirming]:
    """The stations that have not confirmed the emergency footing in force here; none in routine footing."""
    period = footing_now(replica, replica.seat.unit) if replica.seat else None
    if period is None or period.leading.own:
        return []
    return [one for one in confirming(replica, period.leading) if one.late]
