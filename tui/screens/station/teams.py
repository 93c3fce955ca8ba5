"""Teams (班组), and the first shift of a station: where nobody is on duty yet, Enter on a team begins the watch."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from core.errors import Refusal
from core.i18n import t
from core.records.person import find_person, people
from core.records.reference import Ref
from core.records.shift import current_shift, open_shift, relief_of
from core.records.unit import add_team, rename_unit, teams
from core.replica.act import Desk
from core.replica.replica import Replica
from tui.page import Page, Prompt
from tui.screens.station.section import Entry, Section
from tui.sheet.span import Span, row


class Teams(Section):
    """Enter begins a shift while none runs."""

    label: ClassVar[str] = "station.teams"
    hint: ClassVar[str] = "station.hint_teams"
    empty: ClassVar[str] = "station.no_teams"

    def entries(self, replica: Replica, now: datetime) -> Sequence[Entry]:
        """Every team with its people; the one on duty is marked."""
        shift = current_shift(replica)
        found = []
        for team in teams(replica):
            count = len(people(replica, team=team.meta.id))
            mark = t("shift.running") if shift is not None and shift.team.id == team.meta.id else ""
            found.append(
                Entry(
                    team.meta.id,
                    team.name,
                    row(t("station.members", count=count)),
                    row(Span(mark, "heading")),
                )
            )
        return found

    def add(self, desk: Desk, text: str) -> None:
        """A new team."""
        desk.do(add_team, text)

    def change(self, desk: Desk, record: str, text: str) -> None:
        """Another name."""
        desk.do(rename_unit, record, text)

    def enter(self, page: Page, entry: Entry) -> None:
        """Ask who takes the desk and open the shift."""
        running = current_shift(page.desk.replica)
        if running is not None:
            raise Refusal("shift.still_open", number=running.meta.number)
        today = page.services.clock.now().date()
        officer = relief_of(page.desk.replica, Ref(entry.id, entry.name), today).officer
        hint = t("station.hint_officer", name=officer.name) if officer else ""
        prompt = Prompt("officer", t("station.ask_officer", team=entry.name), hint, blank=officer is not None)
        page.ask(prompt, lambda typed: _begin(page, entry.id, typed, officer))


def _begin(page: Page, team: str, typed: str, expected: Ref | None) -> None:
    who = find_person(page.desk.replica, typed).meta.id if typed.strip() or expected is None else expected.id
    page.desk.do(open_shift, team=team, officer=who)
