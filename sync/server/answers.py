"""The server's side of the protocol: pure decisions over a store; no clock, socket or commit in here."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence

from core.journal.encoding import SALT_BYTES, header_hash
from core.journal.event import Stored as Event
from core.journal.seal import Seal, holds
from sync.batch import Batch
from sync.messages import (
    LATE,
    START,
    Dispute,
    DisputeAnswer,
    Fork,
    Gap,
    Head,
    Hello,
    Kept,
    Mark,
    Page,
    Pull,
    PullAnswer,
    Push,
    PushAnswer,
    Reference,
    Refused,
    Rewound,
    Stored,
    Tip,
    Welcome,
)
from sync.policy import ALL_ON, Policy
from sync.server.store import Row, Store

MOST_ROWS = 1000


def hello(
    store: Store, asked: Hello, readable: Collection[str], now_ms: int, policy: Policy = ALL_ON
) -> Welcome:
    """Where the server stands in everything the client named, and in every feed it may read."""
    heads = {session: store.head(session) for session in asked.heads}
    rewound = [
        scope for scope, mark in asked.marks.items() if policy.check_mark and not _fits(store, scope, mark)
    ]
    forked = tuple(
        session for session, mine in asked.heads.items() if _other(store, session, mine, heads[session])
    )
    ends = {scope: end for scope in readable if (end := store.end(scope)).n or not scope.startswith(LATE)}
    lacking = tuple(tip for tip in asked.beside if not _has_beside(store, tip))
    bare = (
        {session: span for session in asked.heads if (span := store.missing(session))[0]}
        if policy.fill
        else {}
    )
    return Welcome(heads, ends, now_ms, tuple(rewound), forked, lacking, bare)


def _has_beside(store: Store, tip: Tip) -> bool:
    """Whether an event stands in a feed here or is kept beside one."""
    return store.hash_at(tip.session, tip.seq) == tip.hash or store.aside(tip) is not None


def _other(store: Store, session: bytes, mine: Head, head: Head) -> bool:
    """Whether the client's head differs from the event of that number here; one that is not here does not differ."""
    return 0 < mine.seq <= head.seq and store.hash_at(session, mine.seq) != mine.hash


def push(store: Store, given: Push, writable: Collection[str], policy: Policy = ALL_ON) -> PushAnswer:
    """Add what is new in a batch to the store; the caller commits before it answers.

    Content is never judged: an event of an unknown kind or with an unreadable body is stored like any other.
    """
    if policy.scopes and given.scope not in writable:
        return Refused("scope")
    batch = given.batch
    head = store.head(batch.session)
    if batch.first > head.seq + 1 and policy.refuse_gaps:
        return Gap(batch.session, head)
    known = min(head.seq, batch.last) - batch.first + 1
    common = _common(store, batch, known) if policy.compare_prefix else None
    both = known if common is None else common - batch.first + 1
    if policy.fill and both > 0:
        store.fill(batch.session, batch.first, batch.events[:both])
    if common is not None:
        return Fork(batch.session, common)
    skipped = max(known, 0) if policy.repeat_is_no_row else 0
    fresh = batch.events[skipped:]
    if not fresh:
        return Stored(batch.session, head)
    if policy.check_chain and known == 0 and batch.prev != head.hash:
        return Fork(batch.session, head.seq - 1)
    if policy.check_seal and not _sealed(store, batch):
        return Refused("seal")
    store.append(given.scope, batch.session, batch.first + skipped, fresh, batch.signature)
    return Stored(batch.session, store.head(batch.session))


def dispute(
    store: Store, given: Dispute, writable: Collection[str], policy: Policy = ALL_ON
) -> DisputeAnswer:
    """Keep the other branch of a forked session beside the feed; the caller commits, and raises the alarm."""
    if policy.scopes and given.scope not in writable:
        return Refused("scope")
    if policy.check_seal and not _sealed(store, given.batch):
        return Refused("seal")
    if policy.chain_beside and not _leads_on(store, given.batch):
        return Gap(given.batch.session, store.head(given.batch.session))
    store.set_aside(given.scope, given.batch)
    return Kept(given.batch.session)


