"""A meeting that is over: what it said, what its evidence lacks, who has yet to read it, the second confirmation."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from core.compile.meeting_check import check_meeting
from core.errors import Refusal
from core.i18n import t
from core.records import meeting as records
from core.records.check import checks_of
from core.records.meeting import Meeting
from core.records.person import find_person
from core.rules.finding import Finding
from tui.page import FooterKey, Prompt, Sheet, Size
from tui.screens.meeting import show
from tui.screens.meeting.closing import ask_second
from tui.sheet.span import Row

if TYPE_CHECKING:
    from tui.screens.meeting.page import MeetingPage


class Reading:
    """The keys and the line of a closed meeting."""

    def __init__(self, page: MeetingPage, record: str) -> None:
        """Read the meeting with id `record`."""
        self.page, self.record = page, record
        self._seen: tuple[int, list[Finding]] | None = None

    @property
    def state(self) -> Meeting:
        """The meeting as it stands."""
        state: Meeting = self.page.desk.replica.state(self.record)
        return state

    def findings(self) -> list[Finding]:
        """What its evidence says in public, looked up once after each change."""
        version = self.page.services.version()
        if self._seen is None or self._seen[0] != version:
            found = check_meeting(self.page.desk.replica, self.record, self.page.services.clock.now())
            self._seen = (version, [one for one in found if not one.private])
        return self._seen[1]

    def heading(self) -> Row:
        """Form, team, topic."""
        return show.heading(self.state)

    def corner(self, now: datetime) -> Row | None:
        """Length and attendance."""
        return show.corner(self.state, now)

    def rows(self, size: Size, now: datetime) -> Sheet:
        """The record."""
        checks = checks_of(self.page.desk.replica, self.record)
        return show.reading(self.state, self.findings(), checks, size, now)

    def prompt(self) -> Prompt:
        """Who confirms, who has read it."""
        hint = "meeting.hint_read" if self.state.confirmation else "meeting.hint_unconfirmed"
        return Prompt("made_up", t("frame.prompt"), t(hint), blank=True)

    def preview(self, text: str) -> str:
        """What Enter will do."""
        return t("meeting.will_make_up") if text[:1] in ("+", "＋") else ""

    def on_key(self, key: str) -> bool:
        """Enter asks for the second confirmation."""
        if key == "enter" and self.state.confirmation is None:
            ask_second(self.page, self.record)
            return True
        return False

    def submit(self, text: str) -> None:
        """+名: somebody who missed it has read and understood it (补学)."""
        if text[:1] not in ("+", "＋"):
            raise Refusal("meeting.closed_already", number=self.state.meta.number)
        person = find_person(self.page.desk.replica, text[1:].strip()).meta.id
        self.page.desk.do(records.make_up, self.record, person)

    def footer_keys(self) -> Sequence[FooterKey]:
        """The global ones."""
        return ()
