"""The rows of a meeting: last time's items, the agenda with what was said under it, decisions, who was missing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from core.dates import short_when
from core.dates.spans import short_span
from core.i18n import has, language, t
from core.records.meeting import AGENDAS, Meeting
from core.records.meeting.agenda import PROBLEMS, VIEWS, part_label
from core.rules.attendance import of_meeting
from core.text import pad, wrap
from core.text.width import CUT
from tui.screens.evidence import finding_rows, mark_rows, warning_rows
from tui.screens.meeting import exchange
from tui.sheet.layout import justify, rule
from tui.sheet.span import Row, Sheet, Size, Span, row

if TYPE_CHECKING:
    from core.records.action import Action
    from core.records.check import Check
    from core.records.meeting.said import Decision, Point
    from core.rules.finding import Finding
    from tui.screens.meeting.running import Running

_LABEL = {"zh": 11, "en": 22}
_NAMES = 6
"""How many people of a branch's many stations are named in a line."""


def heading(state: Meeting) -> Row:
    """微会议  一班  台风前检查."""
    team = f"  {state.team.name}" if state.team else ""
    return row(Span(t(AGENDAS[state.form].label), "heading"), f"{team}  {state.topic}")


def corner(state: Meeting, now: datetime) -> Row:
    """进行 02:41   应到 8  实到 7."""
    style = {"live": "heading", "paused": "due", "backfill": "due", "closed": "due"}.get(state.status, "text")
    seconds = int(state.length(now).total_seconds())
    length = (
        f"{seconds // 60:02}:{seconds % 60:02}" if state.closed is None else short_span(state.length(now))
    )
    counted = of_meeting(state)
    there = f"{t('att.expected')} {counted.expected}  {t('att.present')} {counted.present}"
    return row(Span(f"{t(f'meeting.status.{state.status}')} {length}", style), f"   {there}")


def running(mode: Running, size: Size, now: datetime) -> Sheet:
    """A meeting in hand, the part spoken of lit, what only the author should see at the foot."""
    state, left = mode.state, mode.carried()
    top = [*_stopped(state, size.width), *_carried(left, size.width, now), *_missing(state)]
    if top:
        top.append(rule(size.width))
    lit = "" if left else mode.lit
    if state.branch:
        given = exchange.lines(state, mode.given(), lit, mode.line)
        body, mark = _agenda(state, lit, given, size.width, now, chosen=mode.line)
    else:
        given = {part: [(one.text, "dim") for one in mode.given() if one.part == part] for part in mode.parts}
        body, mark = _agenda(state, lit, given, size.width, now)
    body += _decisions(state, mode.nothing, size.width, now)
    foot = _reasons(mode.reasons, size.width) or warning_rows(mode.warned, "Ctrl-S", size.width)
    room = max(3, size.height - len(top) - len(foot))
    first = max(0, min(mark - room + 2, len(body) - room))
    shown = body[first : first + room]
    filler: list[Row] = [()] * (room - len(shown) if foot else 0)
    return Sheet([*top, *shown, *filler, *foot])


def reading(
    state: Meeting, findings: Sequence[Finding], checks: Sequence[Check], size: Size, now: datetime
) -> Sheet:
    """A meeting that is over, with what its evidence lacks, its marks and what a phone check came to."""
    people = [("role.presider", state.presider), ("role.recorder", state.recorder)]
    named = "  ".join(f"{t(key)} {who.name}" for key, who in people if who)
    times = "  ".join(f"{span.start:%H:%M}-{span.end:%H:%M}" for span in state.spans if span.end)
    rows = [justify(f" {state.meta.number}  {state.start:%Y-%m-%d}  {times}", f"{named} ", size.width)]
    rows += _missing(state)
    if state.branch and state.links:
        rows.append(row(Span(" " + t("meeting.exchange.reports", count=len(state.links)), "dim")))
    rows.append(rule(size.width))
    settled = {PROBLEMS: [(one.text, "text") for one in exchange.offered(state, (), PROBLEMS)]}
    body, _ = _agenda(state, "", settled, size.width, now, only_said=True)
    rows += body + _decisions(state, state.nothing, size.width, now)
    if state.confirmation is not None:
        who = state.confirmation
        rows += [(), row(Span(f" {t('rec.second')}  {who.person.name}  {who.at:%m-%d %H:%M}", "text"))]
    known = [*finding_rows(findings, size.width), *mark_rows(state.kept, checks, size.width)]
    return Sheet([*rows, (), *known] if known else rows)


def _stopped(state: Meeting, width: int) -> list[Row]:
    if state.status != "paused":
        return []
    since = f"{state.end:%H:%M}" if state.end else ""
    key = "meeting.stopped_for" if state.paused_for else "meeting.stopped"
    return [row(Span(" " + t(key, since=since), "due"))]


