"""Lines of the duty log as rows: time at the left edge, author, text, mark and number at the right edge."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from core.clock import from_ms
from core.i18n import t
from core.replica.rows import EntryRow
from core.text import cells
from tui.marks import ORDER
from tui.sheet.layout import cell, justify
from tui.sheet.span import Row, Span, row

if TYPE_CHECKING:
    from core.replica.replica import Replica

_NUMBER: Final = 5
_AUTHOR: Final = (4, 8)
"""Fewest and most cells of the author's column."""


def author_of(replica: Replica, person: str | None) -> str:
    """The name of a line's author; empty for the seat itself."""
    return "" if person is None else getattr(replica.state(person), "name", person[:4])


def author_width(names: Iterable[str]) -> int:
    """Cells of the author's column for these names."""
    least, most = _AUTHOR
    return min(most, max([least, *map(cells, names)]))


def log_row(entry: EntryRow, author: str, author_cells: int, width: int, style: str = "text") -> Row:
    """One line of the log, `width` cells at most; a struck line is struck whatever its `style`."""
    gone = "struck" in entry.mark or "undone" in entry.mark
    text = "struck" if gone else style
    left = row(
        Span(f" {_zoned(entry):%H:%M}  ", "dim" if style == "text" else style),
        cell(author, author_cells, "label" if style == "text" else style),
        Span("  "),
        Span(entry.text(), text),
    )
    number = cell(short_number(entry.number), _NUMBER, "dim", "right")
    return justify(left, row(Span(marks_of(entry), "dim"), "  ", number, " "), width)


def day_row(day: date, width: int) -> Row:
    """The row above the lines of a day."""
    name = t("frame.weekdays").split()[day.weekday()]
    return (Span(f" {day:%Y-%m-%d} {name}", "dim"),)


def day_of(entry: EntryRow) -> date:
    """The calendar day of a line, in the station's zone."""
    return _zoned(entry).date()


def marks_of(entry: EntryRow) -> str:
    """The words 补 更 废 of a line."""
    found = entry.mark.split()
    return " ".join(t(f"mark.{mark}") for mark in ORDER if mark in found)


def short_number(number: str) -> str:
    """A number as it is spoken: 东港-20261122-A03 is A03."""
    return number.rpartition("-")[2]


def _zoned(entry: EntryRow) -> datetime:
    return from_ms(entry.at)
