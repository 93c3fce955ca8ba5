"""A report that was submitted: every line opens its source; at the branch Enter takes note and a line answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar

from core.dates import short_when
from core.errors import NotFound
from core.i18n import t
from core.records.check import checks_of
from core.records.report import Report, acknowledge, reply
from core.replica.sentences import sentence
from tui.line import open_record, run_line
from tui.page import FooterKey, Page, Prompt
from tui.screens.evidence import mark_rows
from tui.screens.loglines import short_number
from tui.sheet.layout import paragraph, rule
from tui.sheet.measure import width_of
from tui.sheet.span import EMPTY, Row, Sheet, Size, Span, row


class SubmittedReport(Page):
    """Up and down choose a line, right opens what it was compiled from; the branch takes note and answers."""

    id: ClassVar[str] = "report"
    title_key: ClassVar[str] = "micro.report"

    def __init__(self, *given: Any, **args: Any) -> None:
        """The report with the id `record`."""
        super().__init__(*given, **args)
        self.record = str(args["record"])

    @property
    def state(self) -> Report:
        """The report; raises NotFound."""
        state = self.desk.replica.state(self.record)
        if not isinstance(state, Report):
            raise NotFound("record.not_found", number=self.record[:8])
        return state

    @property
    def ours(self) -> bool:
        """Whether this station submitted it."""
        replica = self.desk.replica
        return replica.seat is not None and replica.unit_of(self.state.meta) == replica.seat.unit

    def heading(self) -> Row:
        """Form, number, status."""
        state = self.state
        title = f"{t(f'report.{state.form}')}  {short_number(state.meta.number)}"
        return row(Span(title, "heading"), Span(f"  {t(f'report.{state.status}')}", "due"))

    def rows(self, size: Size, now: datetime) -> Sheet:
        """The lines as they were submitted, then the marks they carry and what was answered."""
        state = self.state
        compiled = [sentence(one.message, dict(one.params)) for one in state.compiled]
        lines: list[Row] = [row(Span(" · ", "dim"), Span(" ".join(one.split()))) for one in compiled]
        lines += [row(Span(f" {t(f'report.{one.part}')}  ", "dim"), Span(one.text)) for one in state.by_hand]
        if state.nil:
            lines = [EMPTY, row(Span(" " + t("report.nil")))]
        checks = checks_of(self.desk.replica, self.record)
        chosen = lines[min(self.list.cursor, len(lines) - 1)] if lines else EMPTY
        below: list[Row] = [rule(size.width), *mark_rows(state.kept, checks, size.width)]
        if width_of(chosen) > size.width:  # the list cuts it: all of it stands below
            below += paragraph("".join(span.text for span in chosen).strip(), size.width - 2, "text", 1)
        for one in state.answers:
            by = one.by.name if one.by else ""
            below += paragraph(f"{short_when(one.at, now)}  {by}  {one.text}", size.width - 2, "text", 1)
        room = max(1, size.height - len(below))
        shown = self.list.window(len(lines), room)
        body = [lines[index] for index in shown]
        return Sheet([*body, *[EMPTY] * (room - len(body)), *below], cursor=self.list.cursor - shown.start)

    def on_key(self, key: str) -> bool:
        """Enter takes note; → opens the source."""
        if key == "enter" and not self.ours:
            self.desk.do(acknowledge, self.record)
            self.nav.say(t("answer.noted"), "saved")
            return True
        compiled = self.state.compiled
        if key == "right" and self.list.cursor < len(compiled):
            self._open(compiled[self.list.cursor].sources)
            return True
        return self.list.on_key(key)

    def _open(self, sources: Sequence[str]) -> None:
        """The last source that is here: a branch may not hold what a station keeps to itself."""
        here = [one for one in sources if self.desk.replica.state(one) is not None]
        if here:
            open_record(self, here[-1])
        else:
            self.nav.say(t("answer.no_source"))

    def prompt(self) -> Prompt:
        """An answer, at the branch."""
        if self.ours:
            return Prompt("line", t("frame.prompt"), t("answer.hint_ours"))
        return Prompt("answer", t("answer.ask"), t("answer.hint"))

    def preview(self, text: str) -> str:
        """What Enter will do."""
        return t("direct.will_note" if self.ours else "answer.will")

    def submit(self, text: str) -> None:
        """Answer it; at the station that submitted it text is a line of the log."""
        if self.ours:
            run_line(self, text)
        else:
            self.desk.do(reply, self.record, text)

    def footer_keys(self) -> Sequence[FooterKey]:
        """What this page adds."""
        return () if self.ours else (FooterKey("Enter", t("answer.key"), weight=8),)
