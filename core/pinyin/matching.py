"""Finding a name from what an officer types: initials, part of the text, digits, or a mixture."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Callable, Iterable
from typing import Final, TypeVar

from core.pinyin.letters import initials, letter
from core.pinyin.table import OTHER_READINGS

Item = TypeVar("Item")

_HALF_LIFE_DAYS: Final = 7.0
_MISS: Final = 9


def matches(needle: str, text: str) -> bool:
    """Whether `needle` (initials, Chinese, digits or a mixture: 李jg) is in `text`; "" always is."""
    return _quality(_fold(needle), text) < _MISS


def rank(
    needle: str,
    candidates: Iterable[Item],
    *,
    key: Callable[[Item], str] = str,
    weight: Callable[[Item], float] = lambda _: 0.0,
) -> list[Item]:
    """The candidates whose `key` matches: whole, from the start, then inside; heavier `weight` first."""
    folded = _fold(needle)
    judged = [
        (_quality(folded, key(item)), -weight(item), place, item) for place, item in enumerate(candidates)
    ]
    return [item for quality, _, _, item in sorted(judged, key=lambda one: one[:3]) if quality < _MISS]


def weight(uses: int, days_since: float) -> float:
    """How heavy a choice is after `uses` times, the last one `days_since` days ago; it halves each week."""
    return uses * math.pow(0.5, max(0.0, days_since) / _HALF_LIFE_DAYS)


def _fold(needle: str) -> str:
    return "".join(unicodedata.normalize("NFKC", needle).lower().split())


def _quality(needle: str, text: str) -> int:
    """0 whole, 1 the start of the text, 2 the start of its initials, 3 and 4 inside, 5 another reading."""
    if not needle:
        return 1
    folded = _fold(text)
    found = _place(needle, folded, 0, 1, 3)
    if found == _MISS and needle.isascii():
        found = _place(needle, initials(text), 0, 2, 4)
    return 5 if found == _MISS and _read_otherwise(needle, folded) else found


def _place(needle: str, text: str, *grades: int) -> int:
    whole, start, inside = grades
    place = text.find(needle)
    if place < 0:
        return _MISS
    return whole if len(needle) == len(text) else inside if place else start


def _read_otherwise(needle: str, text: str) -> bool:
    """Character by character, each by itself, its initial or its second reading."""
    if needle.isascii() and OTHER_READINGS.keys().isdisjoint(text):
        return False
    readings = [char + letter(char) + OTHER_READINGS.get(char, "") for char in text if char.isalnum()]
    needle = "".join(filter(str.isalnum, needle))
    ways = range(len(readings) - len(needle) + 1)
    return bool(needle) and any(
        all(char in readings[start + index] for index, char in enumerate(needle)) for start in ways
    )
