"""Rows out of delimited lines: quotes may span lines; one that never closes costs a row, not the file."""

from __future__ import annotations

import csv
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from core.importing.doubt import Doubt, doubt
from core.importing.lines import Line

DELIMITERS: Final = (",", "\t", ";", "|")
"""What is looked for, the most usual first."""

CELL_LIMIT: Final = 16_384
"""Characters of one cell."""

_RECORD_LINES: Final = 64
"""Physical lines one row may span."""

_RAW: Final = 160


class Row(NamedTuple):
    """A row as it stands in the file: its first line's number, its cells, or the fault that keeps it out."""

    line: int
    cells: Sequence[str]
    fault: Doubt | None = None
    raw: str = ""


class _OpenQuote(Exception):
    """The row reaches into a faulty line, or further than a row may."""


class _Feed:
    """Gives lines to the csv reader, knows those of the row in hand, and takes back what was not its own."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self._lines = iter(lines)
        self._back: deque[Line] = deque()
        self.taken: list[Line] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._back.popleft() if self._back else next(self._lines)
        self.taken.append(line)
        if line.fault is not None or len(self.taken) > _RECORD_LINES:
            raise _OpenQuote
        return line.text

    def first(self) -> Line:
        """The row's first line; the later ones go back to be read as rows of their own."""
        first, *rest = self.taken
        self._back.extendleft(reversed(rest))
        return first


def read_rows(lines: Iterable[Line], delimiter: str) -> Iterator[Row]:
    """The rows of `lines`, blank ones with no cells; nothing is left out and nothing raised."""
    feed = _Feed(lines)
    reader = csv.reader(feed, delimiter=delimiter, strict=True)
    while True:
        feed.taken = []
        try:
            cells = next(reader)
        except StopIteration:
            return
        except (csv.Error, _OpenQuote):
            line = feed.first()
            yield Row(line.number, (), line.fault or doubt("quotes"), line.text[:_RAW])
        else:
            yield _bounded(Row(feed.taken[0].number, cells))


def _bounded(row: Row) -> Row:
    """The row, set aside when a cell is longer than any cell should be."""
    if row.cells and max(map(len, row.cells)) > CELL_LIMIT:
        return Row(row.line, (), doubt("cell_long", limit=CELL_LIMIT), row.cells[0][:_RAW])
    return row


def sniff(lines: Sequence[Line]) -> str:
    """The delimiter under which most of `lines` have the same number of columns, more than one."""
    return max(DELIMITERS, key=lambda delimiter: _evenness(lines, delimiter))


def _evenness(lines: Sequence[Line], delimiter: str) -> tuple[float, int]:
    """Share of rows with the most usual number of columns, and that number; zero for a single column."""
    widths = Counter(len(row.cells) for row in read_rows(lines, delimiter) if row.cells)
    wide = [(count, width) for width, count in widths.items() if width > 1]
    if not wide:
        return 0.0, 0
    count, width = max(wide)
    return round(count / widths.total(), 1), width
