"""The client's side of the protocol: from hello to quiet, decided from its replica and the server's answers alone."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from sync.batch import Batch
from sync.messages import (
    NOTHING,
    START,
    Busy,
    Dispute,
    Fork,
    Gap,
    Head,
    Hello,
    Kept,
    Mark,
    Page,
    Pull,
    Push,
    Refused,
    Rewound,
    Stored,
    Welcome,
)
from sync.policy import ALL_ON, Policy

PUSH_EVENTS = 500
PULL_ROWS = 500
"""Rows of a page: folded in some 30 ms, for which whoever works at the screen may have to wait."""


class Local(Protocol):
    """What the client reads of its own replica."""

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

    def has(self, scope: str) -> Mapping[bytes, int]:
        """Sessions of `scope` written here, with the number of their last event: references are enough for them."""
        ...


@dataclass(frozen=True, slots=True)
class Take:
    """Store a page's rows and move the mark behind them, in one transaction."""

    page: Page


@dataclass(frozen=True, slots=True)
class GoBack:
    """Follow `scope` again from `mark`: the server does not know the place we were at."""

    scope: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """The server has `session` on disk up to `head`."""

    session: bytes
    head: Head


@dataclass(frozen=True, slots=True)
class Forked:
    """`session` went two ways behind `common`: an alarm; its writer writes the rest again, in a new session."""

    session: bytes
    common: int


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something a person should know: a catalogue key and what it is about."""

    key: str
    about: str


Write = Take | GoBack | Acknowledged | Forked | Alarm
Request = Hello | Push | Dispute | Pull
Answer = Welcome | Kept | Stored | Gap | Fork | Refused | Busy | Page | Rewound


class Exchange:
    """One exchange; a new one starts from nothing but the replica, so it can be dropped at any moment.

    while (request := exchange.request()) is not None:
        for write in exchange.answer(send(request)):
            ...                                  # carried out before the next request is asked for
    """

    def __init__(self, local: Local, policy: Policy = ALL_ON) -> None:
        """Exchange what `local` holds."""
        self._local, self._policy = local, policy
        self._greeted = False
        self._pushes: deque[tuple[bytes, int]] = deque()
        self._disputes: deque[tuple[bytes, int, int]] = deque()
        self._pulls: deque[str] = deque()
        self._rewound: set[str] = set()
        self._agreed: dict[bytes, int] = {}
        self._sent = 0
        self.push_events, self.pull_rows = PUSH_EVENTS, PULL_ROWS
        """Events of one push and rows of one page at most."""
        self.wait = 0
        """Seconds the server asked us to wait before the next request."""

    def request(self) -> Request | None:
        """What to ask now; None when both sides have what the other has."""
        if not self._greeted:
            return Hello(dict(self._heads()), dict(self._local.marks()))
        if self._disputes:
            session, _, after = self._disputes[0]
            batch = self._local.batch(session, after, self.push_events)
            if batch is not None:
                return Dispute(self._local.scope_of(session), batch)
            self._disputes.popleft()
        while self._pushes:
            session, after = self._pushes[0]
            batch = self._local.batch(session, after, self.push_events)
            if batch is not None:
                self._sent = batch.last
                return Push(self._local.scope_of(session), batch)
            self._pushes.popleft()
        if self._pulls:
            scope = self._pulls[0]
            return Pull(scope, self._local.mark(scope), dict(self._local.has(scope)), self.pull_rows)
        return None

    def answer(self, given: Answer) -> tuple[Write, ...]:
        """What the server's answer to the last request asks us to write."""
        self.wait = 0
        if isinstance(given, Busy):
            self.wait = given.retry_after
            return ()
        if isinstance(given, Welcome):
            return self._welcomed(given)
        if isinstance(given, Refused):
            return self._refused(given)
        if isinstance(given, Kept):
            return self._kept()
        if isinstance(given, Page):
            return self._pulled(given)
        if isinstance(given, Rewound):
            return self._went_back(given.scope, given.mark)
        return self._pushed(given)

    def _welcomed(self, given: Welcome) -> tuple[Write, ...]:
        """Whoever is behind sends or asks: sessions first, then every feed that may be read."""
        if given.rewound:
            return tuple(write for scope in given.rewound for write in self._went_back(scope, START))
        self._greeted = True
        self._pushes.clear()
        self._agreed.clear()
        writes: list[Write] = []
        for session, mine in self._heads().items():
            forked = session in given.forked
            writes += self._compare(session, mine, given.heads.get(session, NOTHING), forked)
        self._pulls = deque(given.ends)
        return tuple(writes)

    def _heads(self) -> Mapping[bytes, Head]:
        """What to speak of: after a rewind nothing is proven any more, so everything held is offered again."""
        heads = self._local.heads()
        if self._policy.offer_others:
            return heads
        return {session: head for session, head in heads.items() if self._local.owns(session)}

    def _compare(self, session: bytes, mine: Head, theirs: Head, forked: bool) -> list[Write]:
        """Send what the server lacks of one session; only a different hash is a fork, silence is not.

        Of a forked session the part both have is sent again: the server's answer names the last common event.
        """
        ours = self._local.hash_at(session, theirs.seq) if theirs.seq else None
        if self._policy.compare_prefix and (forked or (ours is not None and ours != theirs.hash)):
            self._pushes.append((session, max(0, min(mine.seq, theirs.seq) - self.push_events)))
            return []
        if mine.seq > theirs.seq:
            after = theirs.seq if self._policy.resume_from_answer else mine.seq
            self._pushes.append((session, after))
            return []
        return [Acknowledged(session, theirs)]

    def _kept(self) -> tuple[Write, ...]:
        """Hand up what follows; only when nothing does is the fork settled for us."""
        session, common, after = self._disputes.popleft()
        sent = self._local.batch(session, after, self.push_events)
        if sent is not None and self._local.batch(session, sent.last, self.push_events) is not None:
            self._disputes.appendleft((session, common, sent.last))
            return ()
        return (Forked(session, common),)

    def _pushed(self, given: Stored | Gap | Fork) -> tuple[Write, ...]:
        """Go on from where the server says it stands."""
        session, after = self._pushes.popleft()
        if isinstance(given, Fork):
            if (
                self._agreed.get(session, 0) < given.common <= after
            ):  # it lies before what was sent: look further back
                self._pushes.appendleft((session, max(0, after - self.push_events)))
                return ()
            if not self._local.owns(session) and self._policy.hand_up_disputes:
                self._disputes.append((session, given.common, given.common))
                return ()
            self._greeted = False  # what is written again has to be spoken of
            return (Forked(session, given.common),)
        if isinstance(given, Gap):
            self._pushes.appendleft((session, given.head.seq))
            return ()
        self._agreed[session] = self._sent
        self._pushes.appendleft((session, self._sent))
        return (Acknowledged(session, given.head),)

    def _refused(self, given: Refused) -> tuple[Write, ...]:
        """One refusal stops what it concerns and nothing else."""
        if self._disputes:
            self._disputes.popleft()
        elif self._pushes:
            self._pushes.popleft()
        elif self._pulls:
            self._pulls.popleft()
        else:
            self._greeted = True
        return (Alarm("sync.alarm.refused", given.reason),)

    def _pulled(self, given: Page) -> tuple[Write, ...]:
        """Store the page; follow on while there is more."""
        if not given.more:
            self._pulls.popleft()
        return (Take(given),) if given.runs else ()

    def _went_back(self, scope: str, mark: Mark) -> tuple[Write, ...]:
        """Follow a feed again from where both know the way; a second rewind in one exchange leaves it for the next."""
        if scope in self._rewound:
            if scope in self._pulls:
                self._pulls.remove(scope)
            return ()
        self._rewound.add(scope)
        return GoBack(scope, mark), Alarm("sync.alarm.rewound", scope)
