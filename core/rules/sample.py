"""The phone sample (E09): which records the branch asks about by a call, decided from their ids alone.

A record's id holds chance that nobody chooses, so nobody knows beforehand whether what they write will be asked about,
and every replica comes to the same answer without a word between them.
"""

from __future__ import annotations

from collections.abc import Collection
from hashlib import sha256
from typing import Final

ONE_IN: Final = 20
"""One record in so many is drawn."""


def sampled(item: str, marks: Collection[str] = ()) -> bool:
    """Whether the branch calls about `item` (the id of a record or of a part of it).

    One in twenty is drawn; one that carries a mark kept against a warning (E06, E07) always is (S8).
    """
    return bool(marks) or drawn(item)


def drawn(item: str) -> bool:
    """Whether chance alone draws `item`, the same on every replica."""
    return int.from_bytes(sha256(item.encode()).digest()[:8], "big") % ONE_IN == 0
