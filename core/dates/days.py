"""Days: 今天, 明天, 周五, 下周一, 11-24, 3月2日, 20261122, +3d, yesterday, friday, march 2."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Final

from core.dates.times import fold

MONTHS: Final = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december",
)  # fmt: skip
"""English months; three letters are enough when a day stands beside."""

_OFFSETS: Final = {
    "今天": 0, "今日": 0, "今晚": 0, "明天": 1, "明日": 1, "明晚": 1, "后天": 2, "大后天": 3,
    "昨天": -1, "昨日": -1, "昨晚": -1, "前天": -2, "大前天": -3,
    "today": 0, "tonight": 0, "tomorrow": 1, "yesterday": -1,
}  # fmt: skip
_WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKS: Final = {"上": -1, "last": -1, "本": 0, "这": 0, "this": 0, "下": 1, "next": 1}


def _short(names: tuple[str, ...]) -> str:
    return "|".join(f"{name[:3]}(?:{name[3:]})?" for name in names)


_MONTH: Final = f"(?P<name>{_short(MONTHS)})"
_DAY: Final = r"(?P<day>\d{1,2})"
_YEAR: Final = r"(?P<year>\d{4})"
_DATES: Final = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?:{_YEAR}[-/])?(?P<month>\d{{1,2}})[-/]{_DAY}",
        rf"(?:{_YEAR}年)?(?P<month>\d{{1,2}})月{_DAY}[日号]?",
        r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})",
        rf"{_MONTH} {_DAY}(?:,? {_YEAR})?",
        rf"{_DAY} {_MONTH}(?: {_YEAR})?",
    )
)
_SHIFT: Final = re.compile(
    r"\+(?P<more>\d{1,3})(?P<unit>[dw天周]?)"
    r"|(?P<count>\d{1,3})(?P<of>[天周])(?P<way>[后前])"
)
_WEEK: Final = re.compile(
    r"(?P<cn>[上本这下])?个?(?:周|星期|礼拜)(?P<at>[一二三四五六日天])"
    rf"|(?:(?P<en>last|this|next) )?(?P<on>{_short(_WEEKDAYS)})"
)
_LATE: Final = timedelta(days=31)


def day_word(text: str, today: date, *, past: bool = False) -> date | None:
    """The one day `text` names, seen from `today`, or None.

    Without a year, 11-24 and 周五 mean the next such day, or the last one with `past`. A day just past
    typed as a limit stays in the past, so that the slip can be seen.
    """
    text = fold(text)
    readers: tuple[Callable[[str, date, bool], date | None], ...] = (_offset, _shift, _weekday, _date)
    try:
        return next(filter(None, (read(text, today, past) for read in readers)), None)
    except (ValueError, OverflowError):
        return None


def month_number(name: str) -> int:
    """1 to 12 for an English month or its first three letters; raises ValueError for anything else."""
    return [month[:3] for month in MONTHS].index(name[:3]) + 1


def _offset(text: str, today: date, past: bool) -> date | None:
    return today + timedelta(days=_OFFSETS[text]) if text in _OFFSETS else None


def _shift(text: str, today: date, past: bool) -> date | None:
    found = _SHIFT.fullmatch(text)
    if found is None:
        return None
    count, unit = int(found["more"] or found["count"]), found["unit"] or found["of"]
    days = count * (7 if unit in {"w", "周"} else 1)
    return today + timedelta(days=-days if found["way"] == "前" else days)


def _weekday(text: str, today: date, past: bool) -> date | None:
    found = _WEEK.fullmatch(text)
    if found is None:
        return None
    names = list("一二三四五六日天") if found["at"] else [name[:3] for name in _WEEKDAYS]
    ahead = min(names.index(found["at"] or found["on"][:3]), 6) - today.weekday()
    if week := found["cn"] or found["en"]:
        return today + timedelta(days=ahead + 7 * _WEEKS[week])
    return today + timedelta(days=-(-ahead % 7) if past else ahead % 7)


def _date(text: str, today: date, past: bool) -> date | None:
    found = next(filter(None, (pattern.fullmatch(text) for pattern in _DATES)), None)
    if found is None:
        return None
    part = found.groupdict()
    month = int(part["month"]) if part.get("month") else month_number(part["name"])
    if part["year"]:
        return date(int(part["year"]), month, int(part["day"]))
    return nearest(today, month, int(part["day"]), past=past)


def nearest(today: date, month: int, day: int, *, past: bool) -> date:
    """The last such day up to `today` with `past`, else the next one; 29 February finds its year."""
    for year in range(today.year - 8 * past, today.year + 9)[:: -1 if past else 1]:
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if found <= today if past else found >= today - _LATE:
            return found
    raise ValueError(month, day)
