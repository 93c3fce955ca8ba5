"""The lower part of the incident page: its log, what completion lacks, the numbered list of further commands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final

from core.clock import from_ms
from core.commands.incident_words import short_stage
from core.commands.on_incident import ON_INCIDENT
from core.i18n import t
from core.records.incident import Incident
from core.records.incident.events import SENT
from core.replica.sentences import render
from core.text import cells, wrap
from tui.marks import ORDER
from tui.page import FRESH
from tui.sheet.layout import cell, justify
from tui.sheet.measure import width_of
from tui.sheet.span import EMPTY, Row, Size, Span, row

if TYPE_CHECKING:
    from core.records.fold import Entry
    from core.replica.replica import Replica

_TIME: Final = 8
_DISPUTE: Final = "dispute:"
_WIDE: Final = 100


class Log:
    """The incident's log, newest first; PageUp and PageDown look further back."""

    def __init__(self) -> None:
        """Nothing was shown yet."""
        self._back = self._room = self._count = 0
        self._known: dict[str, datetime] | None = None

    def rows(self, replica: Replica, record: str, size: Size, now: datetime) -> list[Row]:
        """The rows that show in `size`; what was written a moment ago stands out."""
        folded = replica.folded(record)
        entries = (
            sorted(folded.entries, key=lambda one: (one.at_ms, one.order), reverse=True) if folded else []
        )
        entries = [one for one in entries if not _said_before(one, entries)]
        fresh = self._fresh(entries, now)
        lines: list[Row] = []
        needed = self._back + size.height
        for entry in entries:
            if len(lines) > needed:
                break
            style = "saved" if now - fresh[str(entry.id)] < FRESH else "text"
            lines += _entry(replica, entry, size.width, now, style)
        self._room, self._count = size.height, len(lines)
        self._back = max(0, min(self._back, len(lines) - 1))
        return lines[self._back : self._back + size.height]

    def on_key(self, key: str) -> bool:
        """Scroll by a page; whether the key was one of those."""
        if key == "pagedown" and self._count - self._back > self._room:
            self._back += max(1, self._room - 1)
        elif key == "pageup":
            self._back = max(0, self._back - max(1, self._room - 1))
        else:
            return key == "pagedown"
        return True

    def _fresh(self, entries: Sequence[Entry], now: datetime) -> dict[str, datetime]:
        """When each line was first seen; what stood there when the page was opened is old."""
        before = self._known
        old = now - 2 * FRESH
        known = before if before is not None else {str(one.id): old for one in entries}
        for one in entries:
            known.setdefault(str(one.id), now)
        self._known = known
        return known


def _said_before(entry: Entry, entries: Sequence[Entry]) -> bool:
    """Whether the turnout of a vehicle is already told by the line that sent it with its crew."""
    params = entry.line.params
    return params.get("stage") == "@inc.turnout" and any(
        other.kind == SENT
        and other.line.params["vehicle"] == params.get("vehicle")
        and other.at_ms // 60_000 == entry.at_ms // 60_000
        for other in entries
    )


def _entry(replica: Replica, entry: Entry, width: int, now: datetime, style: str) -> list[Row]:
    """One line of the log, wrapped under its text, with its author on a wide screen and its marks."""
    gone = "struck" in entry.mark or "undone" in entry.mark
    marks = " ".join(t(f"mark.{mark}") for mark in ORDER if mark in entry.mark.split())
    author = getattr(replica.state(entry.author), "name", "") if entry.author and width >= _WIDE else ""
    at = from_ms(entry.at_ms, now.tzinfo) if now.tzinfo else from_ms(entry.at_ms)
    when = f"{at:%H:%M}" if at.date() == now.date() else f"{at:%m-%d %H:%M}"
    name = cell(author, 8, "label") if author else Span("")
    left = row(Span(f" {when}  ", "dim" if style == "text" else style), name, Span("  " if author else ""))
    indent = sum(cells(span.text) for span in left)
    body = "struck" if gone else style
    lines = wrap(render(entry.line), max(20, width - indent - cells(marks) - 3))
    first = justify((*left, Span(lines[0], body)), row(Span(marks, "dim"), " "), width)
    return [first, *(row(Span(" " * indent + line, body)) for line in lines[1:])]


def missing_row(state: Incident, steps: Sequence[str], asked: str, width: int) -> list[Row]:
    """The line that says what completion lacks, the thing asked for standing out; nothing once it is done."""
    if state.done is not None or state.merged_into is not None:
        return [_closed_row(state, width)]
    if not steps:
        return [row(Span(" " + t("incident.all_there"), "saved"))]
    hint = row(Span(t("incident.tab_hint") + " ", "dim"))
    left = [Span(" " + t("incident.lacks", count=len(steps)) + "  ", "due")]
    begin = steps.index(asked) if asked in steps else 0
    room = width - width_of(hint) - width_of(tuple(left)) - 2
    turned = (*steps[begin:], *steps[:begin])
    for place, step in enumerate(turned):
        rest = f"+{len(turned) - place}"
        if cells(_name(step)) > room - (2 + cells(rest) if place + 1 < len(turned) else 0):
            left.append(Span(rest, "dim"))
            break
        left += [Span(_name(step), "cursor" if step == asked else "text"), Span("  ")]
        room -= cells(_name(step)) + 2
    return [justify(tuple(left), hint, width)]


def _closed_row(state: Incident, width: int) -> Row:
    """What can still be done with a closed incident."""
    if state.merged_into is not None:
        return row(Span(" " + t("incident.merged_where", number=state.merged_into.number), "due"))
    key = "incident.reviewed" if state.review else "incident.not_reviewed"
    said = row(Span(" " + t(key), "dim" if state.review else "due"))
    return justify(said, row(Span(t("incident.done_hint") + " ", "dim")), width)


def _name(step: str) -> str:
    if step.startswith(_DISPUTE):
        parts = step.removeprefix(_DISPUTE).split(" ")
        return t("incident.dispute") + " " + t(short_stage(parts[0])) + " ".join(["", *parts[1:]]).rstrip()
    stage, _, vehicle = step.partition(" ")
    return f"{t(short_stage(stage))} {vehicle}".strip()


def menu_rows(size: Size) -> list[Row]:
    """What can be done with an incident, numbered, with the shorter code beside each."""
    head = [row(Span(" " + t("incident.list_title"), "heading")), EMPTY]
    half = (len(ON_INCIDENT) + 1) // 2
    two = size.height < len(ON_INCIDENT) + len(head)
    if not two:
        return [*head, *(_choice(number, size.width) for number in range(1, len(ON_INCIDENT) + 1))]
    at = size.width // 2
    lines = []
    for index in range(half):
        right = _choice(index + 1 + half, at) if index + half < len(ON_INCIDENT) else EMPTY
        lines.append((*_choice(index + 1, at), *right))
    return [*head, *lines]


def _choice(number: int, width: int) -> Row:
    command = ON_INCIDENT[number - 1]
    return (
        cell(f"{number}", 4, "accent", "right"),
        Span("  "),
        cell(t(command.label), max(12, width - 16), "text"),
        cell(command.code, 8, "dim"),
        Span("  "),
    )
