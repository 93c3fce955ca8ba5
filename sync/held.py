"""What an exchange reads of the replica it speaks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from sync.batch import Batch
from sync.messages import Head, Mark, Tip


class Local(Protocol):
    """A replica as its exchange sees it."""

    def heads(self) -> Mapping[bytes, Head]:
        """Heads of the sessions, whoever wrote them, of which something is not yet proven to be in the feed."""
        ...

    def owns(self, session: bytes) -> bool:
        """Whether this device wrote `session`."""
        ...

    def scope_of(self, session: bytes) -> str:
        """The feed the events of `session` belong to."""
        ...

    def mark(self, scope: str) -> Mark:
        """How far the feed of `scope` was followed."""
        ...

    def marks(self) -> Mapping[str, Mark]:
        """Every feed followed so far."""
        ...

    def hash_at(self, session: bytes, seq: int) -> bytes | None:
        """The header hash of one event held, None otherwise."""
        ...

    def batch(self, session: bytes, after: int, limit: int) -> Batch | None:
        """Sealed events of `session` behind number `after`; None when nothing sealed lies there."""
        ...

    def brings(self, session: bytes, first: int, last: int) -> int:
        """The first event of that span whose content this side has and may hand on; 0 when there is none."""
        ...

    def unsure_above(self) -> Sequence[bytes]:
        """Sessions of which something is not known to be above the server spoken to; a few thousand at most."""
        ...

    def has(self, scope: str) -> Mapping[bytes, int]:
        """Sessions of `scope` written here, with the number of their last event: references are enough for them."""
        ...

    def beside(self) -> Sequence[Tip]:
        """The sealed ends of what was handed up to be kept beside the feeds, and of what is kept aside here."""
        ...

    def aside(self, tip: Tip) -> Batch | None:
        """The sealed events kept aside here that end at `tip`; None when they stand in their session."""
        ...
