"""First report and supplements (首报 续报): what would be told now, word for word; Enter says that it was told."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from core.compile.situation import difference, report, situation_text
from core.errors import NotFound
from core.i18n import t
from core.records.incident import Incident
from tui.page import Page, Prompt
from tui.screens.loglines import short_number
from tui.sheet.layout import paragraph, rule
from tui.sheet.span import EMPTY, Row, Sheet, Size, Span, row


class SituationPage(Page):
    """The next report of the incident with the id `record`: only what changed since the last one."""

    id: ClassVar[str] = "situation"
    title_key: ClassVar[str] = "command.incident.report"

    def __init__(self, services: Any, nav: Any, **args: Any) -> None:
        """Report on `record`."""
        super().__init__(services, nav, **args)
        self.record = str(args["record"])

    @property
    def state(self) -> Incident:
        """The incident; raises NotFound."""
        state = self.desk.replica.state(self.record)
        if not isinstance(state, Incident):
            raise NotFound("record.not_found", number=self.record[:8])
        return state

    def heading(self) -> Row:
        """Of which incident."""
        return row(Span(f"{t(self.title_key)}  {short_number(self.state.meta.number)}", "heading"))

    def rows(self, size: Size, now: datetime) -> Sheet:
        """The words to read out, then what was told before."""
        state, width = self.state, size.width - 2
        lines: list[Row] = [EMPTY]
        if difference(state):
            for line in situation_text(state).split("\n"):
                lines += paragraph(line, width, "text", 1)
        else:
            lines.append(row(Span(" " + t("situation.nothing"), "dim")))
        for told in reversed(state.reports):
            lines += [EMPTY, rule(size.width), row(Span(f" {told.at:%H:%M}", "dim"))]
            for line in told.text.split("\n"):
                lines += paragraph(line, width, "dim", 1)
        return Sheet(lines)

    def prompt(self) -> Prompt:
        """Enter, or other words first."""
        return Prompt(label=t("situation.ask"), hint=t("situation.hint"), blank=True)

    def submit(self, text: str) -> None:
        """Say that it was told, in these words or those typed; raises Refusal when nothing is new."""
        self.desk.do(report, self.record, text)
        self.nav.close()
        self.nav.say(t("situation.told", number=self.state.meta.number), "saved")
