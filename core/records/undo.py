"""Taking back the last act (Ctrl-Z): whole, only one's own, only until the shift is handed over.

An undone act stays in the journal and in the log, marked; nothing needs a redo because it can be typed again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from heapq import merge
from typing import TYPE_CHECKING, Final

from core.errors import Refusal
from core.journal.event import Event, Stored, believed
from core.records.fold import UNDONE
from core.records.kind import Line

if TYPE_CHECKING:
    from core.replica.act import Act
    from core.replica.replica import Replica

FIXING: Final = frozenset({"handover.accepted", "shift.closed"})
"""Events that fix everything written before them: from then on it is corrected or struck, not undone."""

_BOOKKEEPING: Final = (
    "session.",
    "clock.",
    "journal.",
    "station.",
    "person.pin_set",
    "reminder.",
    "footing.shown",
)
"""Events that are no act of an officer's, or, like a PIN, not undone by taking back what the log says of it."""

_SESSIONS: Final = """
SELECT session.session FROM session CROSS JOIN event ON event.session = session.session AND event.seq = session.seq
WHERE ours > 0 ORDER BY position DESC LIMIT 20
"""
"""The sessions this device wrote in last: what others wrote is not looked at, however much of it came in meanwhile.
CROSS JOIN keeps SQLite from walking the journal instead."""

_EVENTS: Final = "SELECT position, header, body FROM event WHERE session = ? ORDER BY seq DESC LIMIT 20000"
_HANDED_OVER: Final = "SELECT id FROM record WHERE kind IN ('handover', 'shift') ORDER BY at DESC LIMIT 12"


@dataclass(frozen=True, slots=True)
class _Last:
    """The last act of this device not yet undone, or why there is none: a catalogue key in `refused`."""

    events: tuple[Event, ...] = ()
    refused: str = ""


def undo_last(act: Act) -> Line:
    """Take back the last act of this device; returns the sentence that says what was taken back.

    Raises Refusal when there is none, when somebody else wrote or signed it, or when it was handed over.
    """
    last = _find(act.replica, act.author)
    if last.refused:
        raise Refusal(last.refused)
    line = _sentence(act.replica, last.events, "undo.done")
    records = dict.fromkeys(event.record for event in last.events)
    for record in records:
        targets = [str(event.id) for event in last.events if event.record == record]
        act.append(UNDONE, record, {"targets": targets})
    return line


def what_undo(replica: Replica, author: str | None = None) -> Line | None:
    """What Ctrl-Z would take back if `author` pressed it now; None when it would refuse."""
    last = _find(replica, author)
    return None if last.refused else _sentence(replica, last.events, "undo.what")


def _find(replica: Replica, author: str | None) -> _Last:
    """Walk what this device wrote backwards to the last act that still counts."""
    undone: set[str] = set()
    found: list[Event] = []
    for event in _backwards(replica):
        if found and (event.session, event.act) != (found[0].session, found[0].act):
            break
        if event.kind in FIXING:
            return _Last(refused="undo.handed_over")
        if event.kind == UNDONE:
            undone |= {str(target) for target in (event.body or {}).get("targets", ())}
        elif not event.kind.startswith(_BOOKKEEPING) and str(event.id) not in undone:
            found.append(event)
    if found and _fixed_since(replica, found[-1].hlc):
        return _Last(refused="undo.handed_over")
    return _judge(tuple(reversed(found)), author)


def _fixed_since(replica: Replica, hlc: int) -> bool:
    """Whether anybody handed over or closed a shift after the moment `hlc`; one that came in late fixes nothing new."""
    records = [row[0] for row in replica.connection.execute(_HANDED_OVER)]
    return any(event.kind in FIXING and event.hlc > hlc for one in records for event in replica.events(one))


def _judge(events: tuple[Event, ...], author: str | None) -> _Last:
    if not events:
        return _Last(refused="undo.nothing")
    first = events[0]
    if first.author is not None and author is not None and first.author != author:
        return _Last(refused="undo.not_yours")
    if any(event.second is not None for event in events):
        return _Last(refused="undo.signed")
    if first.origin == "imported":
        return _Last(refused="undo.imported")
    return _Last(events)


def _backwards(replica: Replica) -> Iterator[Event]:
    """What this device wrote, from its end; the first act is nearly always the one wanted, so few rows are read."""
    sessions = [row[0] for row in replica.connection.execute(_SESSIONS)]
    rows = [replica.connection.execute(_EVENTS, (session,)) for session in sessions]
    for _, header, body in merge(*rows, key=lambda row: -row[0]):
        event = believed(Stored(header, body))
        if event is not None:
            yield event


def _sentence(replica: Replica, events: tuple[Event, ...], message: str) -> Line:
    """What the act was, in the words of its first log line, else by the number of its record."""
    from core.replica.sentences import render

    moment = events[0].recorded_at.strftime("%H:%M")
    for event in events:
        folded = replica.folded(event.record)
        for entry in folded.entries if folded else ():
            if entry.id == event.id:
                number = folded.state.meta.number if folded else ""
                what = f"{number} {render(entry.line)}".strip()
                return Line(message, {"at": moment, "what": what, "count": len(events)})
    state = replica.state(events[0].record)
    what = state.meta.number or getattr(state, "name", "") or state.meta.kind
    return Line(message, {"at": moment, "what": what, "count": len(events)})
