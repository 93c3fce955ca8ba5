"""What two replicas say to each other, as plain values; how they travel is the wire's business."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from sync.batch import Batch


class Head(NamedTuple):
    """How far a session goes: number and header hash of its last event; (0, zeros) for one that is not there."""

    seq: int
    hash: bytes


class Mark(NamedTuple):
    """A place in a feed: the number of its row and the running hash over all rows up to it; (0, zeros) at the start."""

    n: int
    hash: bytes


class Tip(NamedTuple):
    """The sealed end of one way of a session that stands beside the feeds: its event's number and header hash."""

    session: bytes
    seq: int
    hash: bytes


UNIT: Final = "unit/"
"""Beginning of the feed of what was written at a unit; the path of the unit follows."""

LATE: Final = "late/"
"""Beginning of the feed of contents that came after their headers; the name of the events' own feed follows."""

NOTHING = Head(0, bytes(32))
START = Mark(0, bytes(32))


@dataclass(frozen=True, slots=True)
class Hello:
    """The client's first word: the sessions it cannot prove the server has, and how far it followed each feed."""

    heads: Mapping[bytes, Head]
    marks: Mapping[str, Mark]
    beside: tuple[Tip, ...] = ()
    """What the client handed up to be kept beside the feeds, or keeps beside them itself."""
    above: tuple[bytes, ...] | None = None
    """Sessions of which the client wants to know how far they are above the server; None: not asked at all."""


class Above(NamedTuple):
    """How far sessions are known to be on the server above this one."""

    era: str
    """Changes when nothing counts as known any more: what was said before no longer holds."""
    sessions: Mapping[bytes, int]
    """Number of the last event that is there; sessions of which nothing is known are left out."""


@dataclass(frozen=True, slots=True)
class Welcome:
    """The server's answer: its heads for those sessions, the end of each feed, its time in ms since 1970."""

    heads: Mapping[bytes, Head]
    ends: Mapping[str, Mark]
    now_ms: int
    rewound: tuple[str, ...] = ()
    """Feeds in which the client's mark does not fit: the server was restored, or the client followed another one."""
    forked: tuple[bytes, ...] = ()
    """Sessions in which the client's own head is another event than the server's of that number."""
    lacking: tuple[Tip, ...] = ()
    """What the client named `beside` and the server has neither in a feed nor beside one."""
    bare: Mapping[bytes, tuple[int, int]] = field(default_factory=dict)
    """Sessions the server holds events of without their content: the first and the last such event."""
    above: Above | None = None
    """How far what was asked about is above this server; None when there is no such server, or it was not asked."""


@dataclass(frozen=True, slots=True)
class Push:
    """Events of one session for the feed of `scope`; `urgent` ones go ahead of everything else in line."""

    scope: str
    batch: Batch
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Dispute:
    """The other branch of a session that forked elsewhere, to be kept beside the feed, with an alarm."""

    scope: str
    batch: Batch


@dataclass(frozen=True, slots=True)
class Kept:
    """The disputed events are on the server's disk, beside the feed."""

    session: bytes


@dataclass(frozen=True, slots=True)
class Stored:
    """Everything up to `head` is on the server's disk."""

    session: bytes
    head: Head


@dataclass(frozen=True, slots=True)
class Gap:
    """The batch begins behind what the server has: send from `head` on."""

    session: bytes
    head: Head


@dataclass(frozen=True, slots=True)
class Fork:
    """Two different events carry one number; `common` is the last one both have."""

    session: bytes
    common: int


@dataclass(frozen=True, slots=True)
class Refused:
    """Not this device, not this scope, or not signed by whom it says: nothing was stored, and somebody should know."""

    reason: str


@dataclass(frozen=True, slots=True)
class Busy:
    """Try again after so many seconds."""

    retry_after: int


@dataclass(frozen=True, slots=True)
class Pull:
    """Rows of a feed behind `mark`; of sessions named in `have` up to there a reference is enough."""

    scope: str
    mark: Mark
    have: Mapping[bytes, int]
    limit: int = 1000
    bare: bool = False
    """Whether references are enough for headers without content too: for a relay, which brings no content."""


class Reference(NamedTuple):
    """A run of rows the client has already: session, first and last number, hash of the last."""

    session: bytes
    first: int
    last: int
    tip: bytes


@dataclass(frozen=True, slots=True)
class Page:
    """Runs of rows in the order of the feed, and the mark behind the last."""

    scope: str
    runs: tuple[Batch | Reference, ...]
    mark: Mark
    more: bool


@dataclass(frozen=True, slots=True)
class Rewound:
    """The mark does not fit this feed: go back to `mark`, the start or an older place both know."""

    scope: str
    mark: Mark


DisputeAnswer = Kept | Gap | Refused | Busy
PushAnswer = Stored | Gap | Fork | Refused | Busy
PullAnswer = Page | Rewound | Refused | Busy
