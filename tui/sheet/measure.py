"""Rows measured in cells: a wide character takes two and is never split."""

from __future__ import annotations

from core.text import cells, fit
from core.text.width import CUT
from tui.sheet.span import Row, Span


def width_of(row: Row) -> int:
    """Width of `row` in cells."""
    return sum(cells(span.text) for span in row)


def fit_row(row: Row, width: int, style: str = "text") -> Row:
    """`row` cut or filled to exactly `width` cells; a cut ends in `~`, the filling takes `style`."""
    kept: list[Span] = []
    room = width
    for index, span in enumerate(row):
        size = cells(span.text)
        if size > room or (size == room and any(later.text for later in row[index + 1 :])):
            text = fit(span.text + CUT, room, mark=CUT)
            return (*kept, Span(text + " " * (room - cells(text)), span.style))
        kept.append(span)
        room -= size
    return (*kept, Span(" " * room, style)) if room else tuple(kept)
