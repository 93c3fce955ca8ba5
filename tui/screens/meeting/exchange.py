"""What a meeting of the branch is offered under each part: lines of reports to choose from, hard problems to settle."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from core.i18n import t
from core.records.meeting.agenda import PROBLEMS

if TYPE_CHECKING:
    from core.compile.agenda import Given
    from core.records.meeting import Meeting, Problem

AT_MOST: Final = 2
"""Lines of a part that is not spoken of; of more only their number shows."""

_HOW: Final = {"in_person": ("in_person",), "online": ("online",), "mixed": ("in_person", "online")}
"""How somebody takes part, by the way the meeting is held."""


@dataclass(frozen=True, slots=True)
class Offered:
    """A line to choose: its text, the record it came from, the id of a hard problem that is not settled."""

    text: str
    record: str = ""
    problem: str = ""


def offered(state: Meeting, given: Sequence[Given], part: str) -> list[Offered]:
    """The lines under `part`, hard problems with what came of them."""
    if part == PROBLEMS:
        return [_problem(state, one) for one in state.problems]
    return [Offered(one.text, one.record) for one in given if one.part == part]


def _problem(state: Meeting, one: Problem) -> Offered:
    if one.none:
        return Offered(f"{one.text}  {t('meeting.no_action')}", one.report)
    decided = next((each.text for each in state.decisions if each.action and each.action == one.action), "")
    if one.action:
        return Offered(f"{one.text}  {t('meeting.decided')} {decided}".rstrip(), one.report)
    return Offered(one.text, one.report, one.id)


def lines(state: Meeting, given: Sequence[Given], lit: str, chosen: int) -> dict[str, list[tuple[str, str]]]:
    """By part the lines with their styles: of the one spoken of all, the chosen one lit; of the others how many."""
    found: dict[str, list[tuple[str, str]]] = {}
    for part in (*dict.fromkeys(one.part for one in given), PROBLEMS):
        here = offered(state, given, part)
        if part == lit:
            found[part] = [
                (one.text, "accent" if place == min(chosen, len(here) - 1) else _style(one))
                for place, one in enumerate(here)
            ]
        elif len(here) > AT_MOST:
            found[part] = [(_count(state, part, len(here)), "dim")]
        else:
            found[part] = [(one.text, _style(one)) for one in here]
    return found


def _style(one: Offered) -> str:
    """A problem that waits stands out."""
    return "due" if one.problem else "dim"


def _count(state: Meeting, part: str, count: int) -> str:
    if part == PROBLEMS:
        return t("meeting.exchange.problems", count=count, left=len(state.unsettled))
    return t("meeting.exchange.lines", count=count)


def hint(lit: str) -> str:
    """The catalogue key of what the keys do at a part."""
    return "meeting.hint_problem" if lit == PROBLEMS else "meeting.hint_exchange"


def reasons(state: Meeting, person: str, *, present: bool) -> Sequence[str] | None:
    """How somebody can take part; one alone needs no question, None asks as everywhere."""
    if not present:
        return None
    return _HOW.get(state.channel) if state.seat(person) else ("guest",)


def usual(state: Meeting) -> str:
    """How people take part unless something else is said of them."""
    return "online" if state.channel == "online" else "in_person"
