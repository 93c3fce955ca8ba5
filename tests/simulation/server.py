"""A server that can crash between its disk and its answer, with older images of its disk."""

from __future__ import annotations

from sync.exchange import Answer, Request
from sync.messages import Dispute, Hello, Pull, Push, Stored
from sync.policy import Policy
from sync.server import answers
from sync.server.store import late_of
from tests.simulation.nodes import MemoryStore


class ServerNode:
    """Answers requests; what it acknowledged since it was last set back is remembered and held against it."""

    def __init__(self, name: str, policy: Policy) -> None:
        """An empty server."""
        self.name, self.policy = name, policy
        self.store = MemoryStore()
        self.disk = self.store
        self.images = [MemoryStore()]
        self.promised: dict[tuple[bytes, int], bytes] = {}
        self.broken = 0

    def keep_image(self) -> None:
        """A backup."""
        self.images = [*self.images[-3:], self.store.image()]

    def set_back(self, store: MemoryStore) -> None:
        """Another disk is put in; what was promised before is known to be lost, and said so."""
        self.store = self.disk = store.image()
        self.promised.clear()

    def crash(self) -> None:
        """What was not on the disk is gone; what was acknowledged must be there."""
        if not self.policy.acknowledge_after_commit:
            self.store = self.disk.image()
        self.broken += sum(
            self.store.hash_at(session, seq) != name for (session, seq), name in self.promised.items()
        )
        self.promised.clear()

    def serve(self, request: Request, scopes: tuple[str, ...], store: MemoryStore | None = None) -> Answer:
        """The answer, from this disk or from `store`; with the rule on, the disk has it before."""
        if not self.policy.acknowledge_after_commit and store is None and isinstance(request, Push):
            self.disk = self.store.image()
        return reply(store or self.store, request, scopes, self.policy)

    def told(self, answer: Answer) -> None:
        """The client has the answer."""
        if isinstance(answer, Stored) and answer.head.seq:
            self.promised[answer.session, answer.head.seq] = answer.head.hash


def reply(store: MemoryStore, request: Request, scopes: tuple[str, ...], policy: Policy) -> Answer:
    """What the protocol answers."""
    readable = (*scopes, *map(late_of, scopes))
    if isinstance(request, Hello):
        return answers.hello(store, request, readable, 0, policy)
    if isinstance(request, Push):
        return answers.push(store, request, scopes, policy)
    if isinstance(request, Dispute):
        return answers.dispute(store, request, scopes, policy)
    assert isinstance(request, Pull)
    return answers.pull(store, request, readable, policy)
