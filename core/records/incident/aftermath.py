"""What an incident leaves behind: damaged equipment as a problem to see to, a review (战评) with measures."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.errors import Refusal
from core.records import action, issue
from core.records.incident import events
from core.records.incident.opening import live
from core.records.incident.state import Incident
from core.text import clean

if TYPE_CHECKING:
    from core.replica.act import Act


@dataclass(frozen=True, slots=True)
class Lessons:
    """The first three boxes of a review: course, what went well, what went wrong."""

    course: str
    well: str
    wrong: str


def damage(act: Act, incident: str, what: str) -> str:
    """Record damaged equipment and open a problem for it in the same act; returns the problem's id."""
    live(act, incident)
    what = clean(what).strip()
    if not what:
        raise Refusal("task.empty")
    opened = issue.open_issue(act, "issue.title", what, issue.Details(source=incident))
    act.append(events.DAMAGED, incident, {"what": what, "issue": opened})
    return opened


def review(act: Act, incident: str, lessons: Lessons, measures: Iterable[str] = ()) -> tuple[str, ...]:
    """Write the review, also of a completed incident; each measure, one line, becomes an action item.

    Returns the ids of the action items. Raises Refusal when a box is empty or a measure's owner is not found.
    """
    state = act.state(Incident, incident)
    if state.meta.struck is not None:
        raise Refusal("incident.struck", number=state.meta.number)
    boxes = {"course": lessons.course, "well": lessons.well, "wrong": lessons.wrong}
    boxes = {name: clean(text, lines=True).strip() for name, text in boxes.items()}
    if not all(boxes.values()):
        raise Refusal("incident.review_empty")
    items = tuple(action.open_line(act, line, source=incident) for line in measures if line.strip())
    act.append(events.REVIEWED, incident, {**boxes, "measures": list(items)})
    return items
