"""Times of day: 18:30, 1830, 9:05, １８：３０, 18点半, 下午3点, 6pm."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime, time, timedelta
from typing import Final

_TIME: Final = re.compile(
    r"(?P<half>凌晨|早上|上午|中午|下午|傍晚|晚上|晚)?\s*"
    r"(?:(?P<h>\d{1,2})[:.](?P<m>\d{2})|(?P<hm>\d{3,4})|(?P<hour>\d{1,2})[点时](?:(?P<past>\d{1,2})分?|(?P<mid>半)|整)?"
    r"|(?P<twelve>\d{1,2})(?::(?P<min>\d{2}))?\s*(?P<ampm>[ap]m))"
)
_AFTERNOON: Final = frozenset(("下午", "傍晚", "晚上", "晚", "pm"))
_DAY: Final = timedelta(days=1)


def fold(text: str) -> str:
    """`text` in half width and lower case, blanks at its ends gone."""
    return unicodedata.normalize("NFKC", text).strip().lower()


def time_word(text: str) -> time | None:
    """The time of day `text` names, or None."""
    found = _TIME.fullmatch(fold(text))
    if found is None:
        return None
    part = found.groupdict()
    if part["hm"]:
        hour, minute = int(part["hm"][:-2]), int(part["hm"][-2:])
    else:
        hour = int(part["h"] or part["hour"] or part["twelve"])
        minute = 30 if part["mid"] else int(part["m"] or part["past"] or part["min"] or 0)
    hour = _on_the_day(hour, part["half"] or part["ampm"] or "")
    return time(hour, minute) if hour < 24 and minute < 60 else None


def clock_time(text: str, now: datetime, *, ahead: timedelta = timedelta(0)) -> datetime | None:
    """The nearest past instant at which the clock showed `text`, in the zone of `now`; None if it is no time.

    23:50 typed at 00:10 is yesterday's. A time up to `ahead` in the future still counts as today's.
    """
    typed = time_word(text)
    if typed is None:
        return None
    moment = datetime.combine(now.date(), typed, now.tzinfo)
    return moment if moment <= now + ahead else moment - _DAY


def _on_the_day(hour: int, half: str) -> int:
    if half in _AFTERNOON and hour < 12:
        return hour + 12
    return 0 if half in {"am", "凌晨"} and hour == 12 else hour
