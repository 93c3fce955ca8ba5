"""What stands beside the feeds: the other ways of sessions that forked, in pieces that end where they were sealed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from core.journal.encoding import PREV, header_hash
from core.journal.event import Stored
from sync.batch import MOST_EVENTS, Batch
from sync.messages import Tip

PUT: Final = "INSERT OR IGNORE INTO aside VALUES (?, ?, ?, ?, ?, ?)"
"""One event: scope, session, number, header hash, header, body."""

SEAL: Final = "INSERT OR IGNORE INTO aside_seal VALUES (?, ?, ?, ?)"
"""The seal over one of them: session, number, header hash, signature."""

_ONE: Final = """
SELECT header, body, coalesce(signature, x'') FROM aside
LEFT JOIN aside_seal AS seal ON seal.session = aside.session AND seal.seq = aside.seq AND seal.tip = aside.hash
WHERE aside.session = ? AND aside.seq = ? AND aside.hash = ?
"""
_TIPS: Final = "SELECT session, seq, tip FROM aside_seal ORDER BY session, seq"

Kept = tuple[Stored, bytes]
"""An event kept aside, and the seal over it as a tip; empty where none was given."""


def put(connection: Any, scope: str, batch: Batch) -> None:
    """Keep a batch aside, with its seal, in the caller's transaction."""
    for seq, event in enumerate(batch.events, batch.first):
        connection.execute(PUT, (scope, batch.session, seq, header_hash(event.header), *event))
    if batch.signature:
        connection.execute(SEAL, (batch.session, batch.last, batch.tip, batch.signature))


def one(connection: Any, tip: Tip) -> Kept | None:
    """The event kept aside under that number and hash."""
    row = connection.execute(_ONE, tip).fetchone()
    return None if row is None else (Stored(row[0], row[1]), row[2])


def tips(connection: Any) -> tuple[Tip, ...]:
    """The sealed ends of everything kept aside: what can be handed on."""
    return tuple(Tip(*row) for row in connection.execute(_TIPS))


def piece(tip: Tip, find: Callable[[Tip], Kept | None]) -> Batch | None:
    """The events kept aside that end at `tip`, back to the sealed one before; None when nothing sealed is there."""
    kept = find(tip)
    if kept is None or not kept[1]:
        return None
    signature, events = kept[1], [kept[0]]
    place = _before(tip, kept[0])
    while (kept := find(place)) is not None and not kept[1] and len(events) < MOST_EVENTS:
        events.append(kept[0])
        place = _before(place, kept[0])
    return Batch(tip.session, place.seq + 1, place.hash, tuple(reversed(events)), signature)


def _before(tip: Tip, event: Stored) -> Tip:
    return Tip(tip.session, tip.seq - 1, event.header[PREV])