def _leads_on(store: Store, batch: Batch) -> bool:
    """Whether the event before the first is here, in its session or beside it."""
    return batch.first == 1 or _has_beside(store, Tip(batch.session, batch.first - 1, batch.prev))


def _common(store: Store, batch: Batch, known: int) -> int | None:
    """The last number both sides agree on, when the part they both have differs; None when it does not."""
    hashes = [header_hash(event.header) for event in batch.events[: max(known, 0)]]
    if known <= 0 or store.hash_at(batch.session, batch.first + known - 1) == hashes[known - 1]:
        return None
    for place in range(known - 1):
        if store.hash_at(batch.session, batch.first + place) != hashes[place]:
            return batch.first + place - 1
    return batch.first + known - 2


def _sealed(store: Store, batch: Batch) -> bool:
    """Whether the device that opened the session signed the batch's tip."""
    key = store.key_of(batch.session) if batch.first > 1 else key_in(batch.events[0])
    if key is None:
        return False
    return holds(Seal(batch.session, batch.last, batch.tip, batch.signature), key)


def key_in(genesis: Event) -> bytes | None:
    """The public key named in a session's first event."""
    try:
        return bytes.fromhex(json.loads((genesis.body or b"")[SALT_BYTES:])["key"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


def pull(store: Store, asked: Pull, readable: Collection[str], policy: Policy = ALL_ON) -> PullAnswer:
    """A page of a feed behind the client's mark."""
    if policy.scopes and asked.scope not in readable:
        return Refused("scope")
    if policy.check_mark and not _fits(store, asked.scope, asked.mark):
        return Rewound(asked.scope, START)
    limit = max(1, min(asked.limit, MOST_ROWS))
    rows = store.rows(asked.scope, asked.mark.n, limit)
    rows = _to_seal(rows) if policy.end_at_seal else rows
    if not rows:
        return Page(asked.scope, (), asked.mark, more=False)
    mark = store.mark_at(asked.scope, rows[-1].n) or asked.mark
    return Page(asked.scope, tuple(_runs(rows, asked)), mark, more=store.end(asked.scope).n > mark.n)


def _to_seal(rows: Sequence[Row]) -> Sequence[Row]:
    """`rows` up to the last sealed one: what is not sealed its reader could never prove to another server."""
    last = max((place for place, row in enumerate(rows, 1) if row.seal), default=len(rows))
    return rows[:last]


def _fits(store: Store, scope: str, mark: Mark) -> bool:
    """Whether the client's mark is a place of this feed."""
    return mark.n == 0 or store.mark_at(scope, mark.n) == mark


def _runs(rows: Sequence[Row], asked: Pull) -> list[Batch | Reference]:
    """Rows gathered into runs of one session, as references where the client has them already."""
    runs: list[Batch | Reference] = []
    pending: list[Row] = []
    for row in rows:
        if pending and not _continues(pending[-1], row, asked):
            runs.append(_run(pending, asked))
            pending = []
        pending.append(row)
    runs.append(_run(pending, asked))
    return runs


def _has(row: Row, asked: Pull) -> bool:
    """Whether a reference is enough: not for a header alone, whose reader may have the content."""
    if row.event.body is None and not asked.bare:
        return False
    return row.seq <= asked.have.get(row.session, 0)


def _continues(before: Row, row: Row, asked: Pull) -> bool:
    """Whether `row` belongs to the run of `before`; a sealed event ends its run, so that the seal travels along."""
    if before.seal and not _has(before, asked):
        return False
    return (before.session, before.seq + 1, _has(before, asked)) == (row.session, row.seq, _has(row, asked))


def _run(rows: list[Row], asked: Pull) -> Batch | Reference:
    """One run."""
    first, last = rows[0], rows[-1]
    if _has(first, asked):
        return Reference(first.session, first.seq, last.seq, header_hash(last.event.header))
    prev = first.event.header[2:34]
    return Batch(first.session, first.seq, prev, tuple(row.event for row in rows), last.seal)
