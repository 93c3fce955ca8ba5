"""Minutes (会议记录): what waits for a second person first, then every meeting, the newest first."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from core.clock import from_ms
from core.i18n import language, t
from core.records.meeting import Meeting
from core.replica.rows import RecordRow
from core.rules.attendance import of_meeting
from tui.page import Page, Prompt, Sheet, Size
from tui.sheet.layout import cell, justify
from tui.sheet.span import Row, Span, row

_KIND = {"zh": 12, "en": 20}
_MOST = 2000
UNCONFIRMED = "meeting.status.closed"
"""The status of a meeting that is over and waits for its second person."""
CONFIRMED = "meeting.status.confirmed"


class MeetingsPage(Page):
    """Every meeting as a line; Enter opens it."""

    id, title_key = "meetings", "life.minutes"

    def __init__(self, *given: Any, **args: Any) -> None:
        """Nothing is looked up before the page shows."""
        super().__init__(*given, **args)
        self._seen: tuple[int, list[RecordRow]] | None = None

    def rows(self, size: Size, now: datetime) -> Sheet:
        """The meetings that fit."""
        found = self._meetings()
        if not found:
            return Sheet([(), row(Span(" " + t("meetings.empty"), "dim"))])
        shown = self.list.window(len(found), size.height)
        return Sheet(
            [self._line(found[index], size.width) for index in shown], cursor=self.list.cursor - shown.start
        )

    def on_key(self, key: str) -> bool:
        """Enter opens the meeting under the cursor."""
        if key == "enter" and self._meetings():
            self.nav.open("meeting", record=self._meetings()[self.list.cursor].id)
            return True
        return self.list.on_key(key)

    def prompt(self) -> Prompt:
        """Nothing to type here."""
        return Prompt(label=t("frame.prompt"), hint=t("meetings.hint"))

    def _meetings(self) -> list[RecordRow]:
        version = self.services.version()
        if self._seen is None or self._seen[0] != version:
            found = self.desk.replica.rows("meeting", newest=True, limit=_MOST)
            self._seen = (
                version,
                sorted(found, key=lambda one: one.status != UNCONFIRMED or bool(one.struck)),
            )
        return self._seen[1]

    def _line(self, one: RecordRow, width: int) -> Row:
        at = f"{from_ms(one.at):%m-%d %H:%M}"
        state = self.desk.replica.state(one.id)
        there = of_meeting(state).fraction if isinstance(state, Meeting) else ""
        due = one.status != CONFIRMED and not one.struck
        style = "struck" if one.struck else "text"
        tail = row(
            Span(f"{there}  ", "dim"),
            Span(t(one.status), "due" if due else "dim"),
            Span(f"  {one.number.rpartition('-')[2]} ", "dim"),
        )
        kind = cell(t(one.subject), _KIND[language()], style)
        return justify((Span(f" {at}  ", "dim"), kind, Span(f"  {one.title}", style)), tail, width)
