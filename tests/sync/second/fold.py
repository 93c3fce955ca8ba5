"""What counts of a record's events, in which order (protocol.md §5)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from tests.sync.second.journal import Event

CORRECTIONS = ("record.undone", "record.struck", "record.amended")


class Line(NamedTuple):
    """One event as it counts: its id, its body with its amendments, whether it was struck, undone or amended."""

    id: str
    kind: str
    body: dict[str, Any]
    struck: bool
    undone: bool
    amended: bool


class Folded(NamedTuple):
    lines: list[Line]
    gone: bool
    """Whether the whole record was struck or undone."""
    conflicts: set[str]


def identity(event: Event) -> str:
    return str(event.tail.get("copy_of", _own(event)))


def _own(event: Event) -> str:
    return f"{event.session.hex()}/{event.seq}"


def _order(event: Event) -> tuple[int, bytes, int]:
    return event.hlc, event.session, event.seq


def fold(events: Iterable[Event], openers: tuple[str, ...]) -> Folded:
    """What counts of the events of one record, in any order and with any repetition."""
    counted: dict[str, Event] = {}
    for event in sorted(events, key=_order):
        known = counted.get(identity(event))
        if known is None or ("copy_of" in event.tail and "copy_of" not in known.tail):
            counted[identity(event)] = event
    ordered = sorted(counted.values(), key=_order)
    opening = next((one for one in ordered if one.tail["kind"] in openers), ordered[0])
    undone = {
        target
        for one in ordered
        if one.tail["kind"] == "record.undone"
        for target in one.content.get("targets", [])
    }
    valid = [one for one in ordered if identity(one) not in undone]
    strikes = [one for one in valid if one.tail["kind"] == "record.struck"]
    struck = {one.content["target"] for one in strikes if "target" in one.content}
    amendments: dict[str, list[Event]] = {}
    for one in valid:
        if one.tail["kind"] == "record.amended":
            amendments.setdefault(one.content["target"], []).append(one)
    rest = [one for one in ordered if one is not opening and one.tail["kind"] not in CORRECTIONS]
    lines = [_line(one, struck, undone, amendments.get(identity(one), [])) for one in (opening, *rest)]
    gone = any("target" not in one.content for one in strikes) or lines[0].struck or lines[0].undone
    conflicts = {
        target for target, changes in amendments.items() if target in counted and len(_leaves(changes)) > 1
    }
    return Folded(lines, gone, conflicts)


def _line(event: Event, struck: set[str], undone: set[str], changes: list[Event]) -> Line:
    name, body = identity(event), event.content
    for change in changes:
        body |= change.content["set"]
    return Line(name, event.tail["kind"], body, name in struck, name in undone, bool(changes))


def _leaves(changes: list[Event]) -> list[str]:
    seen = {base for change in changes for base in change.content.get("base", [])}
    return [identity(change) for change in changes if identity(change) not in seen]
