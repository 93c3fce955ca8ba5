"""Material named with the day it was published: 《防汛手册》 2026-11-18. Pure; never raises."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Final, NamedTuple

from core.dates.days import day_word

_CITED: Final = re.compile(r"《(?P<title>[^》]+)》\s*(?P<day>[^\s，。；、,;（）()《》]+)")


class Cited(NamedTuple):
    """A title and the day it was published."""

    title: str
    day: date


def cited(text: str, today: date) -> Iterator[Cited]:
    """Everything `text` cites with a day; a day without a year lies in the past."""
    for found in _CITED.finditer(text):
        day = day_word(found["day"], today, past=True)
        if day is not None:
            yield Cited(found["title"], day)


def only_cited(text: str, today: date) -> Cited | None:
    """What `text` cites when it says nothing else."""
    return next(cited(text, today), None) if _CITED.fullmatch(text) else None
