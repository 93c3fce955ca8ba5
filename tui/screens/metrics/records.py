"""The records behind one figure, as they were counted: in the order of their times, each opens with Enter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from core.clock import from_ms
from core.i18n import has, language, t
from core.records.labels import label
from core.replica.rows import RecordRow
from tui.page import Sheet, Size
from tui.screens.loglines import short_number
from tui.sheet.layout import cell, justify
from tui.sheet.scroll import Listing
from tui.sheet.span import Row, Span, row

_KIND: Final = {"zh": 12, "en": 18}


def record_rows(found: Sequence[RecordRow], chosen: Listing, size: Size, *, whole: bool) -> Sheet:
    """The records that fit, with the cursor among them; with their `whole` numbers where they name the station."""
    shown = chosen.window(len(found), size.height)
    return Sheet(
        [_line(found[index], size.width, whole) for index in shown], cursor=chosen.cursor - shown.start
    )


def _line(one: RecordRow, width: int, whole: bool) -> Row:
    """When, what kind, what about; at the right its state and number."""
    kind = one.subject if has(one.subject) else label(one.kind)
    left = row(
        Span(f" {from_ms(one.at):%m-%d %H:%M}  ", "dim"),
        cell(t(kind) if kind else "", _KIND[language()], "dim"),
        Span(f"  {one.title}"),
    )
    number = one.number if whole else short_number(one.number)
    state = t(one.status) if has(one.status) else ""
    return (*justify(left, row(Span(f"{state}  {number}", "dim")), width - 1), Span(" "))
