"""A terminal's replica as the exchange sees it, and the exchange's decisions carried out on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from core.clock import epoch_ms
from core.errors import Damaged
from core.journal.encoding import GENESIS_PREV, PREV, SEQ, SESSION, header_hash
from core.journal.event import Stored
from core.journal.seal import sign
from core.replica import homes, standing
from core.replica.intake import absorb
from core.replica.seat import load_key
from core.replica.unsent import urgent_unsent
from sync import aside
from sync.batch import Batch
from sync.messages import LATE, START, UNIT, Head, Mark, Page, Reference, Tip
from sync.rehoming import FOREIGN_GIVEN_UP, OFFER_AGAIN, OURS_GIVEN_UP, OURS_REPEATED, rehome
from sync.writes import Acknowledged, Alarm, Forked, GoBack, Known, Take, Write

if TYPE_CHECKING:
    from core.replica.replica import Replica

_UNPROVEN: Final = """
SELECT session.session, session.seq, hash FROM session LEFT JOIN proof ON proof.session = session.session
LEFT JOIN event ON event.session = session.session AND event.seq = session.seq
WHERE ours IN (0, 1, 3) AND session.seq > coalesce(fed, 0) ORDER BY position DESC
"""
"""The one written last first: what is written now goes ahead of what waited for weeks."""
_FED: Final = (
    "INSERT INTO proof (session, fed) VALUES (?, ?) ON CONFLICT DO UPDATE SET fed = max(fed, excluded.fed)"
)
_STORED: Final = (
    "INSERT INTO proof (session, stored) VALUES (?, ?)"
    " ON CONFLICT DO UPDATE SET stored = max(stored, excluded.stored)"
)
_SIZES: Final = (
    "SELECT seq, length(header) + coalesce(length(body), 0) FROM event"
    " WHERE session = ? AND seq > ? AND seq <= ? ORDER BY seq"
)
MOST_BYTES: Final = 800_000
"""Bytes of events in one request: below what a server takes, packed or not."""

_GIVEN_UP: Final = f"""
SELECT seal.session, max(seal.seq), tip FROM seal JOIN session ON session.session = seal.session
WHERE ours = {FOREIGN_GIVEN_UP} GROUP BY seal.session
"""
_OURS_GIVEN_UP: Final = f"""
SELECT session, seq, hash FROM session WHERE ours = {OURS_GIVEN_UP}
AND EXISTS (SELECT 1 FROM event WHERE event.session = session.session AND event.seq = 1 AND instr(event.body, ?))
"""
"""What we can seal ourselves: not what another machine wrote before a restore, under its own key."""
_BRINGS: Final = (
    "SELECT coalesce(min(seq), 0) FROM event WHERE session = ? AND seq >= ? AND seq <= ? AND body IS NOT NULL"
)
_WHOLE: Final = "SELECT coalesce(min(seq) - 1, ?2) FROM event WHERE session = ?1 AND absence = 'withheld'"
MOST_UNSURE: Final = 2000
_UNSURE: Final = """
SELECT session.session FROM session LEFT JOIN upstream ON upstream.session = session.session
WHERE session.seq > coalesce(upstream.seq, 0) ORDER BY session.rowid DESC LIMIT ?
"""
_OF_OTHERS: Final = f"UPDATE session SET ours = {standing.OF_OTHERS} WHERE session = ? AND ours = 0"
_EVENTS: Final = "SELECT header, body FROM event WHERE session = ? AND seq > ? AND seq <= ? ORDER BY seq"


_FIRST: Final = "SELECT header FROM event WHERE session = ? AND seq = 1"


class ReplicaLocal:
    """Implements the exchange's `Local` over a replica; must run on the thread that opened it."""

    def __init__(self, replica: Replica) -> None:
        """Exchange what `replica` holds, for the feed of its own unit."""
        assert replica.seat is not None
        self._replica = replica
        self._scope = f"{UNIT}{replica.seat.unit}"
        self._key = load_key(replica.directory)
        self._public = replica.seat.public_key.encode()

    @property
    def _db(self) -> Any:
        return self._replica.connection

    def heads(self) -> Mapping[bytes, Head]:
        """Sessions of which something is not yet proven to be in the feed, those with something urgent first."""
        first = self.pressing()
        found = sorted(self._db.execute(_UNPROVEN), key=lambda row: row[0] not in first)
        return {session: Head(seq, tip) for session, seq, tip in found}

    def pressing(self) -> Mapping[bytes, int]:
        """Sessions in which something urgent waits, with the number of the last such event."""
        waiting = urgent_unsent(self._db, epoch_ms(self._replica.clock.now()))
        last: dict[bytes, int] = {}
        for one in waiting:
            session = bytes.fromhex(one.session)
            last[session] = max(one.seq, last.get(session, 0))
        return last

    def owns(self, session: bytes) -> bool:
        """Whether this device wrote `session`."""
        row = self._db.execute("SELECT ours FROM session WHERE session = ?", (session,)).fetchone()
        return row is not None and row[0] > 0 and row[0] != OURS_REPEATED

    def scope_of(self, session: bytes) -> str:
        """The feed the events of `session` belong to."""
        return self._scope

    def mark(self, scope: str) -> Mark:
        """How far the feed of `scope` was followed."""
        return self.marks().get(scope, START)

    def marks(self) -> Mapping[str, Mark]:
        """Every feed followed so far."""
        return {scope: Mark(n, tip) for scope, n, tip in self._db.execute("SELECT scope, n, hash FROM mark")}

    def hash_at(self, session: bytes, seq: int) -> bytes | None:
        """The header hash of one event held."""
        row = self._db.execute(
            "SELECT header FROM event WHERE session = ? AND seq = ?", (session, seq)
        ).fetchone()
        return None if row is None else header_hash(row[0])

    def length(self, session: bytes) -> int:
        """Number of the last event of `session`, 0 when it is not here."""
        row = self._db.execute("SELECT seq FROM session WHERE session = ?", (session,)).fetchone()
        return 0 if row is None else int(row[0])

    def batch(self, session: bytes, after: int, limit: int) -> Batch | None:
        """Events of `session` behind `after`: our own sealed now, others' as far as their device sealed them."""
        row = self._db.execute("SELECT seq, ours FROM session WHERE session = ?", (session,)).fetchone()
        if row is None:
            return None
        last = min(row[0], after + limit)
        signature = b""
        signs = row[1] > 0 and self._opened_under_our_key(session)
        if signs:
            last = self._what_one_request_takes(session, after, last)
        else:
            last, signature = self._sealed(session, after, last)
        if last <= after:
            return None
        events = tuple(Stored(*found) for found in self._db.execute(_EVENTS, (session, after, last)))
        prev = events[0].header[PREV] if after else GENESIS_PREV
        if signs and self._key is not None:
            signature = sign(self._key.secret, session, last, header_hash(events[-1].header)).signature
        return Batch(session, after + 1, prev, events, signature)

    def _what_one_request_takes(self, session: bytes, after: int, last: int) -> int:
        """The last event up to `last` whose bytes still fit one request, however badly they pack."""
        room = MOST_BYTES
        for seq, size in self._db.execute(_SIZES, (session, after, last)):
            room -= size
            if room < 0 and seq > after + 1:
                return int(seq) - 1
        return last

    def _opened_under_our_key(self, session: bytes) -> bool:
        """Whether our seal counts: not for what another machine wrote before a restore, under its own key."""
        if self._key is None:
            raise Damaged("pin.no_key")
        sql = "SELECT instr(body, ?) FROM event WHERE session = ? AND seq = 1"
        row = self._db.execute(sql, (self._public, session)).fetchone()
        return row is not None and bool(row[0])

    def _sealed(self, session: bytes, after: int, last: int) -> tuple[int, bytes]:
        """The last event up to `last` that its own device sealed, with the seal; (0, empty) without one."""
        sql = "SELECT seq, signature FROM seal WHERE session = ? AND seq > ? AND seq <= ? ORDER BY seq DESC LIMIT 1"
        found = self._db.execute(sql, (session, after, last)).fetchone()
        return (0, b"") if found is None else (found[0], found[1])

    def brings(self, session: bytes, first: int, last: int) -> int:
        """The first event of that span whose content is here; 0 when there is none."""
        return int(self._db.execute(_BRINGS, (session, first, last)).fetchone()[0])

    def unsure_above(self) -> Sequence[bytes]:
        """Sessions not known to be whole at headquarters, the newest first; none where the branch has none above it."""
        found = self._db.execute(_UNSURE, (MOST_UNSURE,)) if standing.upstream(self._db) else ()
        return [session for (session,) in found]

    def has(self, scope: str) -> Mapping[bytes, int]:
        """Our own sessions that are not proven yet: references are enough up to the first withheld content."""
        unproven = ((session, seq) for session, seq, _ in self._db.execute(_UNPROVEN) if self.owns(session))
        return {session: self._db.execute(_WHOLE, (session, seq)).fetchone()[0] for session, seq in unproven}

    def beside(self) -> Sequence[Tip]:
        """The sealed ends of the ways that were given up, and of what is kept aside here."""
        ours = self._db.execute(_OURS_GIVEN_UP, (self._public,))
        return [*map(Tip._make, (*ours, *self._db.execute(_GIVEN_UP))), *aside.tips(self._db)]

    def aside(self, tip: Tip) -> Batch | None:
        """The sealed events kept aside here that end at `tip`."""
        return aside.piece(tip, lambda place: aside.one(self._db, place))

    def carry_out(self, write: Write) -> None:
        """Do what the exchange decided; each write is durable when this returns. Raises NotSaved."""
        if isinstance(write, Take):
            self._take(write.page)
        elif isinstance(write, GoBack):
            self._go_back(write)
        elif isinstance(write, Known):
            standing.keep_upstream(self._db, write.above.era, write.above.sessions)
        elif isinstance(write, Acknowledged):
            self._db.execute(_STORED, (write.session, write.head.seq))
        elif isinstance(write, Forked):
            self._raise_alarm("sync.alarm.fork", write.session.hex())
            rehome(self._replica, write.session, write.common)
        elif isinstance(write, Alarm):
            self._raise_alarm(write.key, write.about)

    def _take(self, page: Page) -> None:
        """Store a page's rows, their seals and the mark behind them in one transaction."""
        late = page.scope.startswith(LATE)
        events = [stored for run in page.runs if isinstance(run, Batch) for stored in run.events]

        def keep_aside(stored: Stored, _: Exception) -> None:
            header = stored.header
            row = (
                page.scope,
                header[SESSION],
                int.from_bytes(header[SEQ], "big"),
                header_hash(header),
                *stored,
            )
            self._db.execute(aside.PUT, row)
            self._raise_alarm("sync.alarm.aside", header[SESSION].hex())

        def move_mark() -> None:
            if page.scope.removeprefix(LATE) != self._scope:
                self._db.executemany(_OF_OTHERS, {(run.session,) for run in page.runs})
            for run in () if late else page.runs:  # a content that came late proves no place in the feed
                self._prove(run)
                self._place(run, page.scope)
            self._db.execute("INSERT OR REPLACE INTO mark VALUES (?, ?, ?)", (page.scope, *page.mark))

        def not_here_yet(stored: Stored, _: Exception) -> None:
            """Its row is still to come, and brings the content with it."""

        misfit = not_here_yet if late else keep_aside
        absorb(self._replica, events, misfit=misfit, then=move_mark)

    def _prove(self, run: Batch | Reference) -> None:
        """What stands in the feed and here with the same hash is proven; its seal is kept for others."""
        if self.hash_at(run.session, run.last) != run.tip:
            self._seal_aside(run)
            return
        if not self._lacks(run):
            self._db.execute(_FED, (run.session, run.last))
        if isinstance(run, Batch) and run.signature:
            seal = (run.session, run.last, run.tip, run.signature)
            self._db.execute("INSERT OR IGNORE INTO seal VALUES (?, ?, ?, ?)", seal)

    def _place(self, run: Batch | Reference, scope: str) -> None:
        """Whoever it was written for: a session belongs to the unit in whose feed it begins."""
        found = self._db.execute(_FIRST, (run.session,)).fetchone() if run.first == 1 else None
        if found is not None:
            homes.keep(self._db, run.session, scope.removeprefix(UNIT), found[0])

    def _lacks(self, run: Batch | Reference) -> bool:
        """Whether the server lacks contents of a run that are here: they have to be spoken of again."""
        if isinstance(run, Reference):
            return False
        bare = [seq for seq, stored in enumerate(run.events, run.first) if stored.body is None]
        return bool(bare and self.brings(run.session, bare[0], bare[-1]))

    def _seal_aside(self, run: Batch | Reference) -> None:
        """Keep the seal of what was kept aside: another server may lack it."""
        if isinstance(run, Batch) and run.signature:
            self._db.execute(aside.SEAL, (run.session, run.last, run.tip, run.signature))

    def _go_back(self, write: GoBack) -> None:
        """Nothing is proven any more: the server is not the one we knew."""
        self._db.execute("BEGIN IMMEDIATE")
        self._db.execute("UPDATE proof SET fed = 0, stored = 0")
        self._db.execute("DELETE FROM upstream")
        self._db.execute(OFFER_AGAIN)
        self._db.execute("INSERT OR REPLACE INTO mark VALUES (?, ?, ?)", (write.scope, *write.mark))
        self._db.execute("COMMIT")

    def _raise_alarm(self, message: str, about: str) -> None:
        """Tell the officer once; the same alarm is not repeated while it is unseen."""
        known = self._db.execute(
            "SELECT 1 FROM alarm WHERE message = ? AND about = ? AND seen = 0", (message, about)
        )
        if known.fetchone() is None:
            now = epoch_ms(self._replica.clock.now())
            self._db.execute("INSERT INTO alarm (at, message, about) VALUES (?, ?, ?)", (now, message, about))
