"""One record of any kind with its whole history; amended and struck from here, piece by piece."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any, ClassVar, Final

from core.clock import iso
from core.compile.history import Taken, Written, history
from core.errors import Refusal
from core.i18n import has, t
from core.records.check import checks_of
from core.records.correction import Change, Dispute, amend, disputes, strike
from core.records.incident.times import read_time
from core.records.labels import label
from core.replica import standing
from core.replica.unsent import waits_since
from core.text import fit
from core.text.width import CUT
from tui.line import CommandPage
from tui.marks import EMPTY
from tui.page import FooterKey, Nav, Prompt
from tui.screens.dispute import settle, side_by_side
from tui.screens.evidence import mark_rows
from tui.screens.loglines import author_of, marks_of
from tui.screens.sight import in_sight
from tui.services import Services
from tui.sheet.layout import cell, paragraph, rule
from tui.sheet.span import Row, Sheet, Size, Span, row
from tui.standing import age

_AUTHOR: Final = 8
_TEXT_AT: Final = 24
"""Cells before the text of a line: date, time, author."""

_QUOTED: Final = 24

_REACHED: Final = {"here": "sync.only_here", "branch": "sync.at_branch", "hq": "sync.at_hq"}


class RecordPage(CommandPage):
    """A record: what it says, who wrote it and when, what it said before."""

    id: ClassVar[str] = "record"
    title_key: ClassVar[str] = "record.title"

    def __init__(self, services: Services, nav: Nav, *, record: str, **args: Any) -> None:
        """Show the record with the id `record`."""
        super().__init__(services, nav, record=record, **args)
        self._record = record
        self._seen = -1
        self._written: tuple[Written, ...] = ()

    def heading(self) -> Row:
        """Its kind and whole number."""
        meta = self._state().meta
        named = label(meta.kind)
        return row(Span(t(named) if named else meta.kind, "heading"), f"  {meta.number}")

    def crumb(self) -> str:
        """Its number."""
        return str(self._state().meta.number.rpartition("-")[2]) or t(self.title_key)

    def rows(self, size: Size, now: datetime) -> Sheet:
        """The title, then every event with what became of it."""
        version = self.services.version()
        if version != self._seen:
            self._seen, self._written = version, history(self.desk.replica, self._record)
        head = self._head(size.width)
        self.list.window(len(self._written), len(self._written))
        body: list[Row] = []
        starts = []
        for one in self._written:
            starts.append(len(body))
            body += self._event(one, size.width)
        if not starts:
            return Sheet(head)
        ends = [*starts[1:], len(body)]
        self.top = in_sight(
            self.top, starts[self.list.cursor], ends[self.list.cursor], size.height - len(head)
        )
        return Sheet([*head, *body], len(head), len(head) + starts[self.list.cursor])

    def on_key(self, key: str) -> bool:
        """Arrows choose an event, Enter amends or strikes it."""
        if key == "tab" and self._disputes():
            settle(self, self._record, self._disputes()[0])
            return True
        if key == "enter" and self._written:
            self._ask_what()
            return True
        return self.list.on_key(key) if key not in ("pageup", "pagedown") else False

    def footer_keys(self) -> Sequence[FooterKey]:
        """What Enter does here."""
        own = [FooterKey("Tab", t("dispute.key"), weight=9)] if self._disputes() else []
        return (
            *own,
            FooterKey("Enter", t("record.correct"), weight=9),
            FooterKey("Esc", t("record.back"), weight=9),
        )

    def _state(self) -> Any:
        return self.desk.replica.state(self._record)

    def _head(self, width: int) -> list[Row]:
        folded = self.desk.replica.folded(self._record)
        if folded is None:
            raise Refusal("record.not_found", number=self._record[:8])
        summary, meta = folded.kind.summary(folded.state), folded.state.meta
        facts = [
            t(summary.subject) if has(summary.subject) else "",
            t(summary.status) if has(summary.status) else "",
        ]
        facts += [summary.place, summary.owner, t("record.struck_whole") if meta.struck else ""]
        known = "  ".join(filter(None, [*facts, self._standing()]))
        second = [row(Span(f" {known}", "dim"))] if known else []
        open_ones = self._disputes()
        sides = side_by_side(self.desk.replica, open_ones[0], width, _named) if open_ones else []
        checks = checks_of(self.desk.replica, self._record)
        marks = mark_rows(getattr(folded.state, "kept", ()), checks, width)
        return [*paragraph(summary.title, width - 2, "heading", 1), *second, *marks, *sides, rule(width)]

    def _disputes(self) -> tuple[Dispute, ...]:
        return disputes(self.desk.replica, self._record)

    def _standing(self) -> str:
        """How far it is known to have come, where there is a branch server, and how long it has been waiting here."""
        connection = self.desk.replica.connection
        if not standing.joined(connection):
            return ""
        far = standing.reached(connection, self._record)
        waiting = (
            age(waits_since(connection, self._record), self.services.clock.now()) if far == "here" else ""
        )
        return f"{t(_REACHED[far])} {waiting}".rstrip()

    def _event(self, one: Written, width: int) -> list[Row]:
        """An event: when, who, its words; below it what was changed or taken back."""
        style = "struck" if one.taken else "text" if one.line else "dim"
        text = one.line.text() if one.line is not None else self._values(one)
        marks = marks_of(one.line) if one.line is not None else ""
        shown = self._columns(one.at, one.author, f"{text}  {marks}".rstrip(), width, style)
        if reason := dict(one.values).get("reason"):
            why = t(f"line.late.{reason}") if has(f"line.late.{reason}") else str(reason)
            shown += paragraph(t("record.late", reason=why), width - 1, "dim", _TEXT_AT)
        for change in one.changes:
            for said in _amended(change):
                shown += self._columns(change.at, change.author, said, width, "due")
        for taken in one.taken:
            shown += self._columns(taken.at, taken.author, _taken(taken), width, "due")
        return shown

    def _columns(self, at: datetime, author: str | None, text: str, width: int, style: str) -> list[Row]:
        """When, who, and the text wrapped beside them."""
        lines = paragraph(text, width - 1, style, _TEXT_AT)
        said = lines[0][0].text[_TEXT_AT:] if lines else ""
        who = author_of(self.desk.replica, author)
        return [
            row(Span(f" {at:%m-%d %H:%M}  ", "dim"), cell(who, _AUTHOR, "label"), "  ", Span(said, style)),
            *lines[1:],
        ]

    def _values(self, one: Written) -> str:
        """An event without a line of its own: its kind and values as they are."""
        values = "  ".join(
            f"{_named(name)} {value}" for name, value in one.values if isinstance(value, str | int)
        )
        return f"{one.kind}  {values}"

    def _ask_what(self) -> None:
        one = self._written[self.list.cursor]
        quoted = fit(one.line.text() if one.line else one.kind, _QUOTED, mark=CUT)
        prompt = Prompt("what", t("record.what", line=quoted), t("record.choices"), half=True)
        self.nav.ask(prompt, partial(self._chosen, one))

    def _chosen(self, one: Written, answer: str) -> None:
        if answer.strip() == "2":
            self.nav.ask(Prompt("why", t("record.why_strike")), partial(self._strike, one))
        elif answer.strip() == "1":
            self._ask_field(one)
        else:
            raise Refusal("record.one_or_two")

    def _ask_field(self, one: Written) -> None:
        """Ask which value, unless there is only one."""
        names = _amendable(one)
        if len(names) == 1:
            self._ask_value(one, names[0])
            return
        listed = "  ".join(f"{number} {_named(name)}" for number, name in enumerate(names, 1))
        self.nav.ask(Prompt("field", t("record.which"), listed, half=True), partial(self._field, one, names))

    def _field(self, one: Written, names: list[str], answer: str) -> None:
        number = answer.strip()
        if not (number.isascii() and number.isdigit() and 1 <= int(number) <= len(names)):
            raise Refusal("record.which_field", count=len(names))
        self._ask_value(one, names[int(number) - 1])

    def _ask_value(self, one: Written, name: str) -> None:
        old = f"{one.at:%H:%M}" if name == "at" else str(dict(one.values).get(name, ""))
        prompt = Prompt(f"value.{name}", t("record.becomes", field=_named(name)), value=old)
        self.nav.ask(prompt, partial(self._value, one, name))

    def _value(self, one: Written, name: str, answer: str) -> None:
        value = iso(read_time(answer, one.at)) if name == "at" else answer
        self.nav.ask(Prompt("why", t("record.why")), partial(self._amend, one, name, value))

    def _amend(self, one: Written, name: str, value: str, reason: str) -> None:
        self.desk.do(amend, self._record, one.event, {name: value}, reason)

    def _strike(self, one: Written, reason: str) -> None:
        """Strike the event; the first one strikes the whole record."""
        first = one is self._written[0] or one.event == str(self._state().meta.opener)
        self.desk.do(strike, self._record, reason, None if first else one.event)


def _amendable(one: Written) -> list[str]:
    """The values of an event that are one text or number, its time last."""
    names = [name for name, value in one.values if isinstance(value, str | int) and name not in _FIXED]
    return [*names[:8], "at"]


_FIXED: Final = frozenset({"at", "reason", "typed", "class", "stage", "sort", "source", "seen"})


def _named(name: str) -> str:
    """A value's label, its own name where it has none."""
    for key in (f"record.field.{name}", f"incident.field.{name}"):
        if has(key):
            return t(key)
    return name


def _amended(change: Change) -> list[str]:
    """What stood there before, and why it was changed."""
    before = "  ".join(f"{_named(name)} {EMPTY if value is None else value}" for name, value in change.before)
    return [t("record.was", before=before), t("record.because", reason=change.reason)]


def _taken(taken: Taken) -> str:
    return f"{t('record.' + taken.mark)}  {taken.reason}".strip()
