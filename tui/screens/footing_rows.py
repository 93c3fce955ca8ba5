"""Rows of the footing page: the stations a declaration was made for, and what an emergency still asks of somebody."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final

from core.compile.duties import label
from core.dates import short_when
from core.i18n import t
from tui.marks import DUE, OVERDUE
from tui.sheet.layout import cell
from tui.sheet.span import Row, Span, row

if TYPE_CHECKING:
    from core.records.footing import Footing, Receipt
    from core.rules.cadence import Obligation

NAME: Final = 14
"""Cells of the first column."""


def receipt_rows(one: Footing, names: Sequence[tuple[str, str]], now: datetime) -> list[Row]:
    """Every station (path and name): when its screen showed it, who confirmed it; who did not stands out."""
    receipts = {each.station: each for each in one.receipts}
    lines = [row(Span(f" {t('footing.stations')}", "heading"))]
    for path, name in names:
        said, style = _received(receipts.get(path), now)
        lines.append(row(" ", cell(name, NAME), Span(f"  {said}", style)))
    return lines


def _received(known: Receipt | None, now: datetime) -> tuple[str, str]:
    """How far a station is, and the style of saying so."""
    if known is not None and known.confirmed is not None:
        by = known.by.name if known.by else ""
        return f"{t('footing.confirmed')}  {short_when(known.confirmed, now)}  {by}", "text"
    if known is not None and known.shown is not None:
        return f"{t('footing.shown')}  {short_when(known.shown, now)}", "due"
    return t("footing.silent"), "overdue"


def standing_row(one: Obligation, now: datetime, doing: str) -> Row:
    """A duty that stands until it is met: what, until when, and what to press."""
    late = now > one.due
    style = "overdue" if late else "due"
    by = t("branch.by", at=short_when(one.due, now))
    said = f"{OVERDUE if late else DUE} {t(label(one.met_by_kind, one.every))}  {by}"
    return row(" ", Span(said, style), Span(f"  {doing}", "key"))
