"""What a server keeps, whatever database it keeps it in."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import NamedTuple, Protocol

from core.journal.event import Stored
from sync.aside import Kept
from sync.batch import Batch
from sync.messages import Head, Mark, Tip


class Row(NamedTuple):
    """One row of a feed."""

    n: int
    session: bytes
    seq: int
    event: Stored
    seal: bytes
    """The signature over this event as a tip, empty where none was given."""


class Store(Protocol):
    """Events by session, numbered per scope in the order in which they became durable."""

    def head(self, session: bytes) -> Head:
        """How far `session` goes here; `NOTHING` when it does not."""
        ...

    def hash_at(self, session: bytes, seq: int) -> bytes | None:
        """The header hash of one event, None when it is not here."""
        ...

    def clock_at(self, session: bytes, seq: int) -> int | None:
        """The hybrid clock of one event, None when it is not here."""
        ...

    def key_of(self, session: bytes) -> bytes | None:
        """The public key the session's first event names, None when that event or its body is not here."""
        ...

    def end(self, scope: str) -> Mark:
        """The last row of a feed."""
        ...

    def mark_at(self, scope: str, n: int) -> Mark | None:
        """The mark of row `n`, None behind the end."""
        ...

    def rows(self, scope: str, after: int, limit: int) -> Sequence[Row]:
        """Rows of a feed behind number `after`."""
        ...

    def append(
        self, scope: str, session: bytes, first: int, events: Sequence[Stored], signature: bytes
    ) -> None:
        """Add chained events behind the session's head to the feed of `scope`, and the last one's seal; not durable."""
        ...

    def set_aside(self, scope: str, batch: Batch) -> None:
        """Keep events that do not fit their session beside the feeds, with their seal; not yet durable."""
        ...

    def aside(self, tip: Tip) -> Kept | None:
        """The event of that number and hash kept beside the feeds, with its seal; None when it is not there."""
        ...

    def beside(self) -> Sequence[Tip]:
        """The sealed ends of everything kept beside the feeds: where `sync.aside.piece` may begin."""
        ...


def running(before: bytes, header_hash: bytes) -> bytes:
    """The running hash of a feed after one more row."""
    return hashlib.sha256(b"watchroom/feed/1\n" + before + header_hash).digest()
