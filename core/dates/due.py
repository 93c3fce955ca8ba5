"""Time limits as they are typed: 今日 18:00, 明天, 11-24, 周五 9点, today 18:00, +3d, +2h."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Final

from core.dates.days import day_word
from core.dates.times import fold, time_word

_HOURS: Final = re.compile(r"\+(\d{1,3})(h|m|小时|分钟?)|(\d{1,3})(小时|分钟)后")
_EVENING: Final = re.compile(r"(今|明|昨|to)(晚|night)\s*(?=\d)")
_MONTH_DAY: Final = re.compile(r"(\d{1,2})[日号]")


def day_words(text: str, now: datetime) -> date | datetime | None:
    """The day, or with a time of day the instant in the zone of `now`, that `text` sets as a limit; or None.

    A time alone is its next occurrence. A day alone stays a date: the end of that day is meant.
    """
    text = _EVENING.sub(lambda word: f"{word[1]}{'day' if word[1] == 'to' else '天'}晚", fold(text))
    if found := _HOURS.fullmatch(text):
        count, unit = int(found[1] or found[3]), found[2] or found[4]
        return now + (timedelta(hours=count) if unit[0] in "h小" else timedelta(minutes=count))
    if (alone := _day(text, now.date())) is not None:
        return alone
    if (clock := time_word(text)) is not None:
        moment = datetime.combine(now.date(), clock, now.tzinfo)
        return moment if moment > now else moment + timedelta(days=1)
    return _both(text, now)


def _both(text: str, now: datetime) -> datetime | None:
    """A day followed by a time: every blank, and the first digit after the day word, may be the seam."""
    for seam in range(1, len(text)):
        clock = time_word(text[seam:]) if _starts(text, seam) else None
        day = None if clock is None else _day(text[:seam].rstrip(), now.date())
        if clock is not None and day is not None:
            return datetime.combine(day, clock, now.tzinfo)
    return None


def _starts(text: str, seam: int) -> bool:
    return not (text[seam].isspace() or (text[seam].isdigit() and text[seam - 1].isdigit()))


def _day(text: str, today: date) -> date | None:
    found = _MONTH_DAY.fullmatch(text)
    if found is None:
        return day_word(text, today)
    for ahead in range(62):
        day = today + timedelta(days=ahead)
        if day.day == int(found[1]):
            return day
    return None
