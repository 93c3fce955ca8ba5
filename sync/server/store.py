"""What a server keeps, whatever database it keeps it in."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import NamedTuple, Protocol

from core.journal.event import Stored
from sync.aside import Kept
from sync.batch import Batch
from sync.messages import LATE, Head, Mark, Tip


def late_of(scope: str) -> str:
    """The feed in which contents of events of `scope` are told when they come after the header."""
    return LATE + scope


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

    def missing(self, session: bytes) -> tuple[int, int]:
        """The first and the last event of a session that is here without its content; (0, 0) when none is."""
        ...

    def fill(self, session: bytes, first: int, events: Sequence[Stored]) -> None:
        """Put in contents that are missing here, each numbered in the late feed of its scope; not yet durable.

        The events are those that are here, header by header, from number `first` on.
        """
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


def running(before: bytes, entry: bytes) -> bytes:
    """The running hash of a feed after one more row, which counts as `entry`."""
    return hashlib.sha256(b"watchroom/feed/1\n" + before + entry).digest()


def entry(event: Stored, header_hash: bytes) -> bytes:
    """What a row counts as in its feed's running hash: its header hash, or another when it came without its content.

    So a place in a feed also says which contents its reader could have: one who followed the feed when it held them
    notices a server that has the headers only, and offers them.
    """
    return (
        header_hash
        if event.body is not None
        else hashlib.sha256(b"watchroom/bare/1\n" + header_hash).digest()
    )
