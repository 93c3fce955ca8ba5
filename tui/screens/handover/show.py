"""The rows of the handover page: the brief, the say-back, what stands in the way, the signatures."""

from __future__ import annotations

from datetime import datetime

from core.dates import short_when
from core.i18n import language, t
from core.records.brief import Item
from core.records.handover import Handover
from core.text import pad
from core.text.width import CUT
from tui.glyphs import glyphs
from tui.screens.handover.view import STEPS, View
from tui.sheet.layout import justify, rule
from tui.sheet.measure import width_of
from tui.sheet.span import Row, Sheet, Size, Span, row

_PART = {"zh": 10, "en": 20}
_ASKED = {"zh": 20, "en": 32}
_PLAIN = frozenset({"@task.open", "@order.holds"})
"""Details that say nothing the list does not say already."""


def heading(view: View | None) -> Row:
    """交接班  一班 赵原 → 二班 沈舟."""
    title = Span(t("handover.title"), "heading")
    if view is None:
        return (title,)
    ours = f"{view.brief.team} {view.outgoing.name if view.outgoing else '-'}"
    team = view.relief.team.name if view.relief else ""
    theirs = f"{team} {view.incoming.name if view.incoming else '-'}".strip()
    return row(title, f"  {ours} ", Span(glyphs().arrow, "dim"), f" {theirs}")


def corner(view: View | None, now: datetime) -> Row:
    """The four steps, this one lit, and the time."""
    clock = Span(f"   {now:%H:%M}")
    if view is None:
        return (clock,)
    if view.handover is not None and not view.handover.open:
        return (Span(t(f"handover.status.{view.status}"), "heading"), clock)
    parts: list[Span] = []
    for step in STEPS:
        lit = "heading" if step == view.step else "dim"
        parts += [Span(f" {glyphs().crumb} ", "line")] if parts else []
        parts.append(Span(t(f"handover.step.{step}"), lit))
    return (*parts, clock)


def sheet(view: View, size: Size, now: datetime, place: int) -> Sheet:
    """The brief with the cursor on the item at `place`, what belongs to the step below it."""
    below = _below(view, size.width, now)
    room = max(1, size.height - len(below))
    body: list[Row] = []
    mark = None
    for index, item in enumerate(view.brief.items):
        if index == place:
            mark = len(body)
        body += _item(view, item, index + 1, size.width, now)
    top = _top(len(body), mark or 0, room)
    shown = body[top : top + room]
    walking = view.handover is not None and view.handover.open and view.step == "walking"
    cursor = mark - top if walking and mark is not None else None
    filler: list[Row] = [()] * (room - len(shown) if below else 0)
    return Sheet([*shown, *filler, *below], cursor=cursor)


