"""Phone checks (电话抽查, E09) at the branch: what was drawn, whom to call; 1 says it is so, text what is right."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar, Final

from core.compile.sample import Waiting, waiting_checks
from core.errors import Refusal
from core.i18n import t
from core.records.check import CONFIRMED, CORRECTED, check_by_phone
from core.records.reference import Ref
from core.records.unit import stations_below
from tui.line import open_record, run_line
from tui.page import FooterKey, Page, Prompt
from tui.screens.evidence import marks_text
from tui.screens.loglines import short_number
from tui.sheet.layout import beside, cell, justify, rule
from tui.sheet.span import EMPTY, Row, Sheet, Size, Span, row

_STATION: Final = 10
_NUMBER: Final = 6
_FORM: Final = 14
_LABEL: Final = 6


class ChecksPage(Page):
    """Up and down choose a record, left and right whom to call, Enter opens it; 1 confirms, text corrects."""

    id: ClassVar[str] = "checks"
    title_key: ClassVar[str] = "check.title"

    def __init__(self, *given: Any, **args: Any) -> None:
        """Nothing is read before it is painted."""
        super().__init__(*given, **args)
        self.person = 0
        self._seen = (-1, -1)
        self._waiting: list[Waiting] = []

    def waiting(self) -> list[Waiting]:
        """What waits, read again after each change and each hour."""
        now = self.services.clock.now()
        seen = (self.services.version(), int(now.timestamp() // 3600))
        if seen != self._seen:
            self._seen, self._waiting = seen, waiting_checks(self.desk.replica, now)
        return self._waiting

    @property
    def chosen(self) -> Waiting | None:
        """The record under the cursor."""
        waiting = self.waiting()
        return waiting[min(self.list.cursor, len(waiting) - 1)] if waiting else None

    @property
    def called(self) -> Ref:
        """Whom to call about it: a person or team it names, else its station."""
        one = self.chosen
        assert one is not None
        return one.people[self.person % len(one.people)] if one.people else Ref(one.unit, one.station)

    def heading(self) -> Row:
        """电话抽查, and how many wait."""
        return row(Span(t(self.title_key), "heading"), f"  {t('check.waiting', count=len(self.waiting()))}")

    def rows(self, size: Size, now: datetime) -> Sheet:
        """The list, below it whom to call about the chosen one and what to ask."""
        waiting, one = self.waiting(), self.chosen
        if one is None:
            key = "check.none" if stations_below(self.desk.replica) else "check.only_branch"
            return Sheet([EMPTY, row(Span(" " + t(key), "dim"))])
        below = self._about(one, size.width)
        shown = self.list.window(len(waiting), max(1, size.height - len(below)))
        body = [self._row(waiting[index], size.width) for index in shown]
        body += [EMPTY] * (size.height - len(below) - len(body))
        return Sheet([*body, *below], cursor=self.list.cursor - shown.start)

    def on_key(self, key: str) -> bool:
        """1 and Enter; left and right change whom to call."""
        one = self.chosen
        if one is None:
            return False
        if key == "1":
            self._note("")
        elif key == "enter":
            open_record(self, one.record)
        elif key in ("left", "right"):
            self.person += 1 if key == "right" else -1
        elif self.list.on_key(key):
            self.person = 0
        else:
            return False
        return True

    def prompt(self) -> Prompt:
        """What was right instead."""
        one = self.chosen
        if one is None:
            return Prompt("line", t("frame.prompt"))
        return Prompt(f"correct.{one.record}{one.item}", t("check.right"), t("check.hint"))

    def preview(self, text: str) -> str:
        """What Enter will do."""
        return t("check.will" if self.chosen else "direct.will_note")

    def submit(self, text: str) -> None:
        """It was not as written: the text is what was right; with nothing waiting it is a line of the log."""
        if self.chosen is None:
            run_line(self, text)
            return
        if not text.strip():
            raise Refusal("log.empty")
        self._note(text)

    def footer_keys(self) -> Sequence[FooterKey]:
        """What this page adds."""
        if self.chosen is None:
            return ()
        return (
            FooterKey("1", t(CONFIRMED), weight=9),
            FooterKey("Enter", t("check.key.open"), weight=8),
        )

    def _note(self, correct: str) -> None:
        one = self.chosen
        assert one is not None
        self.desk.do(check_by_phone, one.record, self.called, item=one.item, correct=correct)
        result = t(CORRECTED if correct else CONFIRMED)
        self.person = 0
        self.nav.say(t("check.done", number=short_number(one.number), result=result), "saved")

    def _row(self, one: Waiting, width: int) -> Row:
        left = row(
            " ",
            cell(one.station, _STATION),
            cell(short_number(one.number), _NUMBER, "dim"),
            cell(t(one.subject), _FORM),
            Span(f"  {one.title}"),
        )
        marks = " ".join(filter(None, [t("rec.backfill") if one.backfilled else "", *one.marks]))
        right = row(Span(marks, "due"), Span(f"  {one.at:%m-%d %H:%M}", "dim"))
        return (*justify(left, right, width - 1), Span(" "))

    def _about(self, one: Waiting, width: int) -> list[Row]:
        """Whom to call, and what to ask: never for a picture, never where somebody is."""
        who = self.called.name
        if len(one.people) > 1:
            place = self.person % len(one.people) + 1
            who += f"  {t('check.of', place=place, count=len(one.people))}"
        kind = "lesson" if one.item else "report" if one.subject.startswith("report.") else "meeting"
        share = f"{t('att.present')}/{t('att.expected')} {one.share}" if one.share else ""
        facts = "  ".join(filter(None, [one.title, share, marks_text(one.marks)]))
        return [
            rule(width),
            *beside(short_number(one.number), facts, _LABEL, width),
            *beside(t("check.call"), f"{one.station}  {who}", _LABEL, width, "accent"),
            *beside(t("check.ask"), t(f"check.asks.{kind}"), _LABEL, width),
        ]
