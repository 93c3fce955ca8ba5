"""Setting up a terminal: its station, letter and keys, written once."""

from __future__ import annotations

from pathlib import Path

from core.clock import Clock, epoch_ms
from core.errors import Refusal
from core.ids import IdSource
from core.replica.replica import Replica
from core.replica.seat import Seat, load_key, make_key, store_seat
from core.text import clean


def set_up(
    directory: Path, clock: Clock, *, station: str, code: str, letter: str = "A", ids: IdSource | None = None
) -> Replica:
    """Make `directory` the data of a terminal of `station`, whose numbers begin with `code`; returns it open.

    Raises Refusal when it belongs to a station already, or a name is empty.
    """
    from core.journal.seal import public_key

    station, code = clean(station).strip(), clean(code).strip()
    if not station or not code or "-" in code:
        raise Refusal("setup.names")
    replica = Replica(directory, clock, ids)
    if replica.seat is not None:
        replica.close()
        raise Refusal("setup.already", station=replica.seat.station, path=str(directory))
    key = load_key(directory) or make_key(directory)
    device = replica.ids.record(epoch_ms(clock.now()))
    seat = Seat(device, letter, station, code, f"station/{code}", public_key(key.secret).hex())
    store_seat(replica.connection, seat)
    replica.seat = seat
    return replica
