"""Agendas of meetings as data: what each form is called, its parts, and how long one usually lasts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

VIEWS: Final = ("view", "question")
"""Parts every meeting has: a view or a question recorded there satisfies E04."""


@dataclass(frozen=True, slots=True)
class Agenda:
    """One form of meeting: its label (a catalogue key), parts in their order, usual length in minutes.

    `branch` for a form that the branch holds: there is no shift and no roll call, and K01 counts by the rule of
    branch life.
    """

    label: str
    parts: tuple[str, ...]
    minutes: tuple[int, int]
    branch: bool = False

    @property
    def all_parts(self) -> tuple[str, ...]:
        """The form's own parts, then views and questions."""
        return (*self.parts, *VIEWS)


AGENDAS: Final = {
    "micro": Agenda("micro.meeting", ("requirements", "experience"), (1, 15)),
    "pre_shift": Agenda("brief.pre", ("clothing", "gear", "fitness", "tasks", "hazards", "lesson"), (3, 30)),
    "post_shift": Agenda("brief.post", ("done", "good", "improve", "next"), (3, 30)),
    "team": Agenda("meet.team", ("incidents", "drills", "open_items", "tasks"), (10, 120)),
    "study": Agenda("study.team", ("material", "skill", "practice"), (10, 180)),
    "review": Agenda("mode.review", ("done", "good", "improve", "changes"), (10, 240)),
    "leaders_exchange": Agenda("meet.leaders", ("results", "methods", "problems"), (10, 180), branch=True),
}
"""By form; domain §2 M02, M05, M06, M12, §5 (the three looks of a pre-shift brief), §6 (the review of an emergency)."""

BY_CHOICE: Final = tuple(form for form in AGENDAS if form != "review")
"""The forms anybody chooses any day; a review is opened where the emergency it looks back on is shown."""

PROBLEMS: Final = "problems"
"""The part for hard problems (重点难点): each leaves with an action item or an explicit "no action" (M02)."""

STUDY_MODES: Final = ("study.led", "study.practice", "study.together", "study.self", "study.exchange")
"""五学 (M07): labels of the five ways to learn."""

CHANNELS: Final = ("in_person", "online", "mixed")
"""线上线下 (M08)."""

ATTENDANCE_REASONS: Final = (
    "came_late",
    "left_early",
    "called_away",
    "came_back",
    "online",
    "rollcall_wrong",
    "guest",
    "in_person",
)
"""Why a meeting's roster departs from the roll call (E03), or how somebody takes part who was called at none; labels
under meeting.reason."""

BACKFILL_REASONS: Final = ("on_paper", "power_cut", "incident", "held_elsewhere", "forgotten")
"""Why a meeting was written down later (E02); labels under meeting.backfill."""


def part_label(part: str) -> str:
    """The catalogue key of a part's label."""
    return f"meeting.part.{part}"
