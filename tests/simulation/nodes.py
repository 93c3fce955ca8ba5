"""Terminals and a server in memory, with disks that can be copied, set back and lost."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from core.journal.encoding import GENESIS_PREV, HLC, RECORD, header_hash
from core.journal.event import Event, Stored, decode, encode
from core.journal.seal import public_key, sign
from sync.aside import Kept, piece
from sync.batch import Batch
from sync.messages import LATE, START, Head, Mark, Page, Reference, Tip
from sync.policy import Policy
from sync.writes import Acknowledged, Alarm, Forked, GoBack, Take, Write
from tests.simulation.store import MemoryStore, lay_aside, sealed_ends

AUDIENCES = ("station", "branch", "hq", "down")
KINDS = ("log.noted", "log.noted", "future.unheard_of")
__all__ = ["Disk", "MemoryStore", "Terminal", "image"]
WHEN = datetime(2026, 11, 22, 8, tzinfo=UTC)


@dataclass
class Disk:
    """What survives a crash of a terminal."""

    events: dict[bytes, list[Stored]] = field(default_factory=dict)
    own: set[bytes] = field(default_factory=set)
    seals: dict[bytes, dict[int, bytes]] = field(default_factory=dict)
    marks: dict[str, Mark] = field(default_factory=dict)
    proven: dict[bytes, int] = field(default_factory=dict)
    kept: dict[Tip, Kept] = field(default_factory=dict)
    """What did not fit its session, with the seals."""
    given_up: set[bytes] = field(default_factory=set)
    """Sessions that forked and were settled with this server: not sent again until it is set back."""
    repeated: set[bytes] = field(default_factory=set)
    """Own ones of them, whose rest was written again."""


class Terminal:
    """A terminal of one station; implements the exchange's `Local`."""

    def __init__(self, name: str, scope: str, chance: random.Random, policy: Policy, secret: bytes) -> None:
        """A terminal that has written nothing."""
        self.name, self.scope, self.chance, self.policy, self.secret = name, scope, chance, policy, secret
        self.disk = Disk()
        self.session: bytes | None = None
        self.alarms: list[str] = []
        self.forks: list[bytes] = []
        self.clock = 0
        self.wrote: Callable[[Stored], None] = lambda _: None
        """Hears of every event written, before anything can happen to it."""
        self.cut: Callable[[], None] = lambda: None
        """Called where the power may fail; raises then."""

    def restart(self) -> None:
        """A new process: with the rule on, a new session at its first write; without it, the last one on disk goes on."""
        self.session = None
        if not self.policy.new_session:
            mine = [name for name in self.disk.events if name in self.disk.own - self.disk.repeated]
            self.session = mine[-1] if mine else None

    def write(self, record: bytes | None = None) -> bytes:
        """Write one event, durable at once; returns the record's id."""
        if self.session is None:
            self.session = self.chance.randbytes(16)
            self.disk.own.add(self.session)
            self._append("session.opened", self.session, {"key": public_key(self.secret).hex()})
        record = record or self.chance.randbytes(16)
        audience = self.chance.choice(AUDIENCES)
        self._append(self.chance.choice(KINDS), record, {"text": "x"}, audience)
        return record

    def _append(self, kind: str, record: bytes, body: dict[str, str], audience: str = "hq") -> None:
        assert self.session is not None
        events = self.disk.events.setdefault(self.session, [])
        prev = header_hash(events[-1].header) if events else GENESIS_PREV
        self.clock += 1
        event = Event(
            self.session.hex(),
            len(events) + 1,
            self.clock,
            record.hex(),
            0,
            kind,
            self.name,
            "u",
            audience,
            "live",
            WHEN,
            None,
            None,
            len(events) + 1,
            "",
            "",
            1,
            body,
        )
        stored = encode(event, prev, self.chance.randbytes(16))
        events.append(stored)
        self.wrote(stored)

    def owns(self, session: bytes) -> bool:
        """See `Local`."""
        return session in self.disk.own - self.disk.repeated

    def heads(self) -> Mapping[bytes, Head]:
        """See `Local`."""
        return {
            session: Head(len(events), header_hash(events[-1].header))
            for session, events in self.disk.events.items()
            if events and session not in self.disk.given_up and self.disk.proven.get(session, 0) < len(events)
        }

    def scope_of(self, session: bytes) -> str:
        """See `Local`."""
        return self.scope

    def mark(self, scope: str) -> Mark:
        """See `Local`."""
        return self.disk.marks.get(scope, START)

    def marks(self) -> Mapping[str, Mark]:
        """See `Local`."""
        return self.disk.marks

    def hash_at(self, session: bytes, seq: int) -> bytes | None:
        """See `Local`."""
        events = self.disk.events.get(session, [])
        return header_hash(events[seq - 1].header) if 0 < seq <= len(events) else None

    def batch(self, session: bytes, after: int, limit: int) -> Batch | None:
        """See `Local`."""
        events = self.disk.events.get(session, [])
        last = min(len(events), after + limit)
        if session not in self.disk.own:
            sealed = [seq for seq in self.disk.seals.get(session, {}) if after < seq <= last]
            last = max(sealed, default=0)
        if last <= after:
            return None
        prev = header_hash(events[after - 1].header) if after else GENESIS_PREV
        tip = header_hash(events[last - 1].header)
        if session in self.disk.own:
            signature = sign(self.secret, session, last, tip).signature
        else:
            signature = self.disk.seals[session][last]
        return Batch(session, after + 1, prev, tuple(events[after:last]), signature)

    def brings(self, session: bytes, first: int, last: int) -> int:
        """See `Local`."""
        spans = enumerate(self.disk.events.get(session, [])[first - 1 : last], first)
        return next((seq for seq, stored in spans if stored.body is not None), 0)

    def unsure_above(self) -> Sequence[bytes]:
        """None."""
        return ()

    def has(self, scope: str) -> Mapping[bytes, int]:
        """See `Local`."""
        return {session: self._whole(session) for session in self.disk.own - self.disk.given_up}

    def _whole(self, session: bytes) -> int:
        """How many events of a session are here up to the first without its content."""
        events = self.disk.events[session]
        return next((place for place, event in enumerate(events) if event.body is None), len(events))

    def beside(self) -> Sequence[Tip]:
        """See `Local`."""
        handed = [self._sealed_end(session) for session in sorted(self.disk.given_up)]
        return [*(tip for tip in handed if tip), *sealed_ends(self.disk.kept)]

    def _sealed_end(self, session: bytes) -> Tip | None:
        """The last event of a session that can be handed up."""
        own = session in self.disk.own
        last = len(self.disk.events[session]) if own else max(self.disk.seals.get(session, {}), default=0)
        found = self.hash_at(session, last)
        return None if found is None else Tip(session, last, found)

    def aside(self, tip: Tip) -> Batch | None:
        """See `Local`."""
        return piece(tip, self.disk.kept.get)

    def carry_out(self, write: Write) -> None:
        """Do what the exchange decided, each write durable when done."""
        self.cut()
        if isinstance(write, Take):
            self._take(write.page)
        elif isinstance(write, GoBack):
            self.disk.marks[write.scope] = write.mark
            if self.policy.forget_proof:
                self.disk.proven.clear()
                self.disk.given_up.clear()
        elif isinstance(write, Alarm):
            self.alarms.append(write.key)
        elif isinstance(write, Forked):
            self._rehome(write.session, write.common)
        elif isinstance(write, Acknowledged):
            pass

    def carry_out_page(self, page: Page) -> None:
        """Store rows that came by another way than an exchange."""
        self._take(page)

    def _take(self, page: Page) -> None:
        if not self.policy.mark_with_rows:
            self.disk.marks[page.scope] = page.mark
            self.cut()
        for run in page.runs:
            if isinstance(run, Reference):
                self._prove(run.session, run.last, run.tip)
                continue
            if page.scope.startswith(LATE) and self.hash_at(run.session, run.last) != run.tip:
                continue  # its rows are still to come, and bring the content with them
            for seq, stored in enumerate(run.events, run.first):
                if not self._insert(run.session, seq, stored) and not self.policy.set_aside:
                    return
            self._keep_seal(run)
            bare = [seq for seq, stored in enumerate(run.events, run.first) if stored.body is None]
            better = bare and self.policy.fill and self.brings(run.session, bare[0], bare[-1])
            if not page.scope.startswith(LATE) and not better:  # it proves no place in the feed of the events
                self._prove(run.session, run.last, run.tip)
        self.disk.marks[page.scope] = page.mark

    def _keep_seal(self, run: Batch) -> None:
        """The seal over a run's last event, which stands in its session or aside."""
        if not run.signature:
            return
        if self.hash_at(run.session, run.last) == run.tip:
            self.disk.seals.setdefault(run.session, {})[run.last] = run.signature
        else:
            lay_aside(self.disk.kept, replace(run, first=run.last, events=run.events[-1:]))

    def _insert(self, session: bytes, seq: int, stored: Stored) -> bool:
        """Chain one row behind its session, or put it aside."""
        events = self.disk.events.setdefault(session, [])
        if seq <= len(events) and header_hash(events[seq - 1].header) == header_hash(stored.header):
            if stored.body is not None:
                events[seq - 1] = stored
            return True
        prev = header_hash(events[-1].header) if events else GENESIS_PREV
        if seq == len(events) + 1 and stored.header[2:34] == prev:
            events.append(stored)
            if session in self.disk.own:
                self.clock = max(self.clock, int.from_bytes(stored.header[HLC], "big"))
            return True
        self.disk.kept.setdefault(Tip(session, seq, header_hash(stored.header)), (stored, b""))
        return False

    def _prove(self, session: bytes, seq: int, tip: bytes) -> None:
        if self.hash_at(session, seq) == tip:
            self.disk.proven[session] = max(seq, self.disk.proven.get(session, 0))

    def _rehome(self, session: bytes, common: int) -> None:
        """Write the rest of a forked session again, in a new one."""
        self.forks.append(session)
        again = session in self.disk.given_up | self.disk.repeated
        self.disk.given_up.add(session)
        if session not in self.disk.own or again:
            return
        self.disk.repeated.add(session)
        rest = [decode(stored) for stored in self.disk.events[session][max(common, 0) :]]
        self.session = None
        for event in rest:
            if event.kind != "session.opened":
                self.write(bytes.fromhex(event.record))

    def records(self) -> set[str]:
        """Every record this disk holds."""
        return {stored.header[RECORD].hex() for events in self.disk.events.values() for stored in events} | {
            stored.header[RECORD].hex() for stored, _ in self.disk.kept.values()
        }


def image(disk: Disk) -> Disk:
    """A copy of a terminal's disk."""
    made = copy.copy(disk)
    made.events = {name: list(events) for name, events in disk.events.items()}
    made.seals = {name: dict(seals) for name, seals in disk.seals.items()}
    made.own, made.given_up, made.repeated = set(disk.own), set(disk.given_up), set(disk.repeated)
    made.marks, made.proven, made.kept = dict(disk.marks), dict(disk.proven), dict(disk.kept)
    return made
