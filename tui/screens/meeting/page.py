"""The meeting page (F4): choosing, holding, or reading one, each a mode of the same page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from core.records.meeting import Meeting, live_meeting
from tui.page import FooterKey, Page, Prompt, Sheet, Size
from tui.screens.meeting.choosing import Choosing
from tui.screens.meeting.reading import Reading
from tui.screens.meeting.running import Running
from tui.sheet.span import Row

Mode = Choosing | Running | Reading


class MeetingPage(Page):
    """会议: with `record` that one, else the one that runs, else a new one about `text`, of `form` if given."""

    id, title_key, live = "meeting", "kind.meeting", True

    def __init__(self, *given: Any, **args: Any) -> None:
        """Nothing is looked up before the page shows."""
        super().__init__(*given, **args)
        self.record: str = args.get("record", "")
        self._mode: Mode | None = None

    @property
    def mode(self) -> Mode:
        """What the page does now."""
        state = self.meeting
        if state is None:
            if not isinstance(self._mode, Choosing):
                self._mode = Choosing(self, self.args.get("text", ""), self.args.get("form", ""))
        elif state.closed is not None or state.meta.struck is not None:
            if not isinstance(self._mode, Reading) or self._mode.record != state.meta.id:
                self._mode = Reading(self, state.meta.id)
        elif not isinstance(self._mode, Running) or self._mode.record != state.meta.id:
            self._mode = Running(self, state.meta.id)
        return self._mode

    @property
    def meeting(self) -> Meeting | None:
        """The meeting in hand."""
        replica = self.desk.replica
        if self.record:
            state = replica.state(self.record)
            return state if isinstance(state, Meeting) else None
        return live_meeting(replica)

    def hold(self, record: str) -> None:
        """From now on this page is about the meeting with id `record`."""
        self.record = record

    def on_leave(self) -> None:
        """A meeting that is over has been seen; the next time a new one begins."""
        state = self.meeting
        if state is not None and state.closed is not None:
            self.record = self.args.get("record", "")

    def heading(self) -> Row:
        """What the mode says."""
        return self.mode.heading()

    def corner(self, now: datetime) -> Row | None:
        """The timer while a meeting runs."""
        return self.mode.corner(now)

    def rows(self, size: Size, now: datetime) -> Sheet:
        """What the mode shows."""
        return self.mode.rows(size, now)

    def prompt(self) -> Prompt:
        """What the mode asks."""
        return self.mode.prompt()

    def preview(self, text: str) -> str:
        """What Enter will do."""
        return self.mode.preview(text)

    def on_key(self, key: str) -> bool:
        """The mode's keys."""
        return self.mode.on_key(key)

    def submit(self, text: str) -> None:
        """The mode takes the line."""
        self.mode.submit(text)

    def footer_keys(self) -> Sequence[FooterKey]:
        """The mode's keys."""
        return self.mode.footer_keys()
