"""What an officer types about a call (电话补报): a digit of the list of phones or a name, and perhaps when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from core.dates.times import clock_time, fold

if TYPE_CHECKING:
    from core.records.phonebook import Entry

AHEAD: Final = timedelta(hours=12)
"""A time so little ahead is a slip of today, to be refused, and none of yesterday."""


def read_call(text: str, phones: Sequence[Entry], now: datetime) -> tuple[str, datetime | None]:
    """Who was told and when, of a line such as "1 14:10" or "周平"; None: now."""
    words = text.split()
    at = _time(words[-1], now) if words else None
    who = " ".join(words if at is None else words[:-1])
    digit = fold(who)
    if digit.isascii() and digit.isdigit() and 0 < int(digit) <= len(phones):
        return phones[int(digit) - 1].who, at
    return who, at


def _time(word: str, now: datetime) -> datetime | None:
    """The moment a word names; three figures are a number that was dialled (119) and no time."""
    figures = fold(word)
    return None if figures.isdigit() and len(figures) != 4 else clock_time(word, now, ahead=AHEAD)
