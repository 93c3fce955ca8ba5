"""What comes of a meeting: decisions become action items (议定事项), and last time's come first."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from core.clock import iso
from core.records.action import Action, finish, open_action, open_line
from core.records.meeting.operations import append, still_open
from core.records.meeting.state import DECIDED, Meeting
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


def _decided(act: Act, meeting: str, item: str) -> str:
    action = act.state(Action, item)
    body: dict[str, Any] = {"action": item, "text": action.text}
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
    """Whether the item was decided at another meeting of this meeting's team."""
    source = replica.state(action.source) if action.source else None
    if not isinstance(source, Meeting) or source.meta.id == current.meta.id or source.start > current.start:
        return False
    return (source.team.id if source.team else "") == (current.team.id if current.team else "")


def finish_carried(act: Act, meeting: str, action: str) -> None:
    """Close one of last time's items with one key: done, said at this meeting; somebody else verifies it later."""
    state = still_open(act, meeting)
    finish(act, action, state.meta.number)
