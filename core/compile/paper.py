"""A4 sheets as monospaced text: 80 cells wide, 60 lines a page, Chinese counted as two cells, a foot on every page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from core.i18n import t
from core.text import cells, pad, wrap

WIDTH: Final = 80
PAGE_LINES: Final = 60
_FOOT_LINES: Final = 2
PAGE_BREAK: Final = "\f"


def rule() -> str:
    """A line across the sheet."""
    return "-" * WIDTH


def ends(left: str, right: str, width: int = WIDTH) -> str:
    """Two texts at both ends of a line; the left one gives way."""
    room = width - cells(right) - 1
    return f"{pad(left, room)} {right}"


def hanging(head: str, text: str, tail: str = "", width: int = WIDTH) -> list[str]:
    """`text` wrapped beside a `head` that stands on the first line only; `tail` ends the first line at the right."""
    room = width - cells(head) - (cells(tail) + 1 if tail else 0)
    first, *rest = wrap(text, room) or [""]
    lines = [ends(head + first, tail, width) if tail else head + first]
    return [*lines, *(" " * cells(head) + line for line in rest)]


def boxes(columns: Sequence[Sequence[str]], width: int = WIDTH) -> list[str]:
    """Framed boxes side by side, each with its lines: room to sign by hand."""
    inner = (width - len(columns) - 1) // len(columns)
    height = max(len(column) for column in columns)
    edge = "+" + "+".join("-" * inner for _ in columns) + "+"
    rows = [
        "|" + "|".join(pad(f" {column[row]}" if row < len(column) else "", inner) for column in columns) + "|"
        for row in range(height)
    ]
    return [edge, *rows, edge]


def paginate(head: Sequence[str], body: Sequence[str], foot: str, language: str | None = None) -> str:
    """Pages with `head` on each, as much of `body` as fits, and a foot with `foot` and the page number."""
    room = PAGE_LINES - len(head) - _FOOT_LINES
    chunks = [body[start : start + room] for start in range(0, max(1, len(body)), room)]
    pages = []
    for page, chunk in enumerate(chunks, start=1):
        filled = [*chunk, *[""] * (room - len(chunk))]
        number = t("paper.page", language=language, page=page, pages=len(chunks))
        pages.append("\n".join([*head, *filled, rule(), ends(foot, number)]))
    return f"\n{PAGE_BREAK}".join(pages) + "\n"
