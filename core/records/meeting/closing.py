"""The end of a meeting (会议): closing it, and the second person's confirmation (E04, E05, M02)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from core.errors import Refusal
from core.records.kept import kept_body
from core.records.meeting.operations import append, still_open
from core.records.meeting.roster import roster_at
from core.records.meeting.state import CLOSED, CONFIRM_WITHIN, CONFIRMED, Meeting
from core.records.named import named
from core.records.reference import Ref
from core.signing import require
from core.text import clean

if TYPE_CHECKING:
    from core.replica.act import Act
    from core.signing import Signature

NAMED_AT_MOST: Final = 3
"""Hard problems that a refusal names; of the others it says how many."""


def close(act: Act, meeting: str, *, nothing: bool = False, kept: Iterable[str] = ()) -> None:
    """End the meeting; `nothing` says 无议定事项, `kept` names the rules whose warning stands (E06, E07).

    Raises Refusal when nothing came of it and nobody said so (E04), or while a hard problem is left (M02).
    """
    state = still_open(act, meeting)
    check_problems(state)
    if not (nothing or state.has_outcome):
        raise Refusal("meeting.no_outcome")
    append(act, meeting, CLOSED, {"nothing": nothing, **kept_body(kept)})
    if state.form == "review":
        _tie(act, meeting)


def check_problems(state: Meeting) -> None:
    """Raise Refusal, naming them, while hard problems are left without an action item or "no action" (M02)."""
    left = state.unsettled
    if left:
        named_ = " / ".join(clean(one.text, limit=40) for one in left[:NAMED_AT_MOST])
        raise Refusal("meeting.problems_left", count=len(left), problems=named_)


def _tie(act: Act, meeting: str) -> None:
    """A review (复盘, C19) belongs to the last emergency that ended, once; without one it is a meeting."""
    from core.records.footing import periods, review

    here = act.replica.seat.unit if act.replica.seat else ""
    ended = [one for one in periods(act.replica, here) if one.leading.ended is not None]
    if ended and ended[-1].leading.review_of(here) is None:
        review(act, ended[-1].leading.meta.id, meeting)


def confirm(act: Act, meeting: str, signature: Signature) -> None:
    """Confirm as the second person (二人确认, E05): somebody present other than the recorder.

    A late confirmation is taken and marked late. Raises Refusal for somebody absent, the recorder, or a
    meeting that is still open.
    """
    state = act.state(Meeting, meeting)
    person = require(signature, act.now)
    check_second(state, Ref(person, signature.name))
    body = {"person": named(act.replica, person).body(), "late": _is_late(act, state)}
    act.append(CONFIRMED, meeting, body, second=person)


def check_second(state: Meeting, person: Ref) -> None:
    """Raise Refusal when `person` cannot confirm the meeting, before anybody is asked for a PIN."""
    if state.closed is None or state.meta.struck is not None:
        raise Refusal("meeting.still_open")
    if state.recorder is not None and state.recorder.id == person.id:
        raise Refusal("meeting.recorder_confirms")
    if person.id not in {attendee.id for attendee in state.present}:
        raise Refusal("meeting.was_not_there", name=person.name)


def _is_late(act: Act, state: Meeting) -> bool:
    """Whether the limit of E05 has passed: the shift for a micro-meeting, else 24 hours after closing."""
    assert state.closed is not None
    if state.form == "micro" and state.shift:
        return roster_at(act.replica, act.now).shift != state.shift
    return act.now - state.closed > CONFIRM_WITHIN
