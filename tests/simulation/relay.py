"""The branch's agent: a client of headquarters that reads the branch's own store; implements the exchange's `Local`."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from core.journal.encoding import GENESIS_PREV, TAIL, header_hash
from core.journal.event import Stored
from sync.aside import piece
from sync.batch import Batch
from sync.messages import LATE, START, Head, Mark, Push, Tip
from sync.messages import Stored as Done
from sync.policy import Policy
from sync.server import answers
from sync.writes import Alarm, Forked, GoBack, Take, Write
from tests.simulation.nodes import MemoryStore

ABOVE = frozenset({"hq"})
"""Audiences whose content goes up."""


class Relay:
    """Pushes what the branch has; follows headquarters' feeds to know what is proven there."""

    def __init__(self, branch: Callable[[], MemoryStore], policy: Policy) -> None:
        """Relay for the branch whose store is `branch()`."""
        self._branch, self._policy = branch, policy
        self.places: dict[str, Mark] = {}
        self.proven: dict[bytes, int] = {}
        self.handed: dict[bytes, int] = {}
        """Sessions that went two ways, and how many events of ours were handed up beside the feed."""

    def restart(self) -> None:
        """A new process; its proofs lie on the branch's disk."""

    def set_back(self) -> None:
        """The agent's proofs lie on the branch's disk and are as old as it."""
        self.proven.clear()
        self.places.clear()
        self.handed.clear()

    @property
    def store(self) -> MemoryStore:
        """The branch's store, as it is now."""
        return self._branch()

    def owns(self, session: bytes) -> bool:
        """Nothing here is the agent's own."""
        return False

    def heads(self) -> Mapping[bytes, Head]:
        """What is neither proven in the feed above nor handed up."""
        done = {s: max(self.proven.get(s, 0), self.handed.get(s, 0)) for s in self.store.sessions}
        return {s: self.store.head(s) for s, events in self.store.sessions.items() if done[s] < len(events)}

    def scope_of(self, session: bytes) -> str:
        """The feed the session stands in."""
        return self.store.scopes[session]

    def mark(self, scope: str) -> Mark:
        """How far the feed above was followed."""
        return self.places.get(scope, START)

    def marks(self) -> Mapping[str, Mark]:
        """Every feed followed above."""
        return self.places

    def hash_at(self, session: bytes, seq: int) -> bytes | None:
        """The header hash of one event held."""
        return self.store.hash_at(session, seq)

    def batch(self, session: bytes, after: int, limit: int) -> Batch | None:
        """Up to the last event in reach that its device sealed; bodies not meant for above left out."""
        events = self.store.sessions[session]
        reach = range(after + 1, min(len(events), after + limit) + 1)
        last = max((seq for seq in reach if (session, seq) in self.store.seals), default=0)
        if not last:
            return None
        prev = header_hash(events[after - 1].header) if after else GENESIS_PREV
        shown = tuple(map(self._shown, events[after:last]))
        return Batch(session, after + 1, prev, shown, self.store.seals[session, last])

    def _shown(self, stored: Stored) -> Stored:
        seen = not self._policy.withhold or json.loads(stored.header[TAIL])["audience"] in ABOVE
        return stored if seen else Stored(stored.header, None)

    def brings(self, session: bytes, first: int, last: int) -> int:
        """Nothing: what is missing above is withheld on purpose."""
        return 0

    def unsure_above(self) -> Sequence[bytes]:
        """None."""
        return ()

    def has(self, scope: str) -> Mapping[bytes, int]:
        """Everything: references are enough."""
        return {session: len(events) for session, events in self.store.sessions.items()}

    def beside(self) -> Sequence[Tip]:
        """The sealed ends of what was handed up, and of what the branch keeps beside its feeds."""
        handed = [self._sealed_end(session, most) for session, most in self.handed.items()]
        return [*handed, *self.store.beside()]

    def _sealed_end(self, session: bytes, most: int) -> Tip:
        """The last sealed event of a session up to number `most`."""
        seq = max(seq for name, seq in self.store.seals if name == session and seq <= most)
        return Tip(session, seq, header_hash(self.store.sessions[session][seq - 1].header))

    def aside(self, tip: Tip) -> Batch | None:
        """What the branch keeps beside its feeds, as far as it may go up."""
        batch = piece(tip, self.store.aside)
        return None if batch is None else replace(batch, events=tuple(map(self._shown, batch.events)))

    def _add(self, scope: str, run: Batch) -> None:
        """Rows from above: what is new is added to the feed of that name, what fits no session set aside."""
        policy = replace(self._policy, check_seal=False)
        if not isinstance(answers.push(self.store, Push(scope, run), (scope,), policy), Done):
            self.store.set_aside(scope, run)

    def carry_out(self, write: Write) -> None:
        """Do what the exchange decided."""
        if isinstance(write, Take):
            for run in write.page.runs:
                if isinstance(run, Batch):
                    self._add(write.page.scope.removeprefix(LATE), run)
                late = write.page.scope.startswith(LATE)
                if not late and self.hash_at(run.session, run.last) == run.tip:
                    self.proven[run.session] = max(run.last, self.proven.get(run.session, 0))
            self.places[write.page.scope] = write.page.mark
        elif isinstance(write, GoBack):
            self.places[write.scope] = write.mark
            if self._policy.forget_proof:
                self.proven.clear()
                self.handed.clear()
        elif isinstance(write, Forked):
            self.handed[write.session] = len(self.store.sessions[write.session])
        elif isinstance(write, Alarm):
            pass
