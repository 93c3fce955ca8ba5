"""Appending to the journal: this process's session, its chain and its clock, inside a running transaction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from core.clock import Clock, epoch_ms, from_ms, iso
from core.ids import IdSource
from core.journal.encoding import GENESIS_PREV, header_hash
from core.journal.event import Event, Stored, encode
from core.journal.hlc import HybridClock
from core.replica.drafts import DROP
from core.replica.seat import Seat
from core.replica.standing import LINK

PROGRAM: Final = "watchroom 0.1.0"
MUCH_UNSENT: Final = 2000
"""Events of a joined terminal's session waiting for the branch from which on the next act opens another session."""

_STANDS: Final = f"""
SELECT ours, CASE WHEN EXISTS (SELECT 1 FROM local WHERE key = '{LINK}')
THEN seq - max(coalesce(stored, 0), coalesce(fed, 0)) ELSE 0 END
FROM session LEFT JOIN proof ON proof.session = session.session WHERE session.session = ?
"""
_INSERT: Final = "INSERT INTO event (session, seq, record, header, body) VALUES (?, ?, ?, ?, ?)"


class SessionWriter:
    """One process's session: opened by its first act, continued by the following ones."""

    def __init__(self, connection: Any, seat: Seat, hlc: HybridClock, clock: Clock, ids: IdSource) -> None:
        """A session with a fresh random name; nothing is written yet."""
        self._connection, self._seat, self._hlc, self._clock, self._ids = connection, seat, hlc, clock, ids
        self.session = ids.session()
        self.seq = 0
        self._tip = GENESIS_PREV
        self._kept = (0, GENESIS_PREV)
        self.written: list[Stored] = []
        self._clock_kept = hlc.mark()

    def goes_on(self, seat: Seat) -> bool:
        """Whether this session may be continued: not after it forked, nor for a terminal that belongs elsewhere now.

        Nor when much of it waits to be sent: it travels in its order, and what is written next shall not queue there.
        """
        row = self._connection.execute(_STANDS, (bytes.fromhex(self.session),)).fetchone()
        return seat == self._seat and (row is None or (row[0] == 1 and row[1] < MUCH_UNSENT))

    def begin(self, now: Any) -> dict[str, str] | None:
        """Take up the journal's clock for a new act; returns the body of a clock jump, if there was one."""
        self.written = []
        self._catch_up()
        # Headers keep milliseconds: what is folded now must be what is folded again from the stored bytes.
        self._now = now.replace(microsecond=now.microsecond // 1000 * 1000)
        self._now_ms, self._boot_ms = epoch_ms(now), self._clock.boot_ms()
        self._hlc.witness(self._state()[0])
        jump = self._hlc.look(self._now_ms, self._boot_ms)
        if jump is None:
            return None
        zone = now.tzinfo
        return {"expected": iso(from_ms(jump.expected_ms, zone)), "seen": iso(from_ms(jump.seen_ms, zone))}

    def _catch_up(self) -> None:
        """Continue behind an act that is on disk although nobody could vouch for it when it was saved."""
        sql = "SELECT seq, hash FROM session WHERE session = ?"
        row = self._connection.execute(sql, (bytes.fromhex(self.session),)).fetchone()
        if row is not None:
            self.seq, self._tip = self._kept = (row[0], row[1])

    def _state(self) -> tuple[int, int, bytes | None]:
        row = self._connection.execute("SELECT hlc, events, last_session FROM journal_state").fetchone()
        return row[0], row[1], row[2]

    def genesis(self) -> dict[str, Any]:
        """The body of the session's first event: what came before, on which boot, by which program."""
        last = self._state()[2]
        body: dict[str, Any] = {
            "program": PROGRAM,
            "schema": 1,
            "boot": self._clock.boot_id(),
            "key": self._seat.public_key,
        }
        if last is not None:
            row = self._connection.execute(
                "SELECT seq, hash FROM session WHERE session = ?", (last,)
            ).fetchone()
            body |= {"after": {"session": last.hex(), "seq": row[0], "hash": row[1].hex()}}
        restored = self._connection.execute("SELECT value FROM local WHERE key = 'restored'").fetchone()
        if restored is not None:
            body["restored"] = restored[0]
            self._connection.execute("DELETE FROM local WHERE key = 'restored'")
        return body

    def append(
        self,
        kind: str,
        record: str,
        body: Mapping[str, Any],
        *,
        author: str | None,
        second: str | None,
        audience: str,
        origin: str,
        act: int,
        number: str,
    ) -> Event:
        """Chain one event behind the session's tip and insert it."""
        self.seq += 1
        event = Event(
            self.session,
            self.seq,
            self._hlc.tick(self._now_ms),
            record,
            self._boot_ms,
            kind,
            self._seat.device,
            self._seat.unit,
            audience,
            origin,
            self._now,
            author,
            second,
            act,
            number,
            "",
            1,
            body,
        )
        return self._put(event)

    def repeat(self, original: Event, act: int) -> Event:
        """Write an event of a forked session again, as a copy that counts in its place; it keeps its time."""
        self.seq += 1
        return self._put(
            original._replace(
                session=self.session,
                seq=self.seq,
                hlc=self._hlc.tick(self._now_ms),
                boot_ms=self._boot_ms,
                act=act,
                copy_of=str(original.id),
            )
        )

    def _put(self, event: Event) -> Event:
        """Insert one event behind the tip."""
        stored = encode(event, self._tip, self._ids.salt())
        record = bytes.fromhex(event.record)
        row = (bytes.fromhex(self.session), self.seq, record, stored.header, stored.body)
        self._connection.execute(_INSERT, row)
        self._tip = header_hash(stored.header)
        self.written.append(stored)
        return event

    def finish(self, settled: str = "") -> None:
        """Write the session's head and the journal's clock and drop the draft `settled`, unless nothing was written."""
        if not self.written:
            return
        name = bytes.fromhex(self.session)
        sql = (
            "INSERT INTO session VALUES (?, 1, ?, ?)"
            " ON CONFLICT DO UPDATE SET seq = excluded.seq, hash = excluded.hash"
        )
        self._connection.execute(sql, (name, self.seq, self._tip))
        sql = "UPDATE journal_state SET hlc = ?, events = events + ?, last_session = ?"
        self._connection.execute(sql, (self._hlc.last, len(self.written), name))
        if settled:
            self._connection.execute(DROP, (settled,))

    def is_stored(self) -> bool:
        """Whether the act's last event is in the journal after all."""
        sql = "SELECT header FROM event WHERE session = ? AND seq = ?"
        row = self._connection.execute(sql, (bytes.fromhex(self.session), self.seq)).fetchone()
        return row is not None and header_hash(row[0]) == self._tip

    def keep(self) -> None:
        """The act is on disk: the next one continues behind it."""
        self._kept = (self.seq, self._tip)
        self._clock_kept = self._hlc.mark()

    def take_back(self) -> None:
        """The act was not saved: the next one continues where the last saved one ended."""
        self.seq, self._tip = self._kept
        self._hlc.back(self._clock_kept)
        self.written = []
