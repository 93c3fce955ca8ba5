"""The fold: the state of a record is a pure function of the set of its events.

Three events mean the same for every kind and are applied before the kind's own functions see anything:

    record.amended   puts new values into one earlier event (更正); the original stays readable
    record.struck    takes one earlier event, or the whole record, out of account (作废), with a reason
    record.undone    takes back events of the same officer before they were handed over (Ctrl-Z)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from core.journal.event import Event, EventId
from core.records.kind import Fact, Line, Meta, RecordKind, Strike
from core.records.registry import UNKNOWN, Raw, kind_of
from core.records.sound import is_sound

AMENDED, STRUCK, UNDONE = "record.amended", "record.struck", "record.undone"
CORRECTIONS = frozenset({AMENDED, STRUCK, UNDONE})

UNREADABLE = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, AssertionError)
"""What a body of a shape this version does not know may raise: the event is kept and shown raw, never fatal."""


class Entry(NamedTuple):
    """One line of the duty log, as it counts now."""

    id: EventId
    order: tuple[int, str, int]
    at_ms: int
    kind: str
    author: str | None
    line: Line
    mark: str
    """Any of the words struck, undone, amended, backfill, imported, joined by blanks."""


@dataclass(frozen=True, slots=True)
class Folded:
    """A record's kind, state and log lines after all its events."""

    kind: RecordKind
    state: Any
    entries: tuple[Entry, ...]
    last: tuple[int, str, int]
    corrected: bool
    """Whether an event says how another one counts: a correction, or a copy, whose original may come later."""


@dataclass(slots=True)
class _Corrections:
    """What amendments, strikes and undoings say about the other events of the record."""

    bodies: dict[str, dict[str, Any]] = field(default_factory=dict)
    struck: dict[str, Strike] = field(default_factory=dict)
    undone: set[str] = field(default_factory=set)
    whole: Strike | None = None
    conflicts: tuple[EventId, ...] = ()


def fold(events: Iterable[Event]) -> Folded:
    """Fold the events of one record (at least one), in any order and with any repetition."""
    ordered = list(events)
    if len(ordered) != 1:
        ordered = sorted(_once(ordered), key=_order)
    kind = kind_of(ordered)
    opener = next((event for event in ordered if event.kind in kind.openers), ordered[0])
    corrections = None
    for event in ordered:
        if event.kind in CORRECTIONS:
            corrections = _collect(ordered)
            break
    state = _open(kind, opener, corrections)
    if isinstance(state, Raw):
        kind = UNKNOWN
    entries: list[Entry] = []
    _speak(kind, state, _fact(opener, corrections), corrections, entries)
    for event in ordered:
        if event is not opener and event.kind not in CORRECTIONS:
            state = _apply(kind, state, event, corrections, entries)
    corrected = corrections is not None or any(map(_is_copy, ordered))
    return Folded(kind, state, tuple(entries), ordered[-1].order, corrected)


def fold_on(before: Folded, event: Event) -> Folded | None:
    """`before` with one later event folded in, or None when the whole record has to be folded again."""
    if (
        event.copy_of
        or event.order <= before.last
        or event.kind in CORRECTIONS
        or before.corrected
        or event.kind in before.kind.openers
    ):
        return None
    if before.kind is not kind_of((event,)):
        return None
    entries: list[Entry] = []
    state = _apply(before.kind, before.state, event, None, entries)
    return replace(before, state=state, entries=before.entries + tuple(entries), last=event.order)


def _once(events: Iterable[Event]) -> Iterable[Event]:
    """One event of each id: among an event and its copies the first copy in the order of events counts."""
    backwards = sorted(events, key=_order, reverse=True)
    return {event.id: event for event in sorted(backwards, key=_is_copy)}.values()


def _is_copy(event: Event) -> bool:
    return bool(event.copy_of)


def _order(event: Event) -> tuple[int, str, int]:
    return event.order


def _open(kind: RecordKind, event: Event, corrections: _Corrections | None) -> Any:
    """The state after the opening event."""
    fact = _fact(event, corrections)
    whole = corrections.whole if corrections else None
    if corrections and whole is None and str(event.id) in corrections.undone:
        whole = Strike("", event.recorded_at, event.author)
    if corrections and whole is None:
        whole = corrections.struck.get(str(event.id))
    meta = Meta(
        event.record,
        kind.name,
        event.number,
        fact.at,
        event.recorded_at,
        event.author,
        event.unit,
        event.origin,
        event.id,
        whole,
        bool(corrections and corrections.bodies),
        corrections.conflicts if corrections else (),
    )
    opener = kind.openers.get(event.kind)
    if opener is not None and event.body is not None:
        try:
            state = opener(meta, fact)
            if is_sound(state):
                return state
        except UNREADABLE:
            pass
    return Raw(meta, dict(fact.body))


