"""No shift is open: the teams, the one whose turn it is first; one figure and Enter opens its shift."""

from __future__ import annotations

from collections.abc import Sequence

from core.errors import Refusal
from core.i18n import t
from core.records.shift.starting import start_shift, teams_due
from core.records.unit import Unit
from tui.page import Page
from tui.sheet.layout import paragraph
from tui.sheet.span import EMPTY, Row, Size, Span, row


def no_shift_rows(known: Sequence[Unit], size: Size) -> list[Row]:
    """What can be opened; a station without teams is told how to get some."""
    if not known:
        return [EMPTY, *paragraph(t("rollcall.no_teams"), size.width - 2, "text", 1)]
    lines: list[Row] = [EMPTY, row(Span(" " + t("rollcall.no_shift"), "heading")), EMPTY]
    for number, team in enumerate(known, 1):
        turn = Span("  " + t("rollcall.turn"), "due") if number == 1 else Span("")
        lines.append(row(Span(f"   {number}  ", "accent"), Span(team.name), turn))
    return lines


def open_team(page: Page, typed: str) -> None:
    """Open the shift of the team of that number, of the first for nothing typed; raises Refusal."""
    known = teams_due(page.desk.replica, page.services.clock.now())
    if not known:
        raise Refusal("rollcall.no_teams")
    number = int(typed) if typed.isdecimal() else 0 if typed else 1
    if not 1 <= number <= len(known):
        raise Refusal("rollcall.no_such_team", last=len(known))
    page.desk.do(start_shift, known[number - 1])
    page.nav.say(t("rollcall.shift_opened", team=known[number - 1].name), "saved")
