"""The micro-lessons there are, and at the branch the editor of a new one, part by part."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime
from typing import Any, ClassVar, Final

from core.compile.text_check import check_lesson
from core.dates import day_word
from core.errors import Refusal, WatchroomError
from core.i18n import t
from core.records.lesson import CATEGORIES, MOST_TEXT, Lesson, Text, lessons, publish
from core.records.shift import current_shift
from core.records.unit import stations_below
from core.rules.finding import Finding
from tui.page import Page, Prompt
from tui.screens.evidence import warning_rows
from tui.screens.loglines import short_number
from tui.sheet.layout import cell, justify, rule
from tui.sheet.span import EMPTY, Row, Sheet, Size, Span, row

FIELDS: Final = ("title", "category", "text", "source", "source_date", "question")
_LABEL: Final = 12


class LessonPage(Page):
    """Enter opens one; at the branch the line asks for a new one, part by part."""

    id: ClassVar[str] = "lesson"
    title_key: ClassVar[str] = "micro.lesson"

    def __init__(self, *given: Any, **args: Any) -> None:
        """What was typed of a new lesson before."""
        super().__init__(*given, **args)
        self.answers: dict[str, str] = {}
        self.warned: tuple[Finding, ...] = ()
        self.has = 0
        with suppress(WatchroomError):
            draft = self.services.drafts.get(self._draft)
            if draft is not None:
                self.answers = dict(draft.content["answers"])

    @property
    def publishes(self) -> bool:
        """Whether this terminal has stations below it."""
        return bool(stations_below(self.desk.replica))

    def rows(self, size: Size, now: datetime) -> Sheet:
        """The lessons, the newest first; below, what was typed of a new one."""
        below = self._typed(size.width) if self.publishes else []
        found = lessons(self.desk.replica)
        if not found:
            return Sheet([EMPTY, row(Span(" " + t("lesson.none"), "dim")), EMPTY, *below])
        shown = self.list.window(len(found), max(1, size.height - len(below)))
        body = [self._row(found[index], size.width) for index in shown]
        body += [EMPTY] * (size.height - len(below) - len(body))
        return Sheet([*body, *below], cursor=self.list.cursor - shown.start)

    def on_key(self, key: str) -> bool:
        """Enter opens; Backspace takes back the last part of a new one."""
        found = lessons(self.desk.replica)
        if key == "enter" and found:
            self.nav.open("lesson", record=found[min(self.list.cursor, len(found) - 1)].meta.id)
        elif key == "backspace" and self.answers:
            self.answers.popitem()
            self.warned = ()
            self._keep()
        else:
            return self.list.on_key(key)
        return True

    def prompt(self) -> Prompt:
        """The next part of a new lesson, at the branch."""
        if not self.publishes:
            return Prompt("line", t("frame.prompt"), t("lesson.hint_open"))
        field = self._field
        hint = (
            "  ".join(f"{number} {t(label)}" for number, label in enumerate(CATEGORIES, 1))
            if field == "category"
            else t(f"lesson.hint_{field}")
        )
        blank, half = field == "source_date", field in ("category", "source_date")
        return Prompt(field, t("direct.ask", what=t(f"lesson.{field}")), hint, blank=blank, half=half)

    def changed(self, text: str) -> bool:
        """Count the characters of the text while it is typed: the line itself has no room to say it."""
        self.has = len(text.strip())
        return self.publishes and self._field == "text"

    def preview(self, text: str) -> str:
        """How long the text is, or what Enter will do."""
        if not self.publishes:
            return t("direct.will_note")
        if self._field == "text":
            return t("lesson.length", has=len(text.strip()), most=MOST_TEXT)
        return t("lesson.will_publish" if self._field == FIELDS[-1] else "direct.will_go_on")

    def submit(self, text: str) -> None:
        """Take a part; the last one publishes the lesson."""
        if not self.publishes:
            from tui.line import run_line

            run_line(self, text)
            return
        field, text = self._field, text.strip()
        if field == "category" and not (
            text.isascii() and text.isdigit() and 0 < int(text) <= len(CATEGORIES)
        ):
            raise Refusal("line.one_of", count=len(CATEGORIES))
        if field == "source_date" and text:
            self._day(text)
        if field == "text" and len(text) > MOST_TEXT:
            raise Refusal("lesson.too_long", most=MOST_TEXT, has=len(text), line=80)
        self.answers[field], self.has = text, 0
        if field == FIELDS[-1]:
            self._publish()
        self._keep()

    @property
    def _field(self) -> str:
        return next(name for name in FIELDS if name not in self.answers)

    def _day(self, text: str) -> date:
        """The day as it is typed; a date without its year is the nearest such day, be it ahead."""
        today = self.services.clock.now().date()
        found = [
            day_word(text, today, past=past)
            for past in ((True, False) if any(map(str.isdigit, text)) else (True,))
        ]
        day = min((one for one in found if one is not None), key=lambda one: abs(one - today), default=None)
        if day is None:
            raise Refusal("cli.no_day", word=text[:40])
        return day

    def _publish(self) -> None:
        said = self.answers
        day = self._day(said["source_date"]) if said["source_date"] else None
        category = CATEGORIES[int(said["category"]) - 1]
        text = Text(said["title"], category, said["text"], said["source"], said["question"], day)
        try:
            kept = self._look(text)
            record = self.desk.do(publish, text, kept=kept)
        except Refusal:
            said.pop(FIELDS[-1])
            raise
        self.answers, self.warned = {}, ()
        number = self.desk.replica.state(record).meta.number
        self.nav.say(t("lesson.done", number=number), "saved")

    def _look(self, text: Text) -> set[str]:
        """The rules its author keeps it against (E06, E07); raises Refusal before they have seen them once."""
        private = tuple(check_lesson(self.desk.replica, text, self.services.clock.now().date()))
        if private and private != self.warned:
            self.warned = private
            self.nav.redraw()
            raise Refusal("evidence.look_first", count=len(private))
        return {one.rule for one in private}

    def _typed(self, width: int) -> list[Row]:
        lines: list[Row] = [rule(width)]
        for name in FIELDS:
            text = self.answers.get(name, "")
            if name == "category" and text:
                text = t(CATEGORIES[int(text) - 1])
            style = "accent" if name == self._field else "dim"
            left = row(" ", cell(t(f"lesson.{name}"), _LABEL, style), Span(f"  {text}"))
            lines.append((*justify(left, self._beside(name, text), width - 1), Span(" ")))
        return [*lines, *warning_rows(self.warned, "Enter", width)]

    def _beside(self, name: str, text: str) -> Row:
        """How long the text is, and that a source is dated ahead of today (E06)."""
        if name == "text":
            has = self.has if self._field == "text" else len(text)
            style = "overdue" if has > MOST_TEXT else "dim"
            return row(Span(t("lesson.length", has=has, most=MOST_TEXT), style)) if has else ()
        if name == "source_date" and text and self._ahead(self._day(text)):
            return row(Span(t("lesson.ahead"), "overdue"))
        return ()

    def _ahead(self, day: date) -> bool:
        return day > self.services.clock.now().date()

    def _row(self, one: Lesson, width: int) -> Row:
        left = row(
            " ",
            cell(short_number(one.meta.number), 6, "dim"),
            cell(t(one.category), 12, "dim"),
            Span(f"  {one.title}"),
        )
        shift = current_shift(self.desk.replica)
        held = shift is not None and any(each.shift == shift.meta.id for each in one.deliveries)
        word = t("lesson.held_here") if held else t("lesson.teams", count=len(one.deliveries))
        return (*justify(left, row(Span(word, "text" if held else "dim")), width - 1), Span(" "))

    @property
    def _draft(self) -> str:
        return f"{self.id}#new"

    def _keep(self) -> None:
        with suppress(WatchroomError):
            if self.answers:
                self.services.drafts.keep(self._draft, {"answers": self.answers})
            else:
                self.services.drafts.drop(self._draft)
