"""What is open to be done: action items, hazards, dangers and problems as one list, by limit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from core.records import action, issue
from core.records.action import Action
from core.records.issue import Issue

if TYPE_CHECKING:
    from core.replica.act import Act
    from core.replica.replica import Replica
    from core.replica.rows import RecordRow
    from core.signing import Signature

Task = Action | Issue
KINDS: Final = ("action", "issue")
_FAR: Final = 2**62


def open_tasks(replica: Replica, kind: str = "") -> list[RecordRow]:
    """The open ones of `kind` (action, issue, or both), the earliest limit first, those without one last."""
    rows = [row for one in KINDS if kind in ("", one) for row in replica.rows(one, open=True)]
    return sorted((row for row in rows if not row.struck), key=lambda row: (row.due or _FAR, row.at, row.id))


def finish(act: Act, record: str, text: str = "") -> None:
    """Say that it is done, and how."""
    if isinstance(act.replica.state(record), Action):
        action.finish(act, record, text)
    else:
        issue.finish(act, record, text)


def verify(act: Act, record: str, *, person: str | None = None, signature: Signature | None = None) -> None:
    """Say that somebody other than its owner saw it done; raises Refusal for the owner, or before it is done."""
    if isinstance(act.replica.state(record), Action):
        action.verify(act, record, person=person, signature=signature)
    else:
        issue.verify(act, record, person=person, signature=signature)


def send_back(act: Act, record: str, reason: str) -> None:
    """Send it back as not done, with a reason."""
    if isinstance(act.replica.state(record), Action):
        action.return_(act, record, reason)
    else:
        issue.return_(act, record, reason)
