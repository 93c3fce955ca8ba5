"""Correcting without erasing: amend (更正) and strike (作废), each with a reason; the original stays readable."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from core.clock import instant
from core.errors import NotFound, Refusal
from core.journal.event import Event
from core.records.fold import AMENDED, CORRECTIONS, STRUCK, UNDONE, leaves
from core.records.undo import undo_last, what_undo
from core.text import clean

if TYPE_CHECKING:
    from core.replica.act import Act
    from core.replica.replica import Replica

__all__ = ["Change", "Dispute", "amend", "changes", "disputes", "strike", "undo_last", "what_undo"]


@dataclass(frozen=True, slots=True)
class Change:
    """One amendment of a record: which event, by whom, why, and each value before and after."""

    target: str
    at: datetime
    author: str | None
    reason: str
    before: tuple[tuple[str, Any], ...]
    after: tuple[tuple[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Dispute:
    """Amendments of one event that had not seen each other: all stand until a further one names them (I13)."""

    target: str
    sides: tuple[Change, ...]


def disputes(replica: Replica, record: str) -> tuple[Dispute, ...]:
    """The events of a record of which several amendments stand side by side."""
    folded = replica.folded(record)
    targets = () if folded is None else folded.state.meta.conflicts
    return tuple(_dispute(replica, record, str(target)) for target in targets)


def _dispute(replica: Replica, record: str, target: str) -> Dispute:
    found = _amendments(replica, record, target)
    open_ones = set(leaves(found))
    sides = [
        Change(
            target,
            event.recorded_at,
            event.author,
            str((event.body or {}).get("reason", "")),
            (),
            tuple((event.body or {}).get("set", {}).items()),
        )
        for event in found
        if event.id in open_ones
    ]
    return Dispute(target, tuple(sides))


def amend(act: Act, record: str, target: str, values: Mapping[str, Any], reason: str) -> None:
    """Put new `values` into event `target` (session/seq) of `record`; names the amendments it had seen (I13).

    Raises NotFound for an event that is not the record's, Refusal without a reason or for a value of another sort.
    """
    event = _target(act.replica, record, target)
    reason = _reason(reason)
    earlier = _amendments(act.replica, record, target)
    now = dict(event.body or {})
    for change in earlier:
        now |= (change.body or {}).get("set", {})
    new = {name: _checked(name, now.get(name), value) for name, value in values.items()}
    seen = [str(found) for found in leaves(earlier)]
    if len(seen) < 2 and all(name in now and now[name] == value for name, value in new.items()):
        raise Refusal("correction.nothing_new")
    act.append(AMENDED, record, {"target": target, "set": new, "reason": reason, "base": seen})


def strike(act: Act, record: str, reason: str, target: str | None = None) -> None:
    """Take the whole record, or one of its events, out of account; it stays readable and keeps its number.

    Raises Refusal without a reason or when it is struck already.
    """
    reason = _reason(reason)
    body: dict[str, Any] = {"reason": reason}
    if target is not None:
        body["target"] = str(_target(act.replica, record, target).id)
    events = act.replica.events(record)
    if not events:
        raise NotFound("record.not_found", number=record[:8])
    undone = _undone(events)
    for event in events:
        if (
            event.kind == STRUCK
            and str(event.id) not in undone
            and (event.body or {}).get("target") == target
        ):
            raise Refusal("correction.already_struck")
    act.append(STRUCK, record, body)


def changes(replica: Replica, record: str) -> tuple[Change, ...]:
    """Every amendment of a record in order, with what stood before it: the original is one key away."""
    events = replica.events(record)
    undone = _undone(events)
    bodies = {str(event.id): dict(event.body or {}) for event in events}
    found = []
    for event in events:
        body = event.body or {}
        if event.kind != AMENDED or str(event.id) in undone or body.get("target") not in bodies:
            continue
        known, new = bodies[body["target"]], body["set"]
        before = tuple((name, known.get(name)) for name in new)
        reason = str(body.get("reason", ""))
        found.append(
            Change(body["target"], event.recorded_at, event.author, reason, before, tuple(new.items()))
        )
        known.update(new)
    return tuple(found)


def _target(replica: Replica, record: str, target: str) -> Event:
    """The event `target` of `record`, which is not itself a correction."""
    for event in replica.events(record):
        if str(event.id) == target and event.kind not in CORRECTIONS:
            return event
    raise NotFound("correction.no_event", number=record[:8])


def _amendments(replica: Replica, record: str, target: str) -> list[Event]:
    events = replica.events(record)
    undone = _undone(events)
    return [
        event
        for event in events
        if event.kind == AMENDED
        and str(event.id) not in undone
        and (event.body or {}).get("target") == target
    ]


def _undone(events: list[Event]) -> set[str]:
    return {one for event in events if event.kind == UNDONE for one in (event.body or {}).get("targets", ())}


def _reason(reason: str) -> str:
    reason = clean(reason).strip()
    if not reason:
        raise Refusal("incident.no_reason")
    return reason


def _checked(name: str, old: Any, new: Any) -> Any:
    """`new` as a value of the sort of `old`; a number typed as text becomes a number."""
    if name == "at":
        try:
            instant(str(new))
        except ValueError:
            raise Refusal("time.unreadable", text=clean(str(new), limit=40)) from None
        return str(new)
    if isinstance(old, int) and not isinstance(old, bool):
        digits = str(new).strip()
        if not (digits.isascii() and digits.isdigit() and len(digits) <= 9):
            raise Refusal("incident.not_a_count", text=clean(digits, limit=40))
        return int(digits)
    if isinstance(new, str):
        return clean(new, lines=True).strip()
    if old is not None and type(new) is not type(old):
        raise Refusal("incident.no_field", name=name)
    return new
