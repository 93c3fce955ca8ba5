"""A record's state may not depend on the order its events arrived in, nor on how often (design §3)."""

from __future__ import annotations

import random

from core.records.fold import Folded, fold
from core.replica.replica import Replica


def same_in_any_order(replica: Replica, record: str, *, tries: int = 25, seed: int = 1) -> Folded:
    """Fold the record's events shuffled and repeated, `tries` times; returns the fold all of them agree on.

    What the replica keeps, folded event by event as they were written, has to agree as well.
    """
    events = replica.events(record)
    expected = fold(events)
    chance = random.Random(seed)
    for _ in range(tries):
        arrived = events + chance.choices(events, k=len(events))
        chance.shuffle(arrived)
        assert fold(arrived) == expected
    kept = replica.folded(record)
    assert kept is not None
    assert (kept.state, kept.entries) == (expected.state, expected.entries)
    return expected
