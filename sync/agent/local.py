"""The branch's store as the exchange with headquarters sees it, and the exchange's decisions carried out on it."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from core.journal.encoding import GENESIS_PREV, PREV
from core.journal.event import Stored as Event
from sync.agent.memory import Memory
from sync.aside import piece
from sync.batch import MOST_EVENTS, Batch
from sync.messages import LATE, START, UNIT, Head, Mark, Push, Reference, Stored, Tip
from sync.policy import ALL_ON, Policy
from sync.server import answers
from sync.server.scopes import ABOVE, is_below, shown
from sync.server.storage import Ledger
from sync.server.store import Store
from sync.writes import Acknowledged, Alarm, Forked, GoBack, Take, Write

MOST_BYTES: Final = 800_000
"""Bytes of events in one request: below what a server takes, packed or not."""

ERA: Final = "upstream.era"
"""Key of the fact that changes whenever nothing counts as proven above any more."""

Ledgered = Callable[[Ledger, Memory], Any]
"""Work inside the writer's transaction."""


class StoreLocal:
    """Implements the exchange's `Local` over a server's store; one agent's thread reads, the server's writer writes."""

    def __init__(
        self,
        store: Store,
        memory: Memory,
        unit: str,
        write: Callable[[Ledgered], Any],
        now_ms: Callable[[], int],
        policy: Policy = ALL_ON,
        chance: Callable[[int], bytes] = os.urandom,
    ) -> None:
        """Exchange what `store` holds of `unit` and below; `write` returns when the disk has what the work wrote."""
        self._store, self._memory, self._unit, self._write = store, memory, unit, write
        self._now_ms, self._chance, self._policy = now_ms, chance, policy
        self.handed: dict[bytes, int] = {}
        """Sessions that went two ways, and how far ours was handed up; spoken of again by the next process."""

    def heads(self) -> Mapping[bytes, Head]:
        """Sessions of this branch of which something is neither seen in the feed above nor handed up."""
        found = self._memory.unproven(self._unit)
        return {session: head for session, head in found.items() if self.handed.get(session, 0) < head.seq}

    def owns(self, session: bytes) -> bool:
        """Nothing here is the agent's own."""
        return False

    def scope_of(self, session: bytes) -> str:
        """The feed the session stands in."""
        return self._memory.scope_of(session)

    def mark(self, scope: str) -> Mark:
        """How far the feed above was followed."""
        return self.marks().get(scope, START)

    def marks(self) -> Mapping[str, Mark]:
        """Every feed followed above."""
        return self._memory.marks()

    def hash_at(self, session: bytes, seq: int) -> bytes | None:
        """The header hash of one event held."""
        return self._store.hash_at(session, seq)

    def batch(self, session: bytes, after: int, limit: int) -> Batch | None:
        """Up to a seal of its device, as far as one request takes; content not meant for above left out."""
        seals = self._memory.seals(session, after, limit)
        if not seals:
            return None
        near = [one for one in seals if one[0] <= after + limit] or [
            one for one in seals[:1] if one[0] <= after + MOST_EVENTS
        ]
        if not near:
            return None
        events = [self._shown(event) for event in self._memory.events(session, after, near[-1][0])]
        last, signature = _fitting(events, after, near)
        events = events[: last - after]
        prev = events[0].header[PREV] if after else GENESIS_PREV
        return Batch(session, after + 1, prev, tuple(events), signature)

    def _shown(self, event: Event) -> Event:
        return shown(event, ABOVE) if self._policy.withhold else event

    def brings(self, session: bytes, first: int, last: int) -> int:
        """Nothing: what is missing above is withheld on purpose."""
        return 0

    def unsure_above(self) -> Sequence[bytes]:
        """None: what is still further up is nobody's concern here."""
        return ()

    def has(self, scope: str) -> Mapping[bytes, int]:
        """Everything held that is not proven: references are enough for it."""
        return {session: head.seq for session, head in self.heads().items()}

    def beside(self) -> Sequence[Tip]:
        """The sealed ends of what was handed up, and of what is kept beside the feeds of this branch."""
        kept = (tip for tip in self._store.beside() if self._below(self.scope_of(tip.session)))
        return [*map(self._sealed_end, self.handed), *kept]

    def _sealed_end(self, session: bytes) -> Tip:
        """The last event of a session that could be handed up."""
        seals = self._memory.seals(session, 0, self.handed[session])
        seq = max((seq for seq, _ in seals if seq <= self.handed[session]), default=0)
        return Tip(session, seq, self._store.hash_at(session, seq) or bytes(32))

    def aside(self, tip: Tip) -> Batch | None:
        """What is kept beside the feeds up to `tip`; content not meant for above left out."""
        batch = piece(tip, self._store.aside)
        return None if batch is None else replace(batch, events=tuple(map(self._shown, batch.events)))

    def carry_out(self, writes: Sequence[Write]) -> None:
        """Do what the exchange decided on one answer; durable when this returns."""
        for write in writes:
            if isinstance(write, Forked):
                self.handed[write.session] = self._store.head(write.session).seq
            elif isinstance(write, GoBack) and self._policy.forget_proof:
                self.handed.clear()
        if writes:
            self._write(lambda ledger, memory: self._record(ledger, memory, writes))

    def _record(self, ledger: Ledger, memory: Memory, writes: Sequence[Write]) -> None:
        for write in writes:
            if isinstance(write, Take):
                for run in write.page.runs:
                    self._take(ledger, memory, write.page.scope, run)
                memory.move(write.page.scope, write.page.mark)
            elif isinstance(write, GoBack):
                if self._policy.forget_proof:
                    memory.forget()
                    ledger.registry.remember(ERA, self._chance(8).hex())
                memory.move(write.scope, write.mark)
            elif isinstance(write, Acknowledged):
                if ledger.store.hash_at(write.session, write.head.seq) == write.head.hash:
                    memory.stored(write.session, write.head.seq)
            elif isinstance(write, Forked):
                self._alarm(ledger, "sync.alarm.fork", write.session.hex())
            elif isinstance(write, Alarm):
                self._alarm(ledger, _ABOVE.get(write.key, write.key), write.about)

    def _take(self, ledger: Ledger, memory: Memory, scope: str, run: Batch | Reference) -> None:
        """Rows from above: what is new is added to the feed of that name, what fits no session set aside."""
        own = scope.removeprefix(LATE)
        if isinstance(run, Batch) and self._ours(own) and not self._add(ledger, own, run) and own == scope:
            ledger.store.set_aside(own, run)
            self._alarm(ledger, "sync.alarm.aside", run.session.hex())
        if own == scope and ledger.store.hash_at(run.session, run.last) == run.tip:
            memory.fed(run.session, run.last)

    def _ours(self, scope: str) -> bool:
        """Whether a feed from above has a place here: those of this branch, and those of the units above it."""
        return self._below(scope) or is_below(UNIT + self._unit, scope)

    def _below(self, scope: str) -> bool:
        """Whether a feed is that of this branch or of a unit below it."""
        own = UNIT + self._unit
        return scope == own or scope.startswith(own + "/")

    def _add(self, ledger: Ledger, scope: str, run: Batch) -> bool:
        """Whether rows from above are here now, every event behind the one before."""
        policy = replace(self._policy, check_seal=False)
        return isinstance(answers.push(ledger.store, Push(scope, run), (scope,), policy), Stored)

    def _alarm(self, ledger: Ledger, key: str, about: str) -> None:
        ledger.registry.alarm(key, "", about, self._now_ms())


_ABOVE: Final = {
    "sync.alarm.refused": "sync.alarm.refused_above",
    "sync.alarm.rewound": "sync.alarm.rewound_above",
}
"""Alarms whose words name the server above."""


def _fitting(events: Sequence[Event], after: int, seals: Sequence[tuple[int, bytes]]) -> tuple[int, bytes]:
    """The last of `seals` up to which `events` fit one request, the first one at least."""
    size, chosen, ends = 0, seals[0], dict(seals)
    for seq, event in enumerate(events, after + 1):
        size += len(event.header) + len(event.body or b"")
        if size > MOST_BYTES and seq > chosen[0]:
            break
        if seq in ends:
            chosen = seq, ends[seq]
    return chosen
