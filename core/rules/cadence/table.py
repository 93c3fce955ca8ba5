"""The cadence table (domain §4): C01–C19, what is due how often in routine and in emergency footing.

The figures are those of domain §4, most of them defaults that an organisation changes (`core.records.cadence`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from typing import Final, Literal, NamedTuple

Column = Literal["routine", "emergency"]

EVERY: Final = (
    "shift_start",
    "shift_middle",
    "shift",
    "shift_end",
    "hours",
    "day",
    "week",
    "month",
    "quarter",
    "year",
    "days",
    "after",
)
"""What a beat may follow: a moment of each shift, a clock, a calendar, or days after something ended."""

MIDNIGHT: Final = time(0)
"""As a cut-off: the end of the day."""


class Beat(NamedTuple):
    """When a duty falls due, and which kind of record meets it.

    `day` is the weekday (1 Monday to 7 Sunday) of a week or the day of a month, 0 its last one; `at` the hour of that
    day, midnight meaning its end; `span` the minutes within which something of a shift is on time, the minutes of
    `hours`, or the days of `days` and `after`; `level` the only level at which it holds, empty for all.
    """

    every: str
    met_by: str
    day: int = 0
    at: time = MIDNIGHT
    span: int = 0
    level: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """A line of the table: its id, its label, who owes it, and both columns.

    `owed_by` is shift, team, station, branch or, of an emergency, its declarer. `deferrable` duties that fall due in
    emergency footing are put off by that alone; `breakable` ones are put off by an incident that broke them off
    (rule b of domain §4).
    """

    id: str
    label: str
    owed_by: str
    routine: tuple[Beat, ...]
    emergency: tuple[Beat, ...]
    deferrable: bool = False
    breakable: bool = False


def _same(id: str, label: str, owed_by: str, *beats: Beat, breakable: bool = False) -> Rule:
    return Rule(id, label, owed_by, beats, beats, breakable=breakable)


def _put_off(id: str, label: str, beat: Beat) -> Rule:
    """A duty of branch life: what falls due in emergency footing waits."""
    return Rule(id, label, "branch", (beat,), (), deferrable=True)


_START: Final = Beat("shift_start", "rollcall", span=15)
_SUNDAY: Final = 7

RULES: Final = (
    _same("C01", "brief.pre", "shift", Beat("shift_start", "pre_shift", span=60), breakable=True),
    Rule("C02", "duty.rollcall", "shift", (_START,), (_START, Beat("shift_middle", "rollcall", span=120))),
    _same("C03", "handover.title", "shift", Beat("shift_end", "handover", span=30)),
    Rule(
        "C04",
        "study.team",
        "team",
        (Beat("week", "study", day=_SUNDAY),),
        (Beat("shift", "lesson"),),
        breakable=True,
    ),
    Rule(
        "C05",
        "meet.team",
        "team",
        (Beat("week", "team", day=_SUNDAY),),
        (Beat("shift", "micro"),),
        breakable=True,
    ),
    Rule(
        "C06",
        "report.tiered",
        "team",
        (Beat("week", "weekly", day=_SUNDAY, at=time(18)),),
        (
            Beat("day", "daily", at=time(18)),
            Beat("hours", "situation", span=180, level="mode.red"),
            Beat("after", "closing", span=1),
        ),
    ),
    _put_off("C07", "meet.leaders", Beat("month", "leaders_exchange")),
    _put_off("C08", "life.committee", Beat("month", "committee")),
    _put_off("C09", "life.group", Beat("month", "group")),
    _put_off("C10", "life.members", Beat("quarter", "members")),
    _put_off("C11", "life.lecture", Beat("quarter", "lecture")),
    _put_off("C12", "life.theme_day", Beat("month", "theme_day")),
    _put_off("C13", "life.org_life", Beat("year", "org_life")),
    _put_off("C14", "life.appraisal", Beat("year", "appraisal")),
    _same("C15", "life.talk", "branch", Beat("year", "talk")),
    _put_off("C16", "std.staff", Beat("quarter", "staff6")),
    Rule(
        "C17",
        "sync.digest",
        "branch",
        (Beat("week", "digest", day=1, at=time(8)),),
        (Beat("day", "digest", at=time(20)),),
    ),
    Rule("C18", "mode.renewal", "declarer", (), (Beat("days", "renewal", span=7),)),
    _same("C19", "mode.review", "station", Beat("after", "review", span=7)),
)


@dataclass(frozen=True, slots=True)
class Table:
    """The table as it stands at a moment: the rules, some of them with other beats."""

    rules: tuple[Rule, ...] = RULES

    def rule(self, id: str) -> Rule | None:
        """One line of the table, None for an id that is none."""
        return next((rule for rule in self.rules if rule.id == id), None)

    def changed(self, beats: Mapping[tuple[str, Column], tuple[Beat, ...]]) -> Table:
        """The table with other beats for some columns; no beats at all mean that nothing is due there."""
        return Table(tuple(_with(rule, beats) for rule in self.rules))


def _with(rule: Rule, beats: Mapping[tuple[str, Column], tuple[Beat, ...]]) -> Rule:
    routine = beats.get((rule.id, "routine"), rule.routine)
    emergency = beats.get((rule.id, "emergency"), rule.emergency)
    return Rule(rule.id, rule.label, rule.owed_by, routine, emergency, rule.deferrable, rule.breakable)


DEFAULT: Final = Table()
