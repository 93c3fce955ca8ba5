"""Spans of days in a query: 昨天, 上周, 3月, 去年, 近7天, 11-20..11-22, last week, march 2026."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from core.dates.days import MONTHS, day_word, month_number, nearest

_WEEK: Final = re.compile(r"([上本这下])个?周|(last|this|next) week")
_MONTH: Final = re.compile(r"([上本这下])个?月|(last|this|next) month")
_YEAR: Final = re.compile(r"([前去今])年|(last|this) year")
_LAST_DAYS: Final = re.compile(r"(?:近|最近|过去)(\d{1,3})[天日]|(?:last|past) (\d{1,3}) days")
_NAMED: Final = re.compile(rf"({'|'.join(MONTHS)})(?: (\d{{4}}))?")
_NUMBERED: Final = re.compile(r"(?:(\d{4})年)?(\d{1,2})月(?:份)?|((?:19|20)\d{2})[-/](\d{1,2})")
_WHOLE_YEAR: Final = re.compile(r"(\d{4})年")
_FROM_TO: Final = re.compile(r"(.+?)(?:\.\.|~|至|到| to )(.+)")
_STEP: Final = {
    "上": -1,
    "last": -1,
    "本": 0,
    "这": 0,
    "this": 0,
    "今": 0,
    "下": 1,
    "next": 1,
    "去": -1,
    "前": -2,
}

HEAD: Final = re.compile(
    r"(大?[昨今前]天|[昨今]日|[上本这]个?[周月](?![一二三四五六日天])|[去今前]年"
    r"|(?:\d{4}年)?\d{1,2}月\d{1,2}[日号]|\d{4}年\d{1,2}月|\d{1,2}月份?|\d{4}年|(?:最?近|过去)\d{1,3}[天日])的?(.+)"
)
"""A span of days typed together with what follows it, such as 昨天的火灾."""


@dataclass(frozen=True, slots=True)
class Span:
    """Days from `first` to `last`, both inside."""

    first: date
    last: date

    def hull(self, other: Span) -> Span:
        """The shortest span around both."""
        return Span(min(self.first, other.first), max(self.last, other.last))


def span(text: str, today: date) -> Span | None:
    """The days that `text` (folded, lower case) names, seen backwards from `today`; None if it names none."""
    try:
        return _single(text, today) or _from_to(text, today)
    except (ValueError, OverflowError):
        return None


def _single(text: str, today: date) -> Span | None:
    if text.startswith("+"):
        return None
    if (day := day_word(text, today, past=True)) is not None:
        return Span(day, day)
    return _week(text, today) or _month(text, today) or _year(text, today) or _last_days(text, today)


def _from_to(text: str, today: date) -> Span | None:
    found = _FROM_TO.fullmatch(text)
    first, last = (_single(part.strip(), today) for part in found.groups()) if found else (None, None)
    return None if first is None or last is None else first.hull(last)


def _week(text: str, today: date) -> Span | None:
    found = _WEEK.fullmatch(text)
    if found is None:
        return None
    monday = today + timedelta(days=7 * _STEP[found[1] or found[2]] - today.weekday())
    return Span(monday, monday + timedelta(days=6))


def _month(text: str, today: date) -> Span | None:
    if found := _MONTH.fullmatch(text):
        months = today.year * 12 + today.month - 1 + _STEP[found[1] or found[2]]
        return _whole_month(months // 12, months % 12 + 1)
    if found := _NAMED.fullmatch(text):
        year, month = found[2], month_number(found[1])
    elif found := _NUMBERED.fullmatch(text):
        year, month = found[1] or found[3], int(found[2] or found[4])
    else:
        return None
    return _whole_month(int(year) if year else nearest(today, month, 1, past=True).year, month)


def _year(text: str, today: date) -> Span | None:
    if found := _YEAR.fullmatch(text):
        year = today.year + _STEP[found[1] or found[2]]
    elif found := _WHOLE_YEAR.fullmatch(text):
        year = int(found[1])
    else:
        return None
    return Span(date(year, 1, 1), date(year, 12, 31))


def _last_days(text: str, today: date) -> Span | None:
    found = _LAST_DAYS.fullmatch(text)
    return Span(today - timedelta(days=max(0, int(found[1] or found[2]) - 1)), today) if found else None


def _whole_month(year: int, month: int) -> Span:
    return Span(date(year, month, 1), date(year, month, monthrange(year, month)[1]))
