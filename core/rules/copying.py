"""The copy check (E07): a text at least 90 % alike to an earlier record of the same kind warns its author first.

Alike is twice the characters in common blocks over the characters of both, blanks and punctuation left out.  Two bounds
that cannot miss a hit keep it fast over ten years of records: the lengths, then the characters in common in any order.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import Final, NamedTuple

from core.rules.finding import Finding

ALIKE_PERCENT: Final = 90
SHORTEST: Final = 20
"""Characters below which two texts are alike by nature and nothing is said."""

_NOISE: Final = re.compile(r"[\W_]+")


class Earlier(NamedTuple):
    """An earlier record: its number and what was typed into it."""

    number: str
    text: str


class Alike(NamedTuple):
    """The earlier record most alike, and how much in whole percent."""

    number: str
    percent: int


def check(text: str, earlier: Iterable[Earlier]) -> list[Finding]:
    """The private warning of E07, or nothing."""
    hit = most_alike(text, earlier)
    if hit is None:
        return []
    return [Finding("E07", "evidence.copied", {"percent": hit.percent, "number": hit.number}, private=True)]


def most_alike(text: str, earlier: Iterable[Earlier]) -> Alike | None:
    """The earlier record at least 90 % alike to `text`, the most alike first; None when there is none."""
    mine = plain(text)
    if len(mine) < SHORTEST:
        return None
    letters = Counter(mine)
    matcher = SequenceMatcher(None, "", mine, autojunk=False)
    best: Alike | None = None
    for record in earlier:
        theirs = plain(record.text)
        if not _may_be_alike(mine, letters, theirs):
            continue
        matcher.set_seq1(theirs)
        percent = int(matcher.ratio() * 100)
        if percent >= ALIKE_PERCENT and (best is None or percent > best.percent):
            best = Alike(record.number, percent)
            if percent == 100:
                break
    return best


def plain(text: str) -> str:
    """`text` without blanks and punctuation, letters folded to one case."""
    return _NOISE.sub("", text).casefold()


def _may_be_alike(mine: str, letters: Counter[str], theirs: str) -> bool:
    """Two bounds on how alike two texts can be; False only when 90 % is out of reach."""
    needed = ALIKE_PERCENT * (len(mine) + len(theirs)) / 200
    if min(len(mine), len(theirs)) < needed:
        return False
    return (letters & Counter(theirs)).total() >= needed
