"""One micro-lesson, large: read aloud in the room, then one key records that the team held it (A06: never who)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from core.errors import NotFound
from core.i18n import t
from core.records.check import checks_of
from core.records.lesson import Lesson, deliver
from tui.page import FooterKey, Page
from tui.screens.evidence import mark_rows
from tui.sheet.layout import paragraph
from tui.sheet.span import EMPTY, Row, Sheet, Size, Span, row


class ReadAloud(Page):
    """One lesson, large: 1 records that it was held and discussed, 2 held without the question."""

    id: ClassVar[str] = "lesson"
    title_key: ClassVar[str] = "micro.lesson"

    @property
    def lesson(self) -> Lesson:
        """The lesson with the id `record`; raises NotFound."""
        record = str(self.args["record"])
        state = self.desk.replica.state(record)
        if not isinstance(state, Lesson):
            raise NotFound("record.not_found", number=record[:8])
        return state

    def heading(self) -> Row:
        """Its title."""
        return row(Span(self.lesson.title, "heading"), Span(f"  {t(self.lesson.category)}", "dim"))

    def rows(self, size: Size, now: datetime) -> Sheet:
        """The text with air between the lines, the question, the source, its marks, who held it."""
        one, margin = self.lesson, 4
        lines: list[Row] = [EMPTY]
        for part in one.text.splitlines():
            lines += paragraph(part, size.width - 2 * margin, "heading", margin)
        lines += [
            EMPTY,
            *paragraph(t("lesson.asks", question=one.question), size.width - 2 * margin, "accent", margin),
        ]
        day = f"  {one.source_date:%Y-%m-%d}" if one.source_date else ""
        lines += [EMPTY, *paragraph(f"{t('lesson.source')}  {one.source}{day}", size.width - 4, "dim", 1)]
        lines += [
            row(Span(f" {each.at:%m-%d %H:%M}  {each.team.name}  {each.present}/{each.expected}", "dim"))
            for each in one.deliveries[-4:]
        ]
        checks = checks_of(self.desk.replica, one.meta.id)
        return Sheet([*lines, *mark_rows(one.kept, checks, size.width)])

    def on_key(self, key: str) -> bool:
        """1 and 2."""
        if key not in ("1", "2"):
            return False
        self.desk.do(deliver, str(self.args["record"]), asked=key == "1")
        self.nav.say(t("lesson.recorded"), "saved")
        return True

    def footer_keys(self) -> Sequence[FooterKey]:
        """What this page adds."""
        return (
            FooterKey("1", t("lesson.key.asked"), weight=8),
            FooterKey("2", t("lesson.key.held"), weight=7),
        )
