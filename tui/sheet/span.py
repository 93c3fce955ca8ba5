"""A page as data: spans of text with the name of a style, rows of spans, a sheet of rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple


class Span(NamedTuple):
    """Some text and the name of its style in `tui.theme`."""

    text: str
    style: str = "text"


Row = tuple[Span, ...]
"""One line of the screen, left to right."""


def row(*parts: str | Span) -> Row:
    """A row of spans; bare strings take the normal style."""
    return tuple(part if isinstance(part, Span) else Span(part) for part in parts)


RULE: Row = (Span("", "line"),)
"""A horizontal rule as wide as the column it stands in."""

EMPTY: Row = ()
"""A blank line."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a page shows: rows, how many of them stay at the top when it scrolls, the row of its cursor."""

    rows: Sequence[Row]
    head: int = 0
    cursor: int | None = None


class Size(NamedTuple):
    """The page's room in cells."""

    width: int
    height: int
