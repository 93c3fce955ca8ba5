"""The few shapes a page is laid out in: a rule, two ends of a line, a table line, two columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import zip_longest

from core.text import pad, wrap
from core.text.width import CUT, Align
from tui.glyphs import glyphs
from tui.sheet.measure import fit_row, width_of
from tui.sheet.span import EMPTY, RULE, Row, Span, row


def rule(width: int) -> Row:
    """A horizontal rule of `width` cells."""
    return (Span(glyphs().horizontal * width, "line"),)


def cell(text: str, width: int, style: str = "text", align: Align = "left") -> Span:
    """A table cell of exactly `width` cells; figures want `align="right"`."""
    return Span(pad(text, width, align, mark=CUT), style)


def styled(line: Row, style: str) -> Row:
    """`line` in one style, e.g. "dim" for what is past."""
    return tuple(Span(span.text, style) for span in line)


def justify(left: Row | str, right: Row | str, width: int) -> Row:
    """`left` at the left edge, `right` at the right edge; the left is cut first, two cells stay between."""
    left, right = _row(left), _row(right)
    taken = width_of(right)
    if not taken:
        return fit_row(left, width)
    if taken >= width:
        return fit_row(right, width)
    gap = min(2, width - taken)
    return (*fit_row(left, width - taken - gap), Span(" " * gap), *right)


def paragraph(text: str, width: int, style: str = "text", indent: int = 0) -> list[Row]:
    """`text` wrapped by the rules of Chinese typesetting, `indent` cells from the left."""
    return [row(Span(" " * indent + line, style)) for line in wrap(text, width - indent)]


def beside(name: str, text: str, label: int, width: int, style: str = "text") -> list[Row]:
    """`text` wrapped beside its name, which has `label` cells; one row at least."""
    first, *more = paragraph(text, width - 1, style, 3 + label) or [()]
    shown = Span(first[0].text.lstrip() if first else "", style)
    return [(Span(" "), cell(name, label, "dim"), Span("  "), shown), *more]


def columns(
    width: int, left: Iterable[Row], right: Iterable[Row], at: int, height: int | None = None
) -> list[Row]:
    """Two columns with one vertical rule at cell `at`; `RULE` in a column rules that column across.

    As tall as the taller column, or exactly `height` rows.
    """
    pairs = list(zip_longest(left, right, fillvalue=EMPTY))
    if height is not None:
        pairs = (pairs + [(EMPTY, EMPTY)] * height)[:height]
    return [_pair(one, other, at, width - at - 1) for one, other in pairs]


def _pair(left: Row, right: Row, before: int, after: int) -> Row:
    marks = glyphs()
    joints = (marks.vertical, marks.tee_left, marks.tee_right, marks.cross)
    joint = joints[(left is RULE) + 2 * (right is RULE)]
    return (*_side(left, before), Span(joint, "line"), *_side(right, after))


def _side(side: Row, width: int) -> Row:
    return rule(width) if side is RULE else fit_row(side, width)


def _row(part: Row | str) -> Row:
    return row(part) if isinstance(part, str) else part


def tabulate(values: Sequence[str], widths: Sequence[int], style: str = "text") -> Row:
    """A line of cells two apart; a negative width aligns right."""
    sized = zip(values, widths, strict=True)
    spans = [cell(value, abs(size), style, "right" if size < 0 else "left") for value, size in sized]
    return tuple(part for span in spans for part in (span, Span("  ", style)))[:-1]


def centred(line: Row, width: int) -> Row:
    """`line` in the middle of `width` cells."""
    return fit_row((Span(" " * max(0, (width - width_of(line)) // 2)), *line), width)