def _top(count: int, mark: int, room: int) -> int:
    """The first row to show so that row `mark` stands in the middle third."""
    return max(0, min(mark - room // 2, count - room))


def _item(view: View, item: Item, number: int, width: int, now: datetime) -> list[Row]:
    said = view.verdict(item)
    mark = " " if said is None else glyphs().check if said.ok else "?"
    style = "due" if said is not None and not said.ok else "dim" if said is not None else "text"
    part = pad(t(f"handover.part.{item.part}"), _PART[language()], mark=CUT)
    head = (Span(f" {mark} ", style), Span(f"{number:>2} ", "dim"), Span(f"{part}  ", style))
    told = (*head, Span(_words(item), style))
    tail = _tail(item, now)
    if width_of(told) + width_of(tail) + 3 > width:
        tail = _tail(item, now, due=False)
    line = justify(told, tail, width - 1)
    rows = [(*line, Span(" "))]
    if said is not None and said.note:
        rows.append(row(Span(f"      {glyphs().crumb} {said.note}", "due")))
    return rows


def _words(item: Item) -> str:
    """What the item says: number, text, how it stands."""
    text = "" if item.part == "sync" else _label(item.text)
    detail = "" if item.detail in _PLAIN else _label(item.detail)
    return "  ".join(word for word in (item.number.rpartition("-")[2], text, detail) if word)


def _label(text: str) -> str:
    return t(text[1:]) if text[:1] == "@" else text


def _tail(item: Item, now: datetime, *, due: bool = True) -> Row:
    """Whose, until when, how old: at the right edge; past its limit or three shifts old it stands out."""
    late = item.due is not None and item.due < now
    limit = short_when(item.due, now) if item.due is not None and (due or late) else ""
    age = t("handover.age", shifts=item.age + 1) if item.age else ""
    parts = [
        (item.owner, "text"),
        (f"! {limit}" if late else limit, "overdue" if late else "dim"),
        (f"! {age}" if item.old else age, "due" if item.old else "dim"),
    ]
    spans = [Span(text, style) for text, style in parts if text]
    return tuple(part for span in spans for part in (Span("  "), span))[1:]


def _below(view: View, width: int, now: datetime) -> list[Row]:
    """What belongs to the step: readiness, the questions, the signatures."""
    rows = [rule(width)]
    if view.running and (view.handover is None or view.handover.open):
        rows.append(row(Span(" " + t("handover.running", numbers=" ".join(view.running)), "overdue")))
    handover = view.handover
    if handover is not None and handover.late:
        names = " ".join(who.name for who in handover.late)
        rows.append(row(Span(" " + t("handover.waiting_for", names=names), "due")))
    if handover is None or view.step == "preview":
        rows.append(row(Span(" " + _readiness(view), "dim")))
    elif not handover.open:
        rows += _ending(handover, now)
    elif view.step == "walking":
        asked = "  ".join(t(f"handover.ask.{one.part}") for one in handover.questions)
        rows.append(row(Span(f" {asked}", "dim")))
    else:
        rows += [_answer(view, index, width) for index in range(len(handover.questions))]
    return rows


def _readiness(view: View) -> str:
    counts = dict(view.brief.counts)
    return t(
        "handover.ready_line",
        since=f"{view.brief.since:%m-%d %H:%M}",
        present=counts.get("present", 0),
        expected=counts.get("expected", 0),
        vehicles_ready=counts.get("vehicles_ready", 0),
        vehicles=counts.get("vehicles", 0),
    )


def _answer(view: View, index: int, width: int) -> Row:
    """A question, what was answered, and what the record says once it was."""
    assert view.handover is not None
    one = view.handover.questions[index]
    asked = pad(t(f"handover.ask.{one.part}"), _ASKED[language()])
    if not one.answer:
        return row(Span(f" {asked}", "accent" if one.part == view.question else "dim"))
    record = " / ".join(text.rpartition("-")[2] for text in one.expected) or t("handover.none")
    said = Span(f"({t('handover.by_record')} {record})", "dim")
    return justify(row(Span(f" {asked}", "dim"), one.answer, "   ", said), "", width)


def _ending(handover: Handover, now: datetime) -> list[Row]:
    signed = handover.signed
    if signed is None:
        words = {
            "reason": handover.declined or "",
            "name": handover.incoming.name if handover.incoming else "-",
        }
        return [row(Span(" " + t("handover.was_declined", **words), "due"))]
    who = {"outgoing": signed.outgoing.name, "incoming": signed.incoming.name}
    lines = [row(Span(" " + t("handover.was_signed", at=f"{signed.at:%m-%d %H:%M:%S}", **who), "heading"))]
    genuine = "handover.hash_holds" if signed.genuine else "handover.hash_broken"
    lines.append(
        row(
            Span(
                f" {t('handover.sheet.hash', hash=signed.shown)}  {t(genuine)}",
                "dim" if signed.genuine else "overdue",
            )
        )
    )
    if signed.issues:
        lines.append(row(Span(" " + t("handover.became_problems", count=len(signed.issues)), "due")))
    return lines
