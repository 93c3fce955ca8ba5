"""After-action review (战评): course, what went well, what went wrong, and measures with an owner and a limit."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import Any, ClassVar, Final

from core.clock import from_ms
from core.dates import short_when
from core.errors import NotFound, Refusal, WatchroomError
from core.i18n import t
from core.records import incident
from core.records.action import Action
from core.records.person import find_person
from core.records.taskline import read_task
from core.replica.sentences import render
from tui.page import Page, Prompt
from tui.screens.loglines import short_number
from tui.sheet.layout import cell, paragraph, rule
from tui.sheet.span import EMPTY, Row, Sheet, Size, Span, row

BOXES: Final = ("course", "well", "wrong")
_LABEL: Final = 12


class Review(Page):
    """Three boxes, then measures until an empty line; what is answered survives a power cut."""

    id: ClassVar[str] = "review"
    title_key: ClassVar[str] = "inc.review"

    def __init__(self, services: Any, nav: Any, **args: Any) -> None:
        """Review the incident with the id `record`."""
        super().__init__(services, nav, **args)
        self.record = str(args["record"])
        self.boxes: dict[str, str] = {}
        self.measures: list[str] = []
        self.again = ""
        self._read()

    @property
    def state(self) -> incident.Incident:
        """The incident; raises NotFound."""
        state = self.desk.replica.state(self.record)
        if not isinstance(state, incident.Incident):
            raise NotFound("record.not_found", number=self.record[:8])
        return state

    @property
    def box(self) -> str:
        """The box that is written now; empty for measures."""
        return self.again or next((name for name in BOXES if name not in self.boxes), "")

    def heading(self) -> Row:
        """Review of which incident."""
        state = self.state
        title = f"{t(self.title_key)}  {short_number(state.meta.number)}"
        return row(Span(title, "heading"), f"  {state.place} {state.text}")

    def rows(self, size: Size, now: datetime) -> Sheet:
        """The boxes so far, the measures, and the course of the incident to write it from."""
        lines: list[Row] = []
        for name in BOXES:
            lines += self._box(name, size.width)
        lines += [rule(size.width), *self._measures(size.width, now)]
        return Sheet(lines)

    def prompt(self) -> Prompt:
        """The box, or the next measure."""
        if self.box:
            hint = t("review.hint_box")
            return Prompt(
                self.box, t("review.ask", what=t(f"review.{self.box}")), hint, self.boxes.get(self.box, "")
            )
        label = t("review.measure", number=len(self.measures) + 1)
        return Prompt(f"measure.{len(self.measures)}", label, t("review.hint_measure"), blank=True)

    def preview(self, text: str) -> str:
        """Who does it by when."""
        if self.box:
            return t("review.next")
        task = read_task(text, self.services.clock.now())
        due = short_when(task.due, self.services.clock.now()) if task.due else t("review.no_due")
        return (
            " ".join((task.text, f"@{self._owner(task.owner)}", due)) if task.owner else t("review.no_owner")
        )

    def submit(self, text: str) -> None:
        """Take a box or a measure; an empty measure writes the review."""
        if self.box:
            self.boxes[self.box], self.again = text.strip(), ""
        elif text.strip():
            self._check(text)
            self.measures.append(text.strip())
        else:
            self._write()
            return
        self._keep()

    def on_key(self, key: str) -> bool:
        """Ctrl-S writes it; up goes back to the box before."""
        if key == "ctrl+s":
            if self.box:
                raise Refusal("incident.review_empty")
            self._write()
            return True
        if key == "up" and self.boxes:
            order = [name for name in BOXES if name in self.boxes]
            at = order.index(self.again) if self.again in order else len(order)
            self.again = order[max(0, at - 1)]
            return True
        return False

    def _write(self) -> None:
        lessons = incident.Lessons(*(self.boxes[name] for name in BOXES))
        self.desk.do(incident.review, self.record, lessons, self.measures)
        with suppress(WatchroomError):
            self.services.drafts.drop(self._draft)
        self.nav.close()
        self.nav.say(t("review.written", number=self.state.meta.number, count=len(self.measures)), "saved")

    def _check(self, text: str) -> None:
        """A measure without an owner, or with one nobody knows, is refused while it can still be put right."""
        task = read_task(text, self.services.clock.now())
        if not task.owner:
            raise Refusal("review.needs_owner")
        find_person(self.desk.replica, task.owner)

    def _owner(self, typed: str) -> str:
        try:
            return find_person(self.desk.replica, typed).name
        except Refusal:
            return typed

    def _box(self, name: str, width: int) -> list[Row]:
        style = "accent" if name == self.box else "dim"
        text = self.boxes.get(name, "")
        said = paragraph(text or "-", width - _LABEL - 4, "text" if text else "dim")
        label = (Span(" "), cell(t(f"review.{name}"), _LABEL, style), Span("  "))
        blank = Span(" " * (_LABEL + 3))
        return [(*label, *said[0]), *((blank, *line) for line in said[1:])]

    def _measures(self, width: int, now: datetime) -> list[Row]:
        done = self.state.review
        written = [self.desk.replica.state(one) for one in done.measures] if done else []
        lines = [row(Span(" " + t("review.measures"), "dim"))]
        lines += [
            row(Span(f"  {short_number(one.meta.number)}  ", "dim"), Span(one.text))
            for one in written
            if isinstance(one, Action)
        ]
        lines += [
            row(Span(f"  {number}  ", "accent"), Span(text)) for number, text in enumerate(self.measures, 1)
        ]
        if len(lines) == 1:
            lines.append(row(Span("  " + t("review.no_measures"), "dim")))
        folded = self.desk.replica.folded(self.record)
        said = [EMPTY, row(Span(" " + t("review.course_of"), "dim"))]
        for entry in sorted(folded.entries, key=lambda one: one.at_ms) if folded else ():
            at = from_ms(entry.at_ms)
            said.append(row(Span(f"  {at:%H:%M}  {render(entry.line)}", "dim")))
        return [*lines, *said]

    @property
    def _draft(self) -> str:
        return f"{self.id}/record={self.record}#boxes"

    def _keep(self) -> None:
        with suppress(WatchroomError):
            self.services.drafts.keep(self._draft, {"boxes": self.boxes, "measures": self.measures})

    def _read(self) -> None:
        """What was answered before, else what the review says already."""
        with suppress(WatchroomError):
            draft = self.services.drafts.get(self._draft)
            if draft is not None:
                self.boxes, self.measures = dict(draft.content["boxes"]), list(draft.content["measures"])
                return
        done = self.state.review
        if done is not None:
            self.boxes = {"course": done.course, "well": done.well, "wrong": done.wrong}
