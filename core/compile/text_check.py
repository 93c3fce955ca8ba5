"""What the evidence rules say about a report or a lesson before it goes: for its author's eyes alone (E06, E07)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from core.records.lesson import Text, lessons
from core.records.report import ByHand
from core.rules.citing import ahead
from core.rules.copying import Earlier, check
from core.rules.finding import Finding

if TYPE_CHECKING:
    from core.replica.replica import Replica


def check_report(replica: Replica, form: str, by_hand: Sequence[ByHand], today: date) -> list[Finding]:
    """The private remarks about the lines by hand: compiled lines are nobody's words, and a plan may lie ahead."""
    done = [one.text for one in by_hand if one.part == "this_week"]
    typed = "\n".join(one.text for one in by_hand)
    return [*ahead(done, today), *check(typed, _reports(replica, form))]


def check_lesson(replica: Replica, text: Text, today: date) -> list[Finding]:
    """The private remarks about a lesson: its source, what it cites, and earlier lessons it repeats."""
    earlier = (Earlier(one.meta.number, one.text) for one in lessons(replica, open=False))
    return [
        *_source(text, today),
        *ahead((text.text, text.source), today),
        *check(text.text, earlier),
    ]


def _reports(replica: Replica, form: str) -> Iterator[Earlier]:
    """The lines by hand of every earlier report of that form: they are its title in lists."""
    for row in replica.rows("report"):
        if row.subject == f"report.{form}" and not row.struck:
            yield Earlier(row.number, row.title)


def _source(text: Text, today: date) -> list[Finding]:
    """E06: a source that is published only later."""
    if text.source_date is None or text.source_date <= today:
        return []
    return [Finding("E06", "lesson.source_ahead", {"date": text.source_date.isoformat()}, private=True)]
