"""A micro-lesson as it stands: the text to be read aloud, and which teams held it (domain §2 M13, K07)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from core.records.kept import read_kept
from core.records.kind import Fact, Line, Meta, RecordKind, Summary
from core.records.reference import Ref, read_ref

PUBLISHED, WITHDRAWN, DELIVERED = "lesson.published", "lesson.withdrawn", "lesson.delivered"
LESSON = RecordKind("lesson", series="K", audience="down")
KINDS = (LESSON,)

CATEGORIES: Final = ("lesson.epidemic", "lesson.training", "lesson.political", "lesson.safety")
MOST_TEXT: Final = 600
"""Characters that are read aloud in about three minutes."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """A team held it: where, in which shift, how many were there, whether the question was asked; `id` of its event."""

    station: str
    team: Ref
    shift: str
    at: datetime
    present: int
    expected: int
    asked: bool
    id: str = ""


@dataclass(frozen=True, slots=True)
class Lesson:
    """A published text with its source and the day that was published, one question, and who held it."""

    meta: Meta
    title: str
    category: str
    text: str
    source: str
    source_date: date | None
    question: str
    published: datetime
    deliveries: tuple[Delivery, ...] = ()
    withdrawn: datetime | None = None
    kept: tuple[str, ...] = ()
    """Rules whose private warning stood when it was published all the same (E06, E07)."""

    def held_by(self, team: str) -> Delivery | None:
        """The first time the team with that id held it."""
        return next((one for one in self.deliveries if one.team.id == team), None)


@LESSON.opens(PUBLISHED)
def _published(meta: Meta, fact: Fact) -> Lesson:
    body, day = fact.body, fact.body.get("source_date")
    return Lesson(
        meta,
        body["title"],
        body["category"] if body["category"] in CATEGORIES else CATEGORIES[-1],
        body["text"],
        body["source"],
        None if day is None else date.fromisoformat(day),
        body["question"],
        fact.at,
        kept=read_kept(body),
    )


@LESSON.on(WITHDRAWN)
def _withdrawn(state: Lesson, fact: Fact) -> Lesson:
    return replace(state, withdrawn=state.withdrawn or fact.at)


@LESSON.on(DELIVERED)
def _delivered(state: Lesson, fact: Fact) -> Lesson:
    body, team = fact.body, read_ref(fact.body["team"])
    if team is None:
        return state
    held = Delivery(
        fact.event.unit,
        team,
        str(body.get("shift", "")),
        fact.at,
        int(body["present"]),
        int(body["expected"]),
        bool(body["asked"]),
        str(fact.id),
    )
    return replace(state, deliveries=(*state.deliveries, held))


@LESSON.says(PUBLISHED)
def _say_published(state: Lesson, fact: Fact) -> Line:
    return Line("lesson.line.published", {"category": f"@{state.category}", "title": state.title})


@LESSON.says(WITHDRAWN)
def _say_withdrawn(state: Lesson, fact: Fact) -> Line:
    return Line("lesson.line.withdrawn", {"title": state.title})


@LESSON.says(DELIVERED)
def _say_delivered(state: Lesson, fact: Fact) -> Line:
    body = fact.body
    params: dict[str, str | int] = {
        "title": state.title,
        "team": str(body["team"]["name"]),
        "present": int(body["present"]),
        "expected": int(body["expected"]),
    }
    return Line("lesson.line.asked" if body["asked"] else "lesson.line.delivered", params)


@LESSON.summarises
def _summary(state: Lesson) -> Summary:
    return Summary(
        state.title,
        status="lesson.withdrawn" if state.withdrawn else "lesson.published",
        open=state.withdrawn is None,
        subject=state.category,
    )
