"""The status line: where the officer is at the left, footing, clock and sync at the right."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from core.i18n import t
from core.text import cells, fit
from tui.glyphs import glyphs
from tui.services import Situation
from tui.sheet.layout import justify
from tui.sheet.measure import fit_row
from tui.sheet.span import Row, Span


def status_row(crumbs: Sequence[str], heading: Row, corner: Row, width: int) -> Row:
    """Crumbs of the pages beneath, the page's own heading, and the corner."""
    trail = tuple(Span(f"{crumb} {glyphs().crumb} ", "dim") for crumb in crumbs)
    return justify((Span(" "), *trail, *heading), (*corner, Span(" ")), width)


def clock_corner(situation: Situation, now: datetime) -> Row:
    """Footing, date, weekday, time and sync."""
    day = t("frame.weekdays").split()[now.weekday()]
    parts = [
        Span(situation.footing, "overdue" if situation.banner else "text"),
        Span(f"{now:%m-%d} {day} {now:%H:%M}", "text"),
        Span(situation.sync, situation.sync_style),
    ]
    shown = [part for part in parts if part.text]
    return tuple(span for part in shown for span in (part, Span("   ")))[:-1]


def call_row(call: Sequence[str], key: str, width: int) -> Row:
    """What waits for somebody, as many of its words as fit whole; the key to act on it at the right."""
    said, *phones = call
    room = width - cells(key) - 4
    for one in phones:
        if cells(said) + cells(one) + 2 > room:
            break
        said += f"  {one}"
    return justify((Span(f" {said}", "overdue"),), (Span(key, "key"), Span(" ")), width)


def banner_row(sentence: str, width: int) -> Row:
    """The emergency sentence (战时), across the whole screen."""
    marks = glyphs()
    inside = fit_row((Span(" " + fit(sentence, width - 4, mark="~"), "emergency"),), width - 2, "emergency")
    return (Span(marks.bar_left, "emergency"), *inside, Span(marks.bar_right, "emergency"))
