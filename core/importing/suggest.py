"""A mapping proposed from a table's headers and first rows; the officer corrects it and keeps it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from core.importing.doubt import Doubt
from core.importing.mapping import COUNTS, ByPrefix, Mapping
from core.importing.moments import is_empty, read_moment, read_month
from core.importing.source import Source
from core.importing.times import STAMPS
from core.importing.words import ASSISTS, HEADERS, class_of, folded
from core.text import clean

SAMPLE: Final = 2000
"""Rows looked at."""

_MOST_CLASSES: Final = 60
_MOST_NOTES: Final = 60
_TRAILING_DATE: Final = re.compile(r"[\d\s._()-]+$")

Test = Callable[[Sequence[str]], bool]


class _Columns:
    """The columns of the sample, each given away once."""

    def __init__(self, source: Source) -> None:
        rows = source.head(SAMPLE)
        columns = enumerate(source.header)
        self._values = {name: [row.cells[index].strip() for row in rows] for index, name in columns}
        self.free = dict.fromkeys(source.header)

    def filled(self, name: str) -> list[str]:
        """The values of a column that say something."""
        return [value for value in self._values[name] if not is_empty(value)] if name else []

    def take(self, role: str, test: Test) -> str:
        """The column that fits `role` best and passes `test`, or nothing."""
        for name in self._candidates(role):
            if test(self.filled(name)):
                self.free.pop(name)
                return name
        return ""

    def take_all(self, role: str) -> tuple[str, ...]:
        """Every column that fits `role` and says something."""
        found = tuple(name for name in self._candidates(role) if self.filled(name))
        for name in found:
            self.free.pop(name)
        return found

    def _candidates(self, role: str) -> list[str]:
        """Free columns whose header is a word of the role, then those that hold one, in the words' order."""
        headers = {name: folded(name) for name in self.free}
        words = HEADERS[role]
        equal = [name for word in words for name, header in headers.items() if header == word]
        parts = [word for word in words if len(word) > 3 or (not word.isascii() and len(word) > 1)]
        within = [name for word in parts for name, header in headers.items() if word in header]
        return list(dict.fromkeys(equal + within))


def suggest(source: Source) -> Mapping:
    """A mapping for `source`, as far as it can be told; `mapping.check` says what is still needed."""
    columns = _Columns(source)
    number = columns.take("number", _distinct)
    day, month, year = _split_date(columns)
    date = "" if day else columns.take("date", _dated)
    stamps = {name: found for name in STAMPS if (found := columns.take(name, _timed))}
    kind = columns.take("class", _classed)
    casualties = {name: found for name in COUNTS if (found := columns.take(name, _counted))}
    caller, vehicles = columns.take("caller", bool), columns.take("vehicles", bool)
    place, subtype = columns.take_all("place"), columns.take_all("subtype")
    text, cause, outcome = (columns.take_all(role) for role in ("text", "cause", "outcome"))
    return Mapping(
        id=_name(source),
        number=number,
        date=date, day=day, month=month, year=year,
        order=_order(columns.filled(name) for name in (date, *stamps.values())),
        stamps=stamps,
        kind=kind,
        classes=_classes(columns.filled(kind)),
        refine=_refine(columns, subtype),
        subtype=subtype, place=place, text=text, outcome=outcome,
        cause=cause,
        notes=tuple(name for name in columns.free if columns.filled(name))[:_MOST_NOTES],
        caller=caller,
        casualties=casualties,
        vehicles=vehicles,
    )  # fmt: skip


def _split_date(columns: _Columns) -> tuple[str, str, str]:
    """The columns of day, month and year, when all three are there."""
    before = dict(columns.free)
    day, year = columns.take("day", _whole), columns.take("year", _whole)
    month = columns.take("month", lambda values: bool(values) and read_month(values[0]) is not None)
    if day and month and year:
        return day, month, year
    columns.free = before
    return "", "", ""


def _order(columns: Iterable[Sequence[str]]) -> str:
    """The order in which every numeric date can be read; empty when two orders do or none is needed."""
    values = [value for column in columns for value in column]
    if not any(_reason(value, "") == "date_order" for value in values):
        return ""
    wrong = {order: sum(_reason(value, order) == "date" for value in values) for order in ("dmy", "mdy")}
    fitting = [order for order, count in wrong.items() if count == 0]
    return fitting[0] if len(fitting) == 1 else ""


def _reason(value: str, order: str) -> str:
    moment = read_moment(value, order)
    return moment.reason if isinstance(moment, Doubt) else ""


def _classes(values: Sequence[str]) -> dict[str, str]:
    """What the class column's values mean, as far as they name a class."""
    distinct = list(dict.fromkeys(values))[:_MOST_CLASSES]
    return {value: kind for value in distinct if (kind := class_of(value))}


def _refine(columns: _Columns, subtype: Sequence[str]) -> ByPrefix | None:
    """Kinds of special service that are help to the public, where a column tells them apart."""
    for name in subtype:
        values = {value.casefold() for value in columns.filled(name)}
        starts = [start for start in ASSISTS if any(value.startswith(start) for value in values)]
        if len(starts) > 1:
            return ByPrefix(name, dict.fromkeys(starts, "assist"))
    return None


def _name(source: Source) -> str:
    """The source's name without the month it is about, so that the next month's file is the same source."""
    stem = clean(source.path.stem, limit=80)
    return _TRAILING_DATE.sub("", stem) or stem or "import"


def _mostly(values: Sequence[str], test: Callable[[str], bool]) -> bool:
    """Whether four fifths of at least one value pass."""
    return bool(values) and sum(map(test, values)) * 5 >= len(values) * 4


def _distinct(values: Sequence[str]) -> bool:
    return bool(values) and len(set(values)) * 10 >= len(values) * 9


def _whole(values: Sequence[str]) -> bool:
    return _mostly(values, lambda value: value.rstrip("日年").isdigit())


def _counted(values: Sequence[str]) -> bool:
    return not values or _mostly(values, str.isdigit)


def _classed(values: Sequence[str]) -> bool:
    return len(set(values)) <= _MOST_CLASSES and _mostly(values, lambda value: class_of(value) is not None)


def _dated(values: Sequence[str]) -> bool:
    return _mostly(values, lambda value: _kind_of_time(value) in ("day", "both"))


def _timed(values: Sequence[str]) -> bool:
    return _mostly(values, lambda value: _kind_of_time(value) in ("clock", "both"))


def _kind_of_time(value: str) -> str:
    """Whether a value is a day, a time of day or both; a century is assumed for this judgement only."""
    moment = read_moment(value, "ymd" if value[:4].isdigit() else "dmy", 2000)
    if isinstance(moment, Doubt):
        moment = read_moment(value, "mdy", 2000)
    if isinstance(moment, Doubt) or (moment.day is None and moment.clock is None):
        return ""
    return "both" if moment.day and moment.clock else "day" if moment.day else "clock"
