"""A terminal that belongs to a server: the tie kept in its replica, and what changes when it is made."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from core.clock import epoch_ms
from core.records.unit import ONE_OF_EACH, add_station, minimums, set_minimums
from core.replica.act import Desk
from core.replica.seat import store_seat
from core.replica.standing import LINK, Contact, forget_upstream, keep_contact
from sync.link import Link

if TYPE_CHECKING:
    from core.replica.replica import Replica


def load_link(replica: Replica) -> Link | None:
    """The tie to the server, None for a terminal that works alone."""
    row = replica.connection.execute("SELECT value FROM local WHERE key = ?", (LINK,)).fetchone()
    return None if row is None else Link.from_json(row[0])


def move(replica: Replica, url: str) -> None:
    """The server this terminal belongs to is at the address `url` from now on."""
    link = load_link(replica)
    assert link is not None
    moved = replace(link, url=url).to_json()
    replica.connection.execute("UPDATE local SET value = ? WHERE key = ?", (moved, LINK))


def adopt(replica: Replica, link: Link) -> int:
    """Belong to the server of `link` from now on; returns how many events are offered to it.

    Records and numbers stay as they are.  Events to come are written for the new unit, numbers begin with the letter
    the server gave.  Nothing is proven to another server than the one that said so, so everything is offered again.
    """
    seat = replica.seat
    assert seat is not None
    needed, before, connection = minimums(replica), load_link(replica), replica.connection
    connection.execute("BEGIN IMMEDIATE")
    try:
        if before is None or (before.server, before.scope) != (link.server, link.scope):
            connection.execute("UPDATE proof SET fed = 0, stored = 0")
            connection.execute("DELETE FROM mark")
            forget_upstream(connection)
            keep_contact(connection, Contact(joined=epoch_ms(replica.clock.now())))
        replica.seat = replace(seat, device=link.device, unit=link.unit, letter=link.letter)
        store_seat(connection, replica.seat)
        connection.execute("INSERT OR REPLACE INTO local VALUES (?, ?)", (LINK, link.to_json()))
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        replica.seat = seat
        raise
    _same_station(replica, needed)
    return int(connection.execute("SELECT events FROM journal_state").fetchone()[0])


def _same_station(replica: Replica, needed: object) -> None:
    """The station is one unit on all its terminals, named after its place in the branch; its minimums go along."""
    seat = replica.seat
    assert seat is not None
    if replica.state(seat.station_record) is not None:
        return
    desk = Desk(replica)
    desk.do(add_station)
    if needed != ONE_OF_EACH:
        desk.do(set_minimums, needed)