def _carried(items: Sequence[Action], width: int, now: datetime) -> list[Row]:
    """Last time's items: the first is spoken of now, two more are seen."""
    rows: list[Row] = []
    for place, item in enumerate(items[:3]):
        label = pad(t("meeting.last_time") if place == 0 else "", _LABEL[language()], mark=CUT)
        due = short_when(item.due, now) if item.due else ""
        late = item.due is not None and item.due < now
        owner = item.owner.name if item.owner else "-"
        style = "accent" if place == 0 else "dim"
        tail = row(owner, Span(f"  {'! ' if late else ''}{due}" if due else "", "overdue" if late else "dim"))
        head = row(Span(f" {label}", "dim"), Span(item.text, style))
        rows.append((*justify(head, tail, width - 1), Span(" ")))
    if len(items) > 3:
        rows.append(row(Span(f" {pad('', _LABEL[language()])}+{len(items) - 3}", "dim")))
    return rows


def _missing(state: Meeting) -> list[Row]:
    """Who was expected and is not there, and who came or left for a reason."""
    if not state.rollcall and not state.roster:
        return [row(Span(" " + t("meeting.no_leaders" if state.branch else "meeting.no_rollcall"), "due"))]
    parts = []
    for seat in state.roster:
        why = (
            t(f"meeting.reason.{seat.reason}") if seat.reason else t(seat.status) if has(seat.status) else ""
        )
        usual = state.branch and seat.reason in ("", exchange.usual(state))
        if not seat.present or (seat.reason and not usual):
            read = f" {t('study.makeup')}" if seat.made_up else ""
            parts.append(f"{'' if seat.present else '× '}{seat.person.name} {why}{read}".strip())
    if state.branch and len(parts) > _NAMES:
        parts = [*parts[:_NAMES], f"+{len(parts) - _NAMES}"]
    return [row(Span(" " + "   ".join(parts), "dim"))] if parts else []


def _agenda(
    state: Meeting,
    lit: str,
    given: dict[str, list[tuple[str, str]]],
    width: int,
    now: datetime,
    *,
    only_said: bool = False,
    chosen: int | None = None,
) -> tuple[list[Row], int]:
    """Every part with its points; the row of the part that is lit, or of the line `chosen` in it.

    Empty views and questions show when lit only.
    """
    rows: list[Row] = []
    mark = 0
    for part in AGENDAS[state.form].all_parts:
        problems = {one.id for one in state.problems}
        points = [point for point in state.points if point.part == part and point.id not in problems]
        offered = given.get(part, [])
        if not points and not offered and part != lit and (only_said or part in VIEWS):
            continue
        label = Span(
            f" {pad(t(part_label(part)), _LABEL[language()], mark=CUT)}", "accent" if part == lit else "dim"
        )
        lines = [*offered, *((_spoken(point), "text") for point in points)]
        before = len(rows)
        rows += _hanging(label, lines, width)
        if part == lit:
            mark = len(rows)
            if chosen is not None and offered:
                mark = before + len(_hanging(label, lines[: chosen + 1], width))
    return rows, mark


def _spoken(point: Point) -> str:
    return f"{point.by.name}：{point.text}" if point.by else point.text


def _hanging(label: Span, lines: Iterable[tuple[str, str]], width: int) -> list[Row]:
    """Lines beside a label that stands on the first only."""
    indent = _LABEL[language()] + 1
    rows: list[Row] = []
    for text, style in lines:
        for part in wrap(text, width - indent - 1):
            rows.append(row(label if not rows else Span(" " * indent), Span(part, style)))
    return rows or [row(label)]


def _decisions(state: Meeting, nothing: bool, width: int, now: datetime) -> list[Row]:
    """议定: numbered, owner and limit at the right."""
    label = pad(t("meeting.decided"), _LABEL[language()], mark=CUT)
    if not state.decisions:
        return [row(Span(f" {label}", "dim"), t("meeting.nothing"))] if nothing else []
    rows: list[Row] = []
    for place, item in enumerate(state.decisions, 1):
        head = Span(f" {label if place == 1 else pad('', _LABEL[language()])}", "dim")
        rows.append(
            (*justify(row(head, Span(f"{place} ", "dim"), item.text), _to(item, now), width - 1), Span(" "))
        )
    return rows


def _to(item: Decision, now: datetime) -> Row:
    owner = f"@{item.owner.name}" if item.owner else ""
    due = f"  {short_when(item.due, now)}" if item.due else ""
    return row(owner, Span(due, "dim"))


def _reasons(codes: Sequence[str], width: int) -> list[Row]:
    """Why somebody departs from the roll call, by digit."""
    if not codes:
        return []
    words = [
        part
        for place, code in enumerate(codes, 1)
        for part in (Span(f"  {place} ", "key"), Span(t(f"meeting.reason.{code}")))
    ]
    return [rule(width), tuple(words)]
