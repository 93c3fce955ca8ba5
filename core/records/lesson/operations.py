"""Publishing a micro-lesson, holding it with a team, withdrawing it (domain §2 M13)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from core.errors import Refusal
from core.records.kept import kept_body
from core.records.lesson.state import (
    CATEGORIES,
    DELIVERED,
    LESSON,
    MOST_TEXT,
    PUBLISHED,
    WITHDRAWN,
    Lesson,
)
from core.records.lookup import states
from core.records.rollcall import latest_rollcall, roster_now
from core.records.shift import current_shift
from core.rules.participation import of_shift
from core.text import clean

if TYPE_CHECKING:
    from core.replica.act import Act
    from core.replica.replica import Replica

MOST_LINE: Final = 80
"""Characters of a title, a source or a question."""


@dataclass(frozen=True, slots=True)
class Text:
    """What is published: `source_date` is the day the source itself was published, None where nobody knows."""

    title: str
    category: str
    text: str
    source: str
    question: str
    source_date: date | None = None


def publish(act: Act, text: Text, *, kept: Iterable[str] = ()) -> str:
    """Publish a lesson for every station below; returns its id.

    `kept` names the rules whose warning stands (E06, E07).  Raises Refusal for an unknown category, an empty part,
    a text over 600 characters.
    """
    if text.category not in CATEGORIES:
        raise Refusal("lesson.bad_category", value=clean(text.category, limit=40))
    lines = {name: clean(getattr(text, name)).strip() for name in ("title", "source", "question")}
    words = clean(text.text, lines=True).strip()
    empty = next((name for name, value in (*lines.items(), ("text", words)) if not value), None)
    if empty:
        raise Refusal("lesson.missing", part=f"@lesson.{empty}")
    if len(words) > MOST_TEXT or any(len(line) > MOST_LINE for line in lines.values()):
        raise Refusal("lesson.too_long", most=MOST_TEXT, has=len(words), line=MOST_LINE)
    body: dict[str, Any] = {**lines, "text": words, "category": text.category, **kept_body(kept)}
    if text.source_date is not None:
        body["source_date"] = text.source_date.isoformat()
    return act.open(LESSON, PUBLISHED, body)


def deliver(act: Act, lesson: str, *, asked: bool) -> None:
    """Record that the team on duty held the lesson now, with the people of its roll call (实到/应到).

    Raises Refusal without an open shift or a roll call, for a lesson withdrawn, or when the shift held it already.
    """
    state, shift = act.state(Lesson, lesson), current_shift(act.replica)
    if shift is None or latest_rollcall(act.replica, shift) is None:
        raise Refusal("lesson.no_rollcall")
    if state.withdrawn is not None:
        raise Refusal("lesson.is_withdrawn", title=state.title)
    if any(one.shift == shift.meta.id for one in state.deliveries):
        raise Refusal("lesson.held", title=state.title)
    share = of_shift(one.state for one in roster_now(act.replica, shift))
    body = {
        "team": shift.team.body(),
        "shift": shift.meta.id,
        "present": share.present,
        "expected": share.expected,
        "asked": asked,
    }
    act.append(DELIVERED, lesson, body)


def withdraw(act: Act, lesson: str) -> None:
    """Take a lesson back; what was held stays recorded."""
    if act.state(Lesson, lesson).withdrawn is None:
        act.append(WITHDRAWN, lesson, {}, audience="down")


def lessons(replica: Replica, *, open: bool = True) -> list[Lesson]:
    """The lessons published, the newest first; with `open` those not withdrawn."""
    found = [one for one in states(replica, LESSON, Lesson) if not (open and one.withdrawn)]
    return sorted(found, key=lambda one: (one.published, one.meta.id), reverse=True)
