"""A server's store in memory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from core.journal.encoding import HLC, header_hash
from core.journal.event import Stored
from sync.aside import Kept
from sync.batch import Batch
from sync.messages import LATE, NOTHING, START, Head, Mark, Tip
from sync.server.answers import key_in
from sync.server.store import Row, entry, late_of, running


class MemoryStore:
    """A server's store in memory; implements `Store`."""

    def __init__(self) -> None:
        """An empty server."""
        self.sessions: dict[bytes, list[Stored]] = {}
        self.keys: dict[bytes, bytes | None] = {}
        self.feeds: dict[str, list[tuple[bytes, int, bytes]]] = {}
        self.seals: dict[tuple[bytes, int], bytes] = {}
        self.kept: dict[Tip, Kept] = {}
        self.scopes: dict[bytes, str] = {}
        self.late: dict[str, list[tuple[bytes, int, bytes]]] = {}

    def image(self) -> MemoryStore:
        """A copy of the disk, as a backup takes it."""
        made = MemoryStore()
        made.sessions = {name: list(events) for name, events in self.sessions.items()}
        made.feeds = {name: list(rows) for name, rows in self.feeds.items()}
        made.kept = dict(self.kept)
        made.late = {name: list(rows) for name, rows in self.late.items()}
        made.keys, made.seals, made.scopes = dict(self.keys), dict(self.seals), dict(self.scopes)
        return made

    def head(self, session: bytes) -> Head:
        """See `Store`."""
        events = self.sessions.get(session)
        return Head(len(events), header_hash(events[-1].header)) if events else NOTHING

    def hash_at(self, session: bytes, seq: int) -> bytes | None:
        """See `Store`."""
        events = self.sessions.get(session, [])
        return header_hash(events[seq - 1].header) if 0 < seq <= len(events) else None

    def clock_at(self, session: bytes, seq: int) -> int | None:
        """See `Store`."""
        events = self.sessions.get(session, [])
        return int.from_bytes(events[seq - 1].header[HLC], "big") if 0 < seq <= len(events) else None

    def key_of(self, session: bytes) -> bytes | None:
        """See `Store`."""
        return self.keys.get(session)

    def end(self, scope: str) -> Mark:
        """See `Store`."""
        rows = self._rows(scope)
        return Mark(len(rows), rows[-1][2]) if rows else START

    def mark_at(self, scope: str, n: int) -> Mark | None:
        """See `Store`."""
        rows = self._rows(scope)
        return Mark(n, rows[n - 1][2]) if 0 < n <= len(rows) else None

    def rows(self, scope: str, after: int, limit: int) -> Sequence[Row]:
        """See `Store`."""
        found = self._rows(scope)[after : after + limit]
        return [
            Row(n, session, seq, self.sessions[session][seq - 1], self.seals.get((session, seq), b""))
            for n, (session, seq, _) in enumerate(found, after + 1)
        ]

    def append(
        self, scope: str, session: bytes, first: int, events: Iterable[Stored], signature: bytes
    ) -> Mark:
        """See `Store`."""
        stored, rows = self.sessions.setdefault(session, []), self._rows(scope)
        self.scopes.setdefault(session, scope)
        for seq, event in enumerate(events, first):
            if seq == 1:
                self.keys[session] = key_in(event)
            stored.append(event)
            rows.append(
                (session, seq, running(self.end(scope).hash, entry(event, header_hash(event.header))))
            )
        if signature:
            self.seals[session, len(stored)] = signature
        return self.end(scope)

    def missing(self, session: bytes) -> tuple[int, int]:
        """See `Store`."""
        events = enumerate(self.sessions.get(session, []), 1)
        found = [seq for seq, event in events if event.body is None]
        return (found[0], found[-1]) if found else (0, 0)

    def fill(self, session: bytes, first: int, events: Sequence[Stored]) -> None:
        """See `Store`."""
        held = self.sessions.get(session, [])
        for seq, event in enumerate(events, first):
            if held[seq - 1].body is None and event.body is not None:
                held[seq - 1] = event
                late = late_of(self.scopes[session])
                after = running(self.end(late).hash, header_hash(event.header))
                self._rows(late).append((session, seq, after))

    def _rows(self, scope: str) -> list[tuple[bytes, int, bytes]]:
        """The rows of a feed of events, or of one of late contents."""
        return (self.late if scope.startswith(LATE) else self.feeds).setdefault(scope, [])

    def set_aside(self, scope: str, batch: Batch) -> None:
        """See `Store`."""
        lay_aside(self.kept, batch)

    def aside(self, tip: Tip) -> Kept | None:
        """See `Store`."""
        return self.kept.get(tip)

    def beside(self) -> Sequence[Tip]:
        """See `Store`."""
        return sealed_ends(self.kept)


def lay_aside(kept: dict[Tip, Kept], batch: Batch) -> None:
    """Keep a batch aside, with its seal."""
    for seq, event in enumerate(batch.events, batch.first):
        tip = Tip(batch.session, seq, header_hash(event.header))
        _, seal = kept.get(tip, (event, b""))
        kept[tip] = event, seal or (batch.signature if seq == batch.last else b"")


def sealed_ends(kept: Mapping[Tip, Kept]) -> tuple[Tip, ...]:
    """Where something kept aside was sealed."""
    return tuple(sorted(tip for tip, (_, seal) in kept.items() if seal))
