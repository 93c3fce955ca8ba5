"""What comes of a meeting: decisions become action items (议定事项), and last time's come first."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from core.clock import iso
from core.errors import Refusal
from core.records.action import Action, finish, open_action, open_line
from core.records.meeting.operations import append, still_open
from core.records.meeting.problem import Problem
from core.records.meeting.state import DECIDED, SETTLED, Meeting
from core.records.named import named

if TYPE_CHECKING:
    from core.replica.act import Act
    from core.replica.replica import Replica

_TO_DO: Final = frozenset({"open", "doing", "returned"})


def decide(
    act: Act, meeting: str, text: str, *, owner: str | None = None, due: datetime | None = None
) -> str:
    """Record a decision and open its action item in the same act, for the person with id `owner`; returns its id."""
    still_open(act, meeting)
    who = None if owner is None else named(act.replica, owner).body()
    return _decided(act, meeting, open_action(act, text, owner=who, due=due, source=meeting))


def decide_line(act: Act, meeting: str, line: str) -> str:
    """Record a decision from one line, 沙袋200只到东门 @何清 今日18:00; returns the action item's id.

    Raises NotFound or Refusal when the owner is not found.
    """
    still_open(act, meeting)
    return _decided(act, meeting, open_line(act, line, source=meeting))


def decide_problem(act: Act, meeting: str, problem: str, line: str) -> str:
    """Settle a hard problem by an action item in one line (M02); returns the item's id.

    Raises Refusal when the meeting has no such problem open, NotFound or Refusal when the owner is not found.
    """
    _open_problem(act, meeting, problem)
    return _decided(act, meeting, open_line(act, line, source=meeting), problem)


def settle(act: Act, meeting: str, problem: str) -> None:
    """Say on purpose that a hard problem needs no action (M02); raises Refusal when the meeting has none such open."""
    found = _open_problem(act, meeting, problem)
    append(act, meeting, SETTLED, {"problem": problem, "text": found.text})


def _open_problem(act: Act, meeting: str, problem: str) -> Problem:
    found = next((one for one in still_open(act, meeting).unsettled if one.id == problem), None)
    if found is None:
        raise Refusal("meeting.no_problem")
    return found


def _decided(act: Act, meeting: str, item: str, problem: str = "") -> str:
    action = act.state(Action, item)
    body: dict[str, Any] = {"action": item, "text": action.text}
    if problem:
        body["problem"] = problem
    if action.owner is not None:
        body["owner"] = action.owner.body()
    if action.due is not None:
        body["due"] = iso(action.due)
    append(act, meeting, DECIDED, body)
    return item


def carried(replica: Replica, meeting: str) -> list[Action]:
    """The action items that earlier meetings of the same team left open, oldest first: they are spoken of first."""
    current = replica.state(meeting)
    if not isinstance(current, Meeting):
        return []
    found = []
    for row in replica.rows("action", open=True):
        action = replica.state(row.id)
        if isinstance(action, Action) and action.status in _TO_DO and _is_earlier(replica, action, current):
            found.append(action)
    return found


def _is_earlier(replica: Replica, action: Action, current: Meeting) -> bool:
    """Whether the item was decided at another meeting of this meeting's team, or of the branch for one of its own."""
    source = replica.state(action.source) if action.source else None
    if not isinstance(source, Meeting) or source.meta.id == current.meta.id or source.start > current.start:
        return False
    if source.branch or current.branch:
        return source.form == current.form
    return (source.team.id if source.team else "") == (current.team.id if current.team else "")


def finish_carried(act: Act, meeting: str, action: str) -> None:
    """Close one of last time's items with one key: done, said at this meeting; somebody else verifies it later."""
    state = still_open(act, meeting)
    finish(act, action, state.meta.number)
