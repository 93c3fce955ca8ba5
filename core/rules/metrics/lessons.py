"""K07: how far micro-lessons (微党课) reach: teams, never individuals' reading (A06)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from core.records.lesson.state import Lesson
from core.rules.metrics.figures import Share, total


def reach(lessons: Iterable[Lesson], teams: Mapping[str, datetime]) -> Share:
    """Teams that held it, of `teams` (id, and since when there is one), over all lessons that were not withdrawn.

    In scope of a lesson is every team that there was when it was published; one added later only if it held it.
    """
    return total(_held(one, teams) for one in lessons if one.withdrawn is None)


def _held(lesson: Lesson, teams: Mapping[str, datetime]) -> Share:
    held = {one.team.id for one in lesson.deliveries} & teams.keys()
    scope = held | {team for team, since in teams.items() if since <= lesson.published}
    return Share(len(held), len(scope), (lesson.meta.id,))
