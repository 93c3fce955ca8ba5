"""A stretch of time as it is typed for something held earlier: 09:30-09:45, 昨天 2130-2200, 11-20 9点到9点半."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Final

from core.dates.days import day_word
from core.dates.times import clock_time, fold, time_word

_STRETCH: Final = re.compile(
    r"(?:(?P<day>\S+(?: \d{1,2})?)\s+)?(?P<start>\S+?)\s*(?:-|~|到|至|to)\s*(?P<end>\S+)"
)


def past_stretch(text: str, now: datetime) -> tuple[datetime, datetime] | None:
    """Start and end `text` names, the last such ones before `now`, in its zone; None when it names none.

    An end earlier than the start is the next morning's. Without a day the stretch ended last before `now`.
    """
    found = _STRETCH.fullmatch(fold(text))
    if found is None:
        return None
    first, last = time_word(found["start"]), time_word(found["end"])
    if first is None or last is None:
        return None
    if found["day"]:
        day: date | None = day_word(found["day"], now.date(), past=True)
        start = None if day is None else datetime.combine(day, first, now.tzinfo)
    else:
        start = clock_time(found["start"], now)
    if start is None:
        return None
    end = datetime.combine(start.date(), last, now.tzinfo)
    return start, end if end >= start else end + timedelta(days=1)