def _apply(
    kind: RecordKind, state: Any, event: Event, corrections: _Corrections | None, entries: list[Entry]
) -> Any:
    """The state after one more event; its log line is added to `entries`."""
    fact = _fact(event, corrections)
    counts = corrections is None or not (
        str(event.id) in corrections.undone or str(event.id) in corrections.struck
    )
    handler = kind.handlers.get(event.kind)
    if handler is not None and counts and event.body is not None and not isinstance(state, Raw):
        try:
            after = handler(state, fact)
            if not is_sound(after):
                return state
        except UNREADABLE:
            return state
        state = after
    _speak(kind, state, fact, corrections, entries)
    return state


def _fact(event: Event, corrections: _Corrections | None) -> Fact:
    """`event` with its amendments applied."""
    body = event.body or {}
    if corrections is not None:
        change = corrections.bodies.get(str(event.id))
        if change is not None:
            return Fact(event, {**body, **change}, True)
    return Fact(event, body)


def _speak(
    kind: RecordKind, state: Any, fact: Fact, corrections: _Corrections | None, entries: list[Entry]
) -> None:
    """Add the event's log line, if it has one, with its marks."""
    event = fact.event
    speaker = kind.speakers.get(event.kind)
    readable = event.body is not None and not isinstance(state, Raw)
    try:
        line = speaker(state, fact) if speaker is not None and readable else None
    except UNREADABLE:
        return
    if line is None:
        return
    mark = _mark(fact, corrections) if corrections is not None or event.origin != "live" else ""
    entries.append(
        Entry(event.id, event.order, round(fact.at.timestamp() * 1000), event.kind, event.author, line, mark)
    )


def _mark(fact: Fact, corrections: _Corrections | None) -> str:
    """The words that say how a line came to count as it does."""
    marks = []
    if corrections is not None:
        key = str(fact.id)
        if corrections.whole is not None or key in corrections.struck:
            marks.append("struck")
        elif key in corrections.undone:
            marks.append("undone")
    if fact.amended:
        marks.append("amended")
    if fact.event.origin in ("backfill", "imported"):
        marks.append(fact.event.origin)
    return " ".join(marks)


def _collect(ordered: Sequence[Event]) -> _Corrections:
    """Read the corrections out of a record's events."""
    found = _Corrections()
    undone = {target for event in ordered if event.kind == UNDONE for target in _texts(event.body, "targets")}
    amendments: dict[str, list[Event]] = {}
    for event in ordered:
        body = event.body or {}
        if str(event.id) in undone:
            continue
        if event.kind == STRUCK:
            strike = Strike(str(body.get("reason", "")), event.recorded_at, event.author)
            target = body.get("target")
            if target is None:
                found.whole = found.whole or strike
            else:
                found.struck.setdefault(str(target), strike)
        elif event.kind == AMENDED:
            amendments.setdefault(str(body.get("target")), []).append(event)
    found.undone = undone
    for target, changes in amendments.items():
        found.bodies[target] = {
            name: value for change in changes for name, value in _fields(change.body, "set").items()
        }
    ids = {str(event.id): event.id for event in ordered}
    found.conflicts = tuple(
        ids[target] for target, changes in amendments.items() if target in ids and len(leaves(changes)) > 1
    )
    return found


def _texts(body: Mapping[str, Any] | None, name: str) -> list[str]:
    """The texts in the list `name` of a body, whatever else is there."""
    found = (body or {}).get(name)
    return [text for text in found if isinstance(text, str)] if isinstance(found, list | tuple) else []


def _fields(body: Mapping[str, Any] | None, name: str) -> Mapping[str, Any]:
    """The object `name` of a body, empty when it is none."""
    found = (body or {}).get(name)
    return found if isinstance(found, Mapping) else {}


def leaves(changes: Sequence[Event]) -> list[EventId]:
    """The amendments that no later amendment has seen; two or more stand in conflict (I13)."""
    seen = {base for change in changes for base in _texts(change.body, "base")}
    return [change.id for change in changes if str(change.id) not in seen]
