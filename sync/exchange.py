"""The client's side of the protocol: from hello to quiet, decided from its replica and the server's answers alone."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping

from sync.held import Local
from sync.messages import (
    LATE,
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
    Reference,
    Refused,
    Rewound,
    Stored,
    Tip,
    Welcome,
)
from sync.policy import ALL_ON, Policy
from sync.writes import Acknowledged, Alarm, Forked, GoBack, Known, Take, Write

PUSH_EVENTS = 500
PULL_ROWS = 500
"""Rows of a page: folded in some 30 ms, for which whoever works at the screen may have to wait."""

HELLO_SESSIONS = 5000
"""Sessions and ends named in one hello; a client with more says hello several times."""


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
        self._hellos: deque[Hello] = deque()
        self._pushes: deque[tuple[bytes, int]] = deque()
        self._disputes: deque[tuple[bytes, int, int]] = deque()
        self._asides: deque[Tip] = deque()
        self._pulls: deque[str] = deque()
        self._rewound: set[str] = set()
        self._unlike: set[str] = set()
        self._brought: set[str] = set()
        self._agreed: dict[bytes, int] = {}
        self._forked: set[bytes] = set()
        self._sent = NOTHING
        self.push_events, self.pull_rows, self.hello_sessions = PUSH_EVENTS, PULL_ROWS, HELLO_SESSIONS
        """Events of one push, rows of one page, sessions of one hello at most."""
        self.wait = 0
        """Seconds the server asked us to wait before the next request."""

    def request(self) -> Request | None:
        """What to ask now; None when both sides have what the other has."""
        if not self._greeted:
            return self._hello()
        while self._disputes:
            session, _, after = self._disputes[0]
            batch = self._local.batch(session, after, self.push_events)
            if batch is not None:
                return Dispute(self._local.scope_of(session), batch)
            self._disputes.popleft()
        while self._pushes:
            session, after = self._pushes[0]
            batch = self._local.batch(session, after, self.push_events)
            if batch is not None:
                self._sent = Head(batch.last, batch.tip)
                return Push(self._local.scope_of(session), batch)
            self._pushes.popleft()
        while self._asides:
            batch = self._local.aside(self._asides[0])
            if batch is not None:
                return Dispute(self._local.scope_of(batch.session), batch)
            self._asides.popleft()
        if self._pulls:
            scope = self._pulls[0]
            bodies = scope.startswith(LATE) or scope in self._unlike
            have = {} if bodies else dict(self._local.has(scope))
            return Pull(scope, self._local.mark(scope), have, self.pull_rows)
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

    def _hello(self) -> Hello:
        """The next hello: everything held in as many as it takes, at least one."""
        if not self._hellos:
            self._start_over()
            marks, most = dict(self._local.marks()), self.hello_sessions
            named: list[tuple[bytes, Head] | Tip] = [*self._heads().items()]
            named += self._local.beside() if self._policy.confirm_beside else ()
            above = tuple(self._local.unsure_above())
            for part in (named[start : start + most] for start in range(0, max(len(named), 1), most)):
                heads = dict(one for one in part if not isinstance(one, Tip))
                beside = tuple(one for one in part if isinstance(one, Tip))
                self._hellos.append(Hello(heads, marks, beside, above))
                above = ()
        return self._hellos[0]

    def _start_over(self) -> None:
        """Forget what was to be sent: it is worked out anew from what the server says."""
        self._hellos.clear()
        self._pushes.clear()
        self._asides.clear()
        self._agreed.clear()

    def _welcomed(self, given: Welcome) -> tuple[Write, ...]:
        """Whoever is behind sends or asks: sessions first, then every feed that may be read."""
        if given.rewound:
            self._hellos.clear()
            return tuple(write for scope in given.rewound for write in self._went_back(scope, START))
        asked = self._hellos.popleft()
        self._greeted = not self._hellos
        writes: list[Write] = [] if given.above is None else [Known(given.above)]
        for session, mine in asked.heads.items():
            forked = session in given.forked
            theirs = given.heads.get(session, NOTHING)
            writes += self._compare(session, mine, theirs, forked, self._bring(session, given))
        for tip in given.lacking:
            writes += self._offer_again(tip)
        self._pulls = deque(self._in_turn(given.ends))
        return tuple(writes)

    def _offer_again(self, tip: Tip) -> list[Write]:
        """Hand up what the server does not keep beside its feeds.

        A way that was given up stands in its session here: the server took it once, so it was set back.
        """
        if tip.session in self._forked:
            return []
        if self._local.hash_at(tip.session, tip.seq) != tip.hash:
            self._asides.append(tip)
            return []
        self._pushes.append((tip.session, max(0, tip.seq - self.push_events)))
        return [Alarm("sync.alarm.rewound", self._local.scope_of(tip.session))]

    def _heads(self) -> Mapping[bytes, Head]:
        """What to speak of: after a rewind nothing is proven any more, so everything held is offered again."""
        others = self._policy.offer_others
        return {name: head for name, head in self._local.heads().items() if others or self._local.owns(name)}

    def _in_turn(self, ends: Mapping[str, Mark]) -> Iterable[str]:
        """Every feed that may be read; those of contents that came late before the others, and again behind them.

        A header counts as proven once its feed was followed; the content that was put in behind it must be covered by
        the mark of the late feed before that, or a server that loses it again would not be noticed.
        """
        late = [scope for scope in ends if scope.startswith(LATE)]
        behind = sorted({scope for scope in late if self._local.mark(scope) != ends[scope]} | self._brought)
        return [*behind, *(scope for scope in ends if scope not in late), *behind]

    def _bring(self, session: bytes, given: Welcome) -> int:
        """The first event of a session whose content the server lacks and we have; 0 when there is none."""
        if session not in given.bare or not self._policy.fill:
            return 0
        bring = self._local.brings(session, *given.bare[session])
        if bring:
            self._brought.add(LATE + self._local.scope_of(session))
        return bring

    def _compare(self, session: bytes, mine: Head, theirs: Head, forked: bool, bring: int) -> list[Write]:
        """Send what the server lacks of one session; only a different hash is a fork, silence is not.

        Of a forked session the part both have is sent again: the server's answer names the last common event.
        """
        ours = self._local.hash_at(session, theirs.seq) if theirs.seq else None
        if self._policy.compare_prefix and (forked or (ours is not None and ours != theirs.hash)):
            after = max(0, min(mine.seq, theirs.seq) - self.push_events)
            self._pushes.append((session, min(after, bring - 1) if bring else after))
            return []
        if bring:
            self._pushes.append((session, bring - 1))
            return []
        if mine.seq > theirs.seq:
            self._pushes.append((session, theirs.seq if self._policy.resume_from_answer else mine.seq))
            return []
        return [Acknowledged(session, mine)]

    def _kept(self) -> tuple[Write, ...]:
        """Hand up what follows; only when nothing does is another's fork settled for us."""
        if not self._disputes:
            self._asides.popleft()
            return ()
        session, common, after = self._disputes.popleft()
        sent = self._local.batch(session, after, self.push_events)
        if sent is not None and self._local.batch(session, sent.last, self.push_events) is not None:
            self._disputes.appendleft((session, common, sent.last))
            return ()
        return () if self._local.owns(session) else (Forked(session, common),)

    def _pushed(self, given: Stored | Gap | Fork) -> tuple[Write, ...]:
        """Go on from where the server says it stands; a gap in a dispute: it was set back meanwhile."""
        if self._disputes or not self._pushes:
            self._drop()
            return ()
        session, after = self._pushes.popleft()
        if isinstance(given, Fork):
            if self._agreed.get(session, 0) < given.common <= after:  # before what was sent
                self._pushes.appendleft((session, max(0, after - self.push_events)))
                return ()
            self._forked.add(session)
            if self._policy.hand_up_disputes:
                self._disputes.append((session, given.common, given.common))
                if not self._local.owns(session):
                    return ()
            self._greeted = False  # what is written again has to be spoken of
            return (Forked(session, given.common),)
        if isinstance(given, Gap):
            if given.head.seq >= self._agreed.get(
                session, 0
            ):  # else it was set back: the next exchange begins anew
                self._pushes.appendleft((session, given.head.seq))
            return ()
        self._agreed[session] = self._sent.seq  # a head that lies further was not compared
        self._pushes.appendleft((session, self._sent.seq))
        return (Acknowledged(session, self._sent),)

    def _refused(self, given: Refused) -> tuple[Write, ...]:
        """One refusal stops what it concerns and nothing else."""
        self._drop()
        return (Alarm("sync.alarm.refused", given.reason),)

    def _drop(self) -> None:
        """Leave what was asked last to the next exchange."""
        if not self._greeted:
            self._hellos.popleft()
            self._greeted = not self._hellos
        elif self._disputes:
            self._disputes.popleft()
        elif self._pushes:
            self._pushes.popleft()
        elif self._asides:
            self._asides.popleft()
        elif self._pulls:
            self._pulls.popleft()

    def _pulled(self, given: Page) -> tuple[Write, ...]:
        """Store the page and follow on; one that refers to another event than ours is asked for again, row by row."""
        if self._policy.match_references and given.scope not in self._unlike and self._refers_amiss(given):
            self._unlike.add(given.scope)
            return ()
        early = given.scope.startswith(LATE) and given.scope in list(self._pulls)[1:]
        if early and not all(self._local.hash_at(run.session, run.last) == run.tip for run in given.runs):
            self._pulls.popleft()  # rows of their feed are still to come: taken when it was followed
            return ()
        if not given.more:
            self._pulls.popleft()
        return (Take(given),) if given.runs else ()

    def _refers_amiss(self, given: Page) -> bool:
        known = (run for run in given.runs if isinstance(run, Reference))
        return any(self._local.hash_at(run.session, run.last) != run.tip for run in known)

    def _went_back(self, scope: str, mark: Mark) -> tuple[Write, ...]:
        """Follow a feed again from where both know the way; a second rewind in one exchange leaves it for the next."""
        if scope in self._rewound:
            self._pulls = deque(other for other in self._pulls if other != scope)
            return ()
        self._rewound.add(scope)
        return GoBack(scope, mark), Alarm("sync.alarm.rewound", scope)
