"""Short facts set one behind the other, wrapped between facts and never inside one."""

from __future__ import annotations

from collections.abc import Iterable

from tui.sheet.measure import width_of
from tui.sheet.span import Row, Span

GAP = "   "


def flow(facts: Iterable[Row], width: int, indent: int = 1) -> list[Row]:
    """`facts` in as few rows of `width` cells as they need, `indent` cells from the left."""
    lines: list[Row] = []
    line: Row = ()
    for fact in facts:
        longer = (*line, Span(GAP), *fact) if line else (Span(" " * indent), *fact)
        if line and width_of(longer) > width - 1:
            lines.append(line)
            longer = (Span(" " * indent), *fact)
        line = longer
    return [*lines, line] if line else lines


def pair(label: str, value: str, style: str = "text") -> Row:
    """A quiet label and what it says."""
    return (Span(f"{label} ", "dim"), Span(value, style))
