"""Saying things: results on stdout, everything else on stderr; nothing a terminal would obey passes."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from typing import Any, TextIO

from core.text import clean
from watchroom.given import Given

COLUMN = 60
"""Cells a column of a table is at most aligned to."""

LINE_LIMIT = 4000
"""Characters of one printed line."""


def result(given: Given, document: dict[str, Any], *lines: str) -> None:
    """Print `document` when JSON was asked for, else the `lines` for a person."""
    if given.json:
        print(_escaped(json.dumps(document, ensure_ascii=False, allow_nan=False)), file=_utf8(sys.stdout))
    else:
        for line in lines:
            print(safe(line))


def _escaped(document: str) -> str:
    """`document` with what a terminal or an eye would obey written as JSON escapes: the same document."""
    if document.isprintable():
        return document
    return "".join(one if one.isprintable() or one == "\u3000" else json.dumps(one)[1:-1] for one in document)


def notice(sentence: str) -> None:
    """Say `sentence` beside the result."""
    print(safe(sentence), file=sys.stderr)


def safe(line: str) -> str:
    """`line` without anything a terminal would obey."""
    return clean(line, limit=LINE_LIMIT)


def table(rows: Iterable[tuple[str, ...]]) -> list[str]:
    """`rows` with their columns aligned by cells, two blanks between; a very long cell pushes its own row alone."""
    from core.text import cells

    kept = [tuple(safe(cell) for cell in row) for row in rows]
    if not kept:
        return []
    widths = [min(COLUMN, max(cells(row[column]) for row in kept)) for column in range(len(kept[0]))]
    return ["  ".join(map(_column, row, widths)).rstrip() for row in kept]


def _column(cell: str, width: int) -> str:
    from core.text import cells, pad

    return cell if cells(cell) > width else pad(cell, width)


def _utf8(stream: TextIO) -> TextIO:
    """`stream` writing UTF-8 whatever the locale: a JSON document has no other encoding."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(encoding="utf-8")
    return stream
