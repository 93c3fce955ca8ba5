"""The shift pattern (排班): the turns of the next cycle; another one is chosen by digit, first day and teams."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from typing import ClassVar, Final

from core.dates.days import day_word
from core.dates.times import time_word
from core.errors import Refusal
from core.i18n import t
from core.records.pattern import Cycle, pattern_in_force, periods, set_pattern
from core.records.pattern_examples import day_staff, four_teams_three_shifts, round_the_clock
from core.records.reference import Ref
from core.records.unit import find_team, teams
from core.replica.act import Desk
from core.replica.replica import Replica
from tui.screens.station.section import Entry, Section
from tui.sheet.span import Span, row

Maker = Callable[[date, Sequence[Ref], time], Cycle]
_START: Final = time(8)


def _days(monday: date, who: Sequence[Ref], start: time) -> Cycle:
    return day_staff(monday - timedelta(days=monday.weekday()), who[0], start)


MAKERS: Final[dict[str, tuple[str, int, Maker]]] = {
    "1": ("station.pattern_turns", 2, round_the_clock),
    "2": ("station.pattern_four", 4, four_teams_three_shifts),
    "3": ("station.pattern_days", 1, _days),
}
"""By digit: the pattern's name, how many teams it needs, and what makes it."""


class PatternSection(Section):
    """+1 11-23 一班 二班 三班: a pattern, its first day, its teams in their order (all of them when none is named)."""

    label: ClassVar[str] = "station.pattern"
    hint: ClassVar[str] = "station.hint_pattern"
    empty: ClassVar[str] = "station.no_pattern"

    def entries(self, replica: Replica, now: datetime) -> Sequence[Entry]:
        """The turns of the next cycle, or the patterns there are to choose from."""
        found = pattern_in_force(replica)
        if found is None:
            return [Entry(digit, f"{digit}  {t(name)}") for digit, (name, _, _) in MAKERS.items()]
        days = t("frame.weekdays").split()
        turns = periods(found.cycle, now, now + timedelta(days=found.cycle.days))
        return [
            Entry(
                found.meta.id,
                turn.team.name,
                row(
                    f"{turn.start:%m-%d} {days[turn.start.weekday()]}  {turn.start:%H:%M} - {turn.end:%H:%M}"
                ),
                row(Span(t("shift.running") if turn.start <= now else "", "heading")),
            )
            for turn in turns
        ]

    def add(self, desk: Desk, text: str) -> None:
        """Put a pattern in force."""
        replica = desk.replica
        digit, *words = text.split() or [""]
        if digit not in MAKERS:
            raise Refusal("station.which_pattern")
        name, least, make = MAKERS[digit]
        today = replica.clock.now().date()
        day, start, named = today, _START, list[Ref]()
        for word in words:
            found_day, found_time = day_word(word, today), time_word(word)
            if ":" in word and found_time is not None:
                start = found_time
            elif found_day is not None:
                day = found_day
            else:
                team = find_team(replica, word)
                named.append(Ref(team.meta.id, team.name))
        named = named or [Ref(team.meta.id, team.name) for team in teams(replica)]
        if len(named) < least:
            raise Refusal("station.few_teams", count=least)
        desk.do(set_pattern, t(name), make(day, named, start))
