"""Taking in events that another replica wrote: chained, idempotent, folded in the same transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from core.clock import epoch_ms
from core.errors import Damaged
from core.journal.encoding import BODY_HASH, GENESIS_PREV, PREV, body_hash, header_hash
from core.journal.event import Event, Stored, decode
from core.journal.hlc import GREATEST, believed
from core.records.fold import fold
from core.replica import views
from core.replica.engine import refusal, sqlite

if TYPE_CHECKING:
    from core.replica.replica import Replica

_INSERT = "INSERT INTO event (session, seq, record, header, body, absence) VALUES (?, ?, ?, ?, ?, ?)"
_HEAD = (
    "INSERT INTO session VALUES (?, 0, ?, ?)"
    " ON CONFLICT DO UPDATE SET seq = excluded.seq, hash = excluded.hash"
)

Misfit = Callable[[Stored, Exception], None]


def absorb(
    replica: Replica,
    batch: Iterable[Stored],
    *,
    misfit: Misfit | None = None,
    then: Callable[[], None] | None = None,
) -> int:
    """Insert the new events of `batch` and fold their records; all or nothing; returns how many were new.

    An event that does not fit, or whose bytes are not what its header names, goes to `misfit`, or raises Damaged
    without one. `then` runs in the same transaction. Raises NotSaved when the disk refuses.
    """
    connection = replica.connection
    if connection.in_transaction:
        raise RuntimeError("an act is running")
    try:
        connection.execute("BEGIN IMMEDIATE")
        new = _insert_all(replica, batch, misfit)
        fold_in(replica, new)
        if then is not None:
            then()
        connection.execute("COMMIT")
    except BaseException as error:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        if isinstance(error, sqlite.Error):
            raise refusal(error) from error
        raise
    finally:
        replica.forget()
    return len(new)


def _insert_all(replica: Replica, batch: Iterable[Stored], misfit: Misfit | None) -> list[Event]:
    """Insert what fits and is not here yet."""
    new = []
    for stored in batch:
        try:
            event = insert(replica, stored)
        except (Damaged, ValueError) as error:  # bytes that are no event: one of them must not stop a feed
            if misfit is None:
                raise
            misfit(stored, error)
            continue
        if event is not None:
            new.append(event)
    return new


def insert(replica: Replica, stored: Stored) -> Event | None:
    """Insert one event behind its session's head; None when it is here already; raises Damaged when it does not fit."""
    try:
        event = decode(stored)
    except ValueError as error:
        raise Damaged("journal.unreadable") from error
    if event.hlc >= GREATEST:
        raise Damaged("journal.no_clock", event=str(event.id))
    if stored.body is not None and body_hash(stored.body) != stored.header[BODY_HASH]:
        raise Damaged("journal.body", event=str(event.id))
    name, tip = bytes.fromhex(event.session), header_hash(stored.header)
    connection = replica.connection
    row = connection.execute("SELECT seq, hash FROM session WHERE session = ?", (name,)).fetchone()
    seq, last = row or (0, GENESIS_PREV)
    if event.seq <= seq:
        known = connection.execute(
            "SELECT header FROM event WHERE session = ? AND seq = ?", (name, event.seq)
        )
        if header_hash(known.fetchone()[0]) != tip:
            raise Damaged("journal.fork", event=f"{event.session}/{event.seq}")
        return None
    if event.seq != seq + 1 or stored.header[PREV] != last:
        raise Damaged("journal.gap", event=f"{event.session}/{event.seq}")
    absence = None if stored.body is not None else "withheld"
    record = bytes.fromhex(event.record)
    connection.execute(_INSERT, (name, event.seq, record, stored.header, stored.body, absence))
    connection.execute(_HEAD, (name, event.seq, tip))
    return event


def fold_in(replica: Replica, new: list[Event]) -> None:
    """Fold the records of events just inserted, and take over their clock as far as it can be believed."""
    connection = replica.connection
    added = {(event.session, event.seq) for event in new}
    changes = []
    for record in sorted({event.record for event in new}):
        events = replica.events(record)
        before = [known for known in events if (known.session, known.seq) not in added]
        changes.append((fold(before) if before else None, fold(events)))
    views.write(connection, changes)
    now = epoch_ms(replica.clock.now())
    greatest = max((event.hlc for event in new if believed(event.hlc, now)), default=0)
    sql = "UPDATE journal_state SET hlc = max(hlc, ?), events = events + ?"
    connection.execute(sql, (greatest, len(new)))
