"""Taking in events that another replica wrote: chained, idempotent, folded in the same transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from core.clock import epoch_ms
from core.errors import Damaged
from core.journal.encoding import BODY_HASH, GENESIS_PREV, PREV, RECORD, SESSION, body_hash, header_hash
from core.journal.event import Event, Stored, decode
from core.journal.hlc import GREATEST, believed
from core.records.fold import Folded, fold, fold_on
from core.replica import views
from core.replica.engine import refusal, sqlite
from core.replica.folds import events_of

if TYPE_CHECKING:
    from core.replica.replica import Replica

_INSERT = "INSERT INTO event (session, seq, record, header, body, absence) VALUES (?, ?, ?, ?, ?, ?)"
_FILL = "UPDATE event SET body = ?, absence = NULL WHERE session = ? AND seq = ?"
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
    looked_at = [_look(stored) for stored in batch]
    with replica.turn.mine():
        try:
            connection.execute("BEGIN IMMEDIATE")
            arrivals = _arrived(connection, looked_at, misfit)
            changes = _changes(connection, arrivals.new + arrivals.filled)
            arrivals.write()
            views.write(connection, changes)
            _take_over_clock(replica, arrivals.new)
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
    return len(arrivals.new)


def _look(stored: Stored) -> tuple[Stored, Event | Exception]:
    """An event read, or why it cannot be: before the file is locked, so that nobody waits for it."""
    try:
        return stored, _sound(stored)
    except (Damaged, ValueError) as error:  # bytes that are no event: one of them must not stop a feed
        return stored, error


def _arrived(
    connection: Any, looked_at: Iterable[tuple[Stored, Event | Exception]], misfit: Misfit | None
) -> Arrivals:
    """What of a batch fits and is not here yet."""
    arrivals = Arrivals(connection)
    for stored, found in looked_at:
        try:
            if isinstance(found, Exception):
                raise found
            arrivals.take(stored, found)
        except (Damaged, ValueError) as error:
            if misfit is None:
                raise
            misfit(stored, error)
    return arrivals


class Arrivals:
    """Events on their way into the journal: compared with their session's head one by one, written all together."""

    def __init__(self, connection: Any) -> None:
        """Nothing has arrived."""
        self._connection = connection
        self._heads: dict[bytes, tuple[int, bytes]] = {}
        self._rows: dict[tuple[bytes, int], tuple[Any, ...]] = {}
        self.new: list[Event] = []
        """The events to be written, in the order in which they came."""
        self.filled: list[Event] = []
        """Events that are here without their content, which came now."""
        self._bodies: list[tuple[Any, ...]] = []

    def take(self, stored: Stored, event: Event) -> None:
        """Add one event behind its session's head, unless it is here already; raises Damaged when it does not fit."""
        header, body = stored
        session, tip = header[SESSION], header_hash(header)
        seq, last = self._head(session)
        if event.seq <= seq:
            known, bare = self._known(session, event.seq)
            if header_hash(known) != tip:
                raise Damaged("journal.fork", event=f"{event.session}/{event.seq}")
            if bare and body is not None:
                self.filled.append(event)
                self._bodies.append((body, session, event.seq))
            return
        if event.seq != seq + 1 or header[PREV] != last:
            raise Damaged("journal.gap", event=f"{event.session}/{event.seq}")
        absence = None if body is not None else "withheld"
        self._rows[session, event.seq] = (session, event.seq, header[RECORD], header, body, absence)
        self._heads[session] = event.seq, tip
        self.new.append(event)

    def write(self) -> None:
        """Insert them, put in the contents that came late, and move the heads of their sessions."""
        self._connection.executemany(_INSERT, self._rows.values())
        self._connection.executemany(_FILL, self._bodies)
        moved = {session for session, _ in self._rows}
        self._connection.executemany(_HEAD, [(session, *self._heads[session]) for session in moved])

    def _head(self, session: bytes) -> tuple[int, bytes]:
        """Number and hash of the last event of a session, those that wait to be written included."""
        found = self._heads.get(session)
        if found is None:
            row = self._connection.execute("SELECT seq, hash FROM session WHERE session = ?", (session,))
            found = self._heads[session] = row.fetchone() or (0, GENESIS_PREV)
        return found

    def _known(self, session: bytes, seq: int) -> tuple[bytes, bool]:
        """The header of an event that is here or waits to be written, and whether its content was withheld."""
        waiting = self._rows.get((session, seq))
        if waiting is not None:
            return bytes(waiting[3]), False
        sql = "SELECT header, absence FROM event WHERE session = ? AND seq = ?"
        header, absence = self._connection.execute(sql, (session, seq)).fetchone()
        return bytes(header), absence == "withheld"


def _sound(stored: Stored) -> Event:
    """The event in `stored`, whose bytes are what its header names; raises Damaged."""
    try:
        event = decode(stored)
    except ValueError as error:
        raise Damaged("journal.unreadable") from error
    if event.hlc >= GREATEST:
        raise Damaged("journal.no_clock", event=str(event.id))
    if stored.body is not None and body_hash(stored.body) != stored.header[BODY_HASH]:
        raise Damaged("journal.body", event=str(event.id))
    return event


def _changes(connection: Any, new: list[Event]) -> list[tuple[Folded | None, Folded]]:
    """The folds of the records of `new`, without and with them; the journal does not hold them yet."""
    fresh: dict[str, list[Event]] = {}
    for event in new:
        fresh.setdefault(event.record, []).append(event)
    earlier = events_of(connection, sorted(fresh))
    return [_change(known, fresh[record]) for record, known in earlier.items()]


def _change(earlier: list[Event], fresh: list[Event]) -> tuple[Folded | None, Folded]:
    """One record's fold without and with `fresh`; folded on where that is the same as folded anew."""
    before = after = fold(earlier) if earlier else None
    for event in sorted(fresh, key=attrgetter("order")):
        after = after and fold_on(after, event)
    return before, after or fold(earlier + fresh)


def _take_over_clock(replica: Replica, new: list[Event]) -> None:
    """Take over the clock of `new` as far as it can be believed; what this terminal wrote itself always counts."""
    now = epoch_ms(replica.clock.now())
    ahead = {event.session for event in new if not believed(event.hlc, now)}
    foreign = {session for session in ahead if not _ours(replica, session)}
    greatest = max(
        (event.hlc for event in new if event.session not in foreign or believed(event.hlc, now)), default=0
    )
    sql = "UPDATE journal_state SET hlc = max(hlc, ?), events = events + ?"
    replica.connection.execute(sql, (greatest, len(new)))


def _ours(replica: Replica, session: str) -> bool:
    """Whether this terminal opened `session`, be it before its disk was set back or copied."""
    sql = "SELECT ours FROM session WHERE session = ?"
    row = replica.connection.execute(sql, (bytes.fromhex(session),)).fetchone()
    return row is not None and row[0] > 0
