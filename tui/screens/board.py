"""The upper half of the watch page: what is due at the left, who and what is there at the right."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, TypeVar

from core.clock import from_ms
from core.commands import by_id
from core.compile.board import Board, Crew, Task
from core.compile.duties import Duty
from core.compile.undecided import Undecided
from core.dates import short_when
from core.dates.spans import short_span
from core.i18n import t
from core.records.vehicle import Outage, Vehicle
from core.replica.rows import RecordRow
from core.text import fit
from core.text.width import CUT
from tui.marks import DUE, OUT, OVERDUE
from tui.screens.loglines import short_number
from tui.sheet.layout import justify
from tui.sheet.measure import width_of
from tui.sheet.span import EMPTY, RULE, Row, Span, row

MOST_UNDECIDED: Final = 3
"""Rows that what is undecided may take of the column; the next comes up when one is settled."""

T = TypeVar("T")
MARGIN: Final[Row] = (Span(" "),)


@dataclass(frozen=True, slots=True)
class Item:
    """A row of a column and where Enter on it leads; a row without a page cannot be chosen."""

    row: Row
    page: str = ""
    args: Mapping[str, str] = field(default_factory=dict)


def left_column(board: Board, now: datetime, width: int, height: int) -> list[Item]:
    """What is due, then the action items, cut to `height` rows."""
    due = [Item(row(Span(" " + t("watch.now"), "heading")))]
    due += [_undecided(one, width) for one in board.undecided[:MOST_UNDECIDED]]
    due += [_duty(duty, now, width, calm=_busy(board)) for duty in board.duties]
    title = Item(_title("watch.tasks", len(board.tasks), "watch.no_tasks"))
    room = height - len(due) - 2
    return [*due, Item(RULE), title, *_some(board.tasks, room, lambda task: _task(task, now, width))]


def right_column(board: Board, now: datetime, width: int, height: int) -> list[Item]:
    """Who and what is there, open incidents and dangers, cut to `height` rows."""
    there = [
        Item(line) for line in (*_crew(board.crew, board, width), *_vehicles(board.vehicles, now, width))
    ]
    incidents, dangers = board.incidents, board.dangers
    head = Item(_title("watch.incidents", len(incidents), "watch.no_incidents"))
    room = height - len(there) - 1
    for_dangers = min(1 + len(dangers), max(2, room - len(incidents))) if dangers else 0
    shown = [head, *_some(incidents, max(1, room - for_dangers), lambda one: _incident(one, now, width))]
    below = _some(dangers, for_dangers - 1, lambda one: _danger(one, now, width))
    if dangers:
        below.insert(0, Item(_title("watch.dangers", len(dangers), "")))
    gap = [Item(EMPTY)] if len(there) + len(shown) + len(below) < height else []
    return [*there, *gap, *shown, *below]


def _busy(board: Board) -> bool:
    """Whether a call is running, a standby apart: reminders are quiet then (A17)."""
    return any(one.subject != "inc.cover" for one in board.incidents)


def _title(key: str, count: int, none: str) -> Row:
    if not count:
        return row(Span(f" {t(none)}", "dim")) if none else EMPTY
    return row(Span(f" {t(key)} {count}", "heading"))


def _some(things: Sequence[T], room: int, item: Callable[[T], Item]) -> list[Item]:
    """The items of as many things as fit; the last row says how many more there are."""
    cut = len(things) > room >= 2
    shown = [item(thing) for thing in things[: max(0, room - cut)]]
    if cut:
        more = t("watch.more", count=len(things) - room + 1)
        shown.append(Item(row(Span(f"   {more}", "dim"))))
    return shown


def _undecided(one: Undecided, width: int) -> Item:
    """What two terminals said differently: what it is, which record, a few words; Enter opens it."""
    left = row(Span(f" {OVERDUE} {t(one.label)}  ", "due"), Span(f"{short_number(one.number)} ", "accent"))
    return Item(
        (*left, Span(fit(one.words, max(0, width - width_of(left) - 1), mark=CUT))),
        "record",
        {"record": one.record},
    )


def _duty(duty: Duty, now: datetime, width: int, *, calm: bool) -> Item:
    """One duty: its mark, time, label, how late or how long yet, and its key."""
    mark, style, state = _urgency(duty, now)
    if calm and style == "overdue":
        style = "due"
    key = by_id(duty.page).key.upper() if duty.page else ""
    at = f"{duty.at:%H:%M}" if duty.at else "     "
    label = Span(t(duty.label), style if style == "overdue" else "text")
    left = row(Span(f" {mark} ", style), Span(f"{at}  ", "dim"), label)
    right = row(Span(state, style), Span(f"  {key} ", "key"))
    if width_of(left) + width_of(right) + 2 > width:
        right = row(Span(f"{state} ", style))
    return Item(justify(left, right, width), duty.page, {"form": duty.form} if duty.form else {})


def _urgency(duty: Duty, now: datetime) -> tuple[str, str, str]:
    """Mark, style and words of a duty at `now`."""
    if duty.running:
        return DUE, "due", t("watch.running")
    if duty.until is not None and now > duty.until:
        return OVERDUE, "overdue", t("watch.over", span=short_span(now - duty.until))
    if duty.at is not None and now < duty.at:
        return DUE, "text", t("watch.left", span=short_span(duty.at - now))
    return DUE, "due", ""


def _task(task: Task, now: datetime, width: int) -> Item:
    """An action item: what, who, by when, how many shifts old."""
    due = from_ms(task.row.due) if task.row.due is not None else None
    late = due is not None and due < now
    style = "overdue" if late else "due" if due is not None and due.date() == now.date() else "text"
    when = short_when(due, now).split()[0] if due is not None else ""
    old = t("watch.shifts", count=task.shifts + 1) if task.shifts else ""
    right = "  ".join(part for part in (task.row.owner, when, old) if part)
    left = row(Span(f" {OVERDUE if late else DUE} ", style), Span(task.row.title))
    return Item(justify(left, row(Span(f"{right} ", style)), width), "record", {"record": task.row.id})


def _crew(crew: Crew, board: Board, width: int) -> list[Row]:
    """Who is there: the fraction, the posts, the missing by name."""
    if board.shift is None:
        return [row(Span(f" {t('watch.no_shift')}", "due"))]
    if crew.present is None:
        words = f"{t('watch.not_called')}  {t('watch.expected')} {crew.expected}"
        return [row(f" {t('watch.on_duty')} ", Span(words, "due"))]
    parts = [row(f"{t('watch.on_duty')} {crew.present}/{crew.expected}")]
    if crew.away:
        parts.append(row(Span(f"{t('att.on_call')} {crew.away}", "due")))
    parts += [_post(*post) for post in crew.posts if post[2]]
    lines = pack(parts, width)
    if crew.missing:
        named = [row(f"{name} ", Span(t(state or "watch.not_called"), "due")) for name, state in crew.missing]
        lines += pack(named, width, row(Span(f" {t('watch.missing')}  ", "due")))
    return lines


def _post(post: str, filled: int, needed: int) -> Row:
    """A post and how many fill it; how many it needs only where somebody is wanting."""
    if filled < needed:
        return row(Span(f"{t(post)} {filled}/{needed}", "overdue"))
    return row(Span(f"{t(post)} {filled}", "dim"))


def _vehicles(known: Iterable[Vehicle], now: datetime, width: int) -> list[Row]:
    """How many can turn out, and each that cannot, with the reason."""
    all_of_them = tuple(known)
    if not all_of_them:
        return [row(f" {t('watch.vehicles')} ", Span(t("watch.no_vehicles"), "dim"))]
    ready = sum(one.ready for one in all_of_them)
    parts = [row(f"{t('watch.vehicles')} {ready}/{len(all_of_them)}")]
    for one in all_of_them:
        if one.outage is not None:
            parts += _outage(one.name, one.outage, now, width)
    return pack(parts, width)


def _outage(name: str, outage: Outage, now: datetime, width: int) -> list[Row]:
    """A vehicle out of service and when it is expected back, together where they fit on one line."""
    what = f"{OUT} {name} {outage.reason}"
    if outage.expected is None:
        return [row(Span(what, "due"))]
    back = t("watch.back_at", until=short_when(outage.expected, now))
    together = row(Span(f"{what} {back}", "due"))
    return [together] if width_of(together) < width else [row(Span(what, "due")), row(Span(back, "due"))]


def _incident(one: RecordRow, now: datetime, width: int) -> Item:
    """An open incident: number, what, state, how long it has run."""
    what = " ".join(dict.fromkeys(part for part in (one.place, one.title) if part))
    left = row(Span(f" {short_number(one.number)}  ", "accent"), what)
    right = row(t(one.status), Span(f"  {short_span(now - from_ms(one.at))} "))
    return Item(justify(left, right, width), "incident", {"record": one.id})


def _danger(one: RecordRow, now: datetime, width: int) -> Item:
    """A dangerous condition or hazard that still stands."""
    due = from_ms(one.due) if one.due is not None else None
    until = f"{t('watch.back_at', until=short_when(due, now))} " if due is not None else ""
    style = "text" if due is None or due.date() > now.date() else "overdue" if due < now else "due"
    what = " ".join(dict.fromkeys(part for part in (one.place, one.title) if part))
    return Item(justify(row(f" {what}"), row(Span(until, style)), width), "record", {"record": one.id})


def pack(parts: Iterable[Row], width: int, head: Row = MARGIN) -> list[Row]:
    """`parts` two cells apart on as many lines as they need; the first begins with `head`, the others indented."""
    indent = (Span(" " * width_of(head)),)
    lines: list[Row] = [head]
    for part in parts:
        gap = () if lines[-1] in (head, indent) else (Span("  "),)
        if width_of(lines[-1]) + width_of(gap) + width_of(part) > width and gap:
            lines.append((*indent, *part))
        else:
            lines[-1] = (*lines[-1], *gap, *part)
    return lines
