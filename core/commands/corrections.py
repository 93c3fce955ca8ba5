"""Striking and amending from the line: the record a number means, and the text that its opening says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.commands.context import Target
from core.errors import NotFound, Refusal
from core.records.correction import amend, strike
from core.records.kind import Recorded
from core.replica.rows import by_number

if TYPE_CHECKING:
    from core.replica.act import Act
    from core.replica.replica import Replica


def find_record(replica: Replica, number: str) -> Target | None:
    """The record `number` means (A03 is the newest A03), None when there is none."""
    replica.flush()
    found = by_number(replica.connection, number)
    folded = replica.folded(found[0]) if found else None
    if folded is None:
        return None
    return Target(found[0], folded.state.meta.number, folded.kind.summary(folded.state).title)


def record_of(replica: Replica, number: str) -> Target:
    """The record `number` means; raises NotFound."""
    found = find_record(replica, number)
    if found is None:
        raise NotFound("record.not_found", number=number)
    return found


def strike_record(act: Act, record: str, reason: str) -> None:
    """Strike the whole record."""
    strike(act, record, reason)


def amend_text(act: Act, record: str, text: str, reason: str) -> None:
    """Put `text` in place of what the record was opened with; raises Refusal where that is not one text."""
    state: Recorded = act.replica.state(record)
    opener = str(state.meta.opener)
    events = {str(event.id): event for event in act.replica.events(record)}
    if "text" not in (events[opener].body or {}):
        raise Refusal("command.amend_on_page", number=state.meta.number)
    amend(act, record, opener, {"text": text}, reason)
