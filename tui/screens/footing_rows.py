"""Rows of the footing page: the stations a declaration was made for, and what an emergency still asks of somebody."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final

from core.compile.duties import label
from core.dates import short_when
from core.i18n import t
from core.records.phonebook import spoken
from tui.marks import DUE, OVERDUE
from tui.sheet.flow import flow
from tui.sheet.layout import cell
from tui.sheet.span import Row, Span, row

if TYPE_CHECKING:
    from core.compile.confirming import Confirming
    from core.rules.cadence import Obligation

NAME: Final = 14
"""Cells of the first column."""


def receipt_rows(stations: Sequence[Confirming], width: int, now: datetime) -> list[Row]:
    """Every station: when its screen showed it, who confirmed it; who did not stands out with whom to call."""
    lines = [row(Span(f" {t('footing.stations')}", "heading"))]
    for one in stations:
        said = Span(_answer(one, now), "overdue" if one.late else "text")
        phones = [row(Span(spoken(phone), "overdue")) for phone in one.phones]
        called = phones or [row(Span(t("branch.no_phone"), "dim"))]
        first, *more = flow([row(said), *(called if one.late else ())], width - NAME - 2)
        lines.append((Span(" "), cell(one.name, NAME), Span(" "), *first))
        lines += [(Span(" " * (NAME + 2)), *line) for line in more]
    return lines


def _answer(one: Confirming, now: datetime) -> str:
    """What a station answered, in a few words."""
    known = one.receipt
    if known.confirmed is not None:
        by = known.by.name if known.by else ""
        return f"{t('footing.confirmed')}  {short_when(known.confirmed, now)}  {by}".rstrip()
    if one.entered is not None:
        return f"{t('mode.self')}  {short_when(one.entered, now)}"
    if known.shown is not None:
        return f"{t('footing.shown')}  {short_when(known.shown, now)}"
    return t("footing.silent")


def standing_row(one: Obligation, now: datetime, doing: str) -> Row:
    """A duty that stands until it is met: what, until when, and what to press."""
    late = now > one.due
    style = "overdue" if late else "due"
    by = t("branch.by", at=short_when(one.due, now))
    said = f"{OVERDUE if late else DUE} {t(label(one.met_by_kind, one.every))}  {by}"
    return row(" ", Span(said, style), Span(f"  {doing}", "key"))
