"""Dates and times as people write them, in Chinese and English, read without guessing.

What can be read two ways is not read: 01/07/14 has no century, 03/04/2024 no order until a mapping says so.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Final

from core.importing.doubt import Doubt, doubt

ORDERS: Final = ("", "dmy", "mdy", "ymd")
"""How three numbers of a date follow each other; empty: only what can be read one way."""

EMPTY: Final = frozenset(
    {"", "-", "--", "/", "—", "无", "不详", "空", "n/a", "na", "null", "none", "nil", "unknown"}
)
"""What people put in a cell that has nothing to say, in lower case."""

_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS_WHOLE: Final = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_NUMERALS: Final = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}
_NUMERALS_TEENS: Final = {"十一": 11, "十二": 12}

_CLOCK: Final = re.compile(
    r"(?P<half>上午|下午|凌晨|晚上?|中午|早上?)?\s*(?P<h>\d{1,2})\s*(?:[:时点.]\s*)(?P<m>\d{1,2})"
    r"(?:\s*[:分.]\s*(?P<s>\d{1,2})(?:[.,]\d+)?)?\s*[分秒]?\s*(?P<ap>[ap]\.?m\.?)?\s*"
    r"(?P<zone>z|[+-]\d{2}:?\d{2})?",
    re.IGNORECASE,
)
_BARE_CLOCK: Final = re.compile(r"(?P<h>\d{2})(?P<m>\d{2})(?P<s>\d{2})?")
_YEAR_FIRST: Final = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_PACKED: Final = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
_PACKED_BOTH: Final = re.compile(r"((?:19|20)\d{6})(\d{4}|\d{6})")
_YEAR_LAST: Final = re.compile(r"(\d{1,2})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{4}|\d{2})(?!\d)")
_WORDED: Final = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th)?[\s-]+([a-z]{3,9})\.?,?[\s-]+(\d{4}|\d{2})(?!\d)", re.IGNORECASE
)
_WORD_FIRST: Final = re.compile(
    r"([a-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4}|\d{2})(?!\d)", re.IGNORECASE
)
_WEEKDAY: Final = re.compile(r"^(?:mon|tues?|wednes|thurs?|fri|satur|sun)[a-z]*,?\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Moment:
    """What a cell says about when: a day, a time of day, an offset from UTC, or some of them."""

    day: date | None = None
    clock: time | None = None
    offset: timedelta | None = None


def is_empty(text: str) -> bool:
    """Whether a cell says nothing."""
    return text.strip().lower() in EMPTY


@lru_cache(maxsize=8192)
def read_moment(text: str, order: str = "", century: int | None = None) -> Moment | Doubt:
    """The moment a cell means, or why it cannot be told; an empty cell is an empty Moment."""
    if is_empty(text):
        return Moment()
    plain = unicodedata.normalize("NFKC", text[:80]).strip()
    packed = _PACKED_BOTH.fullmatch(plain)
    if packed:
        plain = f"{packed[1]} {packed[2]}"
    found = _date(plain, order, century)
    if isinstance(found, Doubt):
        return found
    day, rest = found
    rest = rest.strip().removeprefix("T").removeprefix("t").removeprefix(",").strip()
    if not rest:
        return Moment(day)
    clock = _clock(rest)
    return doubt("time", value=text) if clock is None else Moment(day, clock[0], clock[1])


def read_day(day: str, month: str, year: str, century: int | None = None) -> date | Doubt:
    """The date of three cells; the month may be a number or a word, July or 七月."""
    shown = f"{day} {month} {year}"
    numbers = [unicodedata.normalize("NFKC", text).strip() for text in (year, day)]
    in_year = read_month(month)
    if in_year is None:
        return doubt("date", value=shown)
    digits = [re.match(r"\d{1,4}", number) for number in numbers]
    if digits[0] is None or digits[1] is None:
        return doubt("date", value=shown)
    return _day(digits[0][0], in_year, int(digits[1][0]), century, shown)


def read_month(text: str) -> int | None:
    """The month, 1 to 12, of a number or a word in either language."""
    plain = unicodedata.normalize("NFKC", text).strip().lower()
    word = plain.rstrip(".").removesuffix("份").removesuffix("月")
    if word.isascii() and word.isdigit():
        return int(word) if 1 <= int(word[:3]) <= 12 and len(word) <= 2 else None
    if word in _NUMERALS or word in _NUMERALS_TEENS:
        return _NUMERALS.get(word) or _NUMERALS_TEENS[word]
    if word in _MONTHS_WHOLE:
        return _MONTHS_WHOLE.index(word) + 1
    return _MONTHS.index(word[:3]) + 1 if word in _MONTHS or word == "sept" else None


def _date(plain: str, order: str, century: int | None) -> tuple[date | None, str] | Doubt:
    """The date a text starts with, if it does, and what follows it."""
    plain = _WEEKDAY.sub("", plain)
    for pattern, places in ((_YEAR_FIRST, "ymd"), (_PACKED, "ymd"), (_YEAR_LAST, order), (_WORDED, "dmy"),
                            (_WORD_FIRST, "mdy")):  # fmt: skip
        match = pattern.match(plain)
        if match is None or (pattern is _PACKED and plain[match.end() : match.end() + 1].isdigit()):
            continue
        parts = match.groups()
        places = places or _only_order(parts[0], parts[1])
        if not places:
            return doubt("date_order", value=match[0])
        named = dict(zip(places, parts, strict=True))
        month = read_month(named["m"])
        if month is None:
            return doubt("date", value=match[0])
        found = _day(named["y"], month, int(named["d"]), century, match[0])
        return found if isinstance(found, Doubt) else (found, plain[match.end() :])
    return None, plain


def _only_order(first: str, second: str) -> str:
    """The order of two leading numbers when only one can be a month, or when it makes no difference."""
    if int(first) > 12:
        return "dmy"
    if int(second) > 12:
        return "mdy"
    return "dmy" if int(first) == int(second) else ""


def _day(year: str, month: int, day: int, century: int | None, shown: str) -> date | Doubt:
    """The date, or the doubt that its year has two digits or that no calendar has it."""
    full = int(year)
    if len(year) < 4:
        if century is None or len(year) != 2:
            return doubt("year", value=shown)
        full += century
    try:
        found = date(full, month, day)
    except ValueError:
        return doubt("date", value=shown)
    return found if 1900 <= full <= 2200 else doubt("date", value=shown)


def _clock(text: str) -> tuple[time, timedelta | None] | None:
    """The time of day and the offset that `text` is, or None."""
    match = _CLOCK.fullmatch(text) or _BARE_CLOCK.fullmatch(text)
    if match is None:
        return None
    parts = match.groupdict()
    hour = _hour(int(parts["h"]), parts.get("half") or "", (parts.get("ap") or "").lower())
    try:
        clock = time(hour, int(parts["m"]), int(parts["s"] or 0))
        return clock, _offset(parts.get("zone"))
    except ValueError:
        return None


def _hour(hour: int, half: str, ap: str) -> int:
    """The hour on a clock of 24; one that contradicts its half of the day becomes impossible."""
    if ap:
        if not 1 <= hour <= 12:
            return 99
        return hour % 12 + (12 if ap.startswith("p") else 0)
    if half in ("下午", "晚", "晚上") and 1 <= hour < 12:
        return hour + 12
    return hour


def _offset(text: str | None) -> timedelta | None:
    """The offset of Z or ±hh:mm."""
    if text is None:
        return None
    if text in "zZ":
        return timedelta(0)
    parsed = datetime.strptime(text.replace(":", ""), "%z").utcoffset()
    return parsed if parsed is not None else None
