"""The frame around every page: status line, rule, banner, call, the page, rule or notice, command line, footer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.i18n import t
from core.text import wrap
from tui.sheet.layout import paragraph, rule
from tui.sheet.measure import fit_row
from tui.sheet.span import EMPTY, Row, Sheet, Size, Span, row
from tui.widgets.plain import plain

LEAST = Size(40, 10)
"""Below this nothing can be shown."""

_NOTICE_ROWS = 3


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence above the command line."""

    sentence: str
    style: str = "notice"


@dataclass(frozen=True, slots=True)
class Screenful:
    """Every row of the screen and the cell of the insertion point (column, row), None when there is none."""

    rows: list[Row]
    caret: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Parts:
    """The rows around the page, top to bottom, and where the insertion point stands in the command line."""

    status: Row
    banner: Row | None
    call: Row | None
    notice: Notice | None
    command: Row
    caret: int
    footer: Row

    def page_size(self, size: Size) -> Size:
        """The room that is left for the page."""
        return Size(size.width, size.height - 5 - len(self.standing))

    @property
    def standing(self) -> list[Row]:
        """What stands above every page: the emergency banner, a direct report that has to be phoned."""
        return [line for line in (self.banner, self.call) if line is not None]


def assemble(parts: Parts, sheet: Sheet, top: int, size: Size) -> Screenful:
    """The whole screen; a notice of several lines covers the last rows of the page and moves nothing."""
    room = parts.page_size(size).height
    body = visible(sheet, top, room, size.width)
    notice = _notice(parts.notice, size.width)
    above = [fit_row(parts.status, size.width), rule(size.width), *parts.standing]
    rows = [*above, *body, *notice[-1:], parts.command, parts.footer]
    covered = len(rows) - 3 - (len(notice) - 1)
    rows[covered : covered + len(notice) - 1] = notice[:-1]
    return Screenful(rows, (parts.caret, size.height - 2))


def visible(sheet: Sheet, top: int, room: int, width: int) -> list[Row]:
    """The `room` rows of `sheet` that show: its head, the rest from `top`; the cursor's row stands out."""
    rows = list(sheet.rows)
    if sheet.cursor is not None and 0 <= sheet.cursor < len(rows):
        rows[sheet.cursor] = tuple(Span(span.text, "cursor") for span in fit_row(rows[sheet.cursor], width))
    head = rows[: sheet.head]
    shown = [*head, *rows[sheet.head + top :]][:room]
    return [*(fit_row(one, width) for one in shown), *[EMPTY] * (room - len(shown))]


def scrolled(sheet: Sheet, top: int, room: int, by: int) -> int:
    """`top` moved by `by` rows, within the sheet."""
    return max(0, min(top + by, len(sheet.rows) - room))


def too_small(size: Size) -> Screenful:
    """What a window below `LEAST` shows."""
    rows = paragraph(t("frame.too_small"), max(2, size.width), "notice")[: size.height]
    return Screenful([*rows, *[EMPTY] * (size.height - len(rows))], None)


def fault_sheet(width: int) -> Sheet:
    """What stands in place of a page that cannot be shown."""
    return Sheet([EMPTY, *paragraph(t("frame.fault_page"), width - 2, "error", indent=1)])


def _notice(notice: Notice | None, width: int) -> Sequence[Row]:
    if notice is None:
        return [rule(width)]
    lines = wrap(plain(notice.sentence), width - 2)[:_NOTICE_ROWS]
    return [fit_row(row(Span(f" {line}", notice.style)), width) for line in lines]
