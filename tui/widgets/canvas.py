"""The one widget: it paints rows of spans and repaints only the rows that changed."""

from __future__ import annotations

from collections.abc import Sequence

from rich.segment import Segment
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from tui import theme
from tui.sheet.measure import fit_row
from tui.sheet.span import Row, Span
from tui.widgets.plain import plain


def strip_of(row: Row, width: int) -> Strip:
    """`row` made safe, cut or filled to `width` cells, as Textual paints it."""
    safe = fit_row(tuple(Span(plain(text), name) for text, name in row), width)
    return Strip([Segment(text, theme.style(name)) for text, name in safe if text], width)


class Canvas(Widget):
    """The whole screen as rows; Textual's layout, markup and style sheets have no part in it."""

    DEFAULT_CSS = "Canvas { width: 100%; height: 100%; }"
    ALLOW_SELECT = False

    def __init__(self) -> None:
        """An empty screen."""
        super().__init__()
        self._rows: list[Row] = []
        self._strips: list[Strip] = []
        self._width = 0

    def paint(self, rows: Sequence[Row], width: int, *, afresh: bool = False) -> int:
        """Show `rows` and repaint those that differ (`afresh`: all); returns how many."""
        if afresh or width != self._width or len(rows) != len(self._rows):
            self._rows, self._strips, self._width = [()] * len(rows), [Strip([])] * len(rows), width
            changed = list(range(len(rows)))
        else:
            changed = [line for line, new in enumerate(rows) if new != self._rows[line]]
        for line in changed:
            self._rows[line] = rows[line]
            self._strips[line] = strip_of(rows[line], width)
        if changed:
            self.refresh(*_regions(changed, width))
        return len(changed)

    def render_lines(self, crop: Region) -> list[Strip]:
        """The strips inside `crop`."""
        blank = Strip.blank(crop.width, theme.style("text"))
        lines = [self._strips[y] if y < len(self._strips) else blank for y in range(crop.y, crop.bottom)]
        if crop.x == 0 and crop.width == self._width:
            return lines
        return [line.crop(crop.x, crop.right) for line in lines]


def _regions(lines: list[int], width: int) -> list[Region]:
    """One region for each run of neighbouring lines."""
    runs: list[list[int]] = []
    for line in lines:
        if runs and line == runs[-1][1]:
            runs[-1][1] = line + 1
        else:
            runs.append([line, line + 1])
    return [Region(0, first, width, end - first) for first, end in runs]
