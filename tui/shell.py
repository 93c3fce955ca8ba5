"""The terminal without a terminal: which page shows, what is typed, what the screen reads."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, TypeVar

from core.errors import WatchroomError
from core.i18n import t
from tui.faults import record
from tui.frame import LEAST, Notice, Parts, Screenful, assemble, fault_sheet, too_small
from tui.keeping import GuardedDrafts
from tui.page import FRESH, Page, Prompt
from tui.places import footer_of
from tui.routing import route, write
from tui.services import Services, Situation
from tui.sheet.span import EMPTY, Row, Sheet, Size
from tui.stack import Factory, Stack
from tui.unread import Bell
from tui.widgets.command_line import CommandLine
from tui.widgets.footer import footer_row
from tui.widgets.status_line import banner_row, call_row, clock_corner, status_row

T = TypeVar("T")
Background = Callable[[Callable[[], Any], Callable[[Any], None]], None]


def at_once(work: Callable[[], T], then: Callable[[T], None]) -> None:
    """Run slow work on the spot; the application puts a thread in this place."""
    then(work())


class Shell:
    """Everything the officer sees and types, fed with keys and asked for screens."""

    def __init__(self, services: Services, registry: Mapping[str, Factory], home: str) -> None:
        """Start on page `home` of `registry`."""
        self.services = services
        self.background: Background = at_once
        self.on_exit: Callable[[], None] = lambda: None
        self.on_bell: Callable[[], None] = lambda: None
        self.on_redraw: Callable[[], None] = lambda: None
        self.fault: Exception | None = None
        self.stack = Stack(registry, services, self)
        self.line = CommandLine(GuardedDrafts(services.drafts, self._safely))
        self._notice: Notice | None = None
        self._sheet: Sheet | None = None
        self.page_size = Size(0, 0)
        self._seen = services.version()
        self._minute = services.clock.now().minute
        self._fading = 0
        self._bell = Bell()
        self.open(home)

    # What pages may ask (tui.page.Nav)

    def open(self, page_id: str, **args: Any) -> None:
        """Show another page on top; what was typed elsewhere is forgotten by a lock (drafts stay)."""
        self.stack.open(page_id, args)
        if self.stack.top.opaque:
            self.line.forget()
        self._moved()

    def back(self) -> None:
        """Return to the page beneath."""
        if not self.stack.back() and self.line.text:
            self.say(t("frame.kept"))
        self._moved()

    def close(self) -> None:
        """Return to the page beneath and forget this one."""
        self.stack.back(forget=True)
        self._moved()

    def home(self) -> None:
        """Return to the first page."""
        self.stack.home()
        self._moved()

    def ask(self, prompt: Prompt, then: Callable[[str], None]) -> None:
        """Ask at the command line."""
        self.stack.top.question = (prompt, then)
        self._attach()

    def say(self, sentence: str, style: str = "notice") -> None:
        """Show a sentence above the command line until the next key."""
        self._notice = Notice(sentence, style)

    def write(self, text: str) -> None:
        """Put `text` on the command line."""
        self.line.replace(text)

    def later(self, work: Callable[[], T], then: Callable[[T], None]) -> None:
        """Run `work` in the background, then `then`."""

        def finish(result: T) -> None:
            self._guard(lambda: then(result))
            self._attach()
            self.redraw()

        self.background(work, finish)

    def redraw(self) -> None:
        """Paint the page again."""
        self._sheet = None
        self.on_redraw()

    def leave(self) -> None:
        """End the program."""
        self.keep_draft()
        self.on_exit()

    def stale(self) -> None:
        """Ask the page for its rows again at the next paint, and once more when what is green has faded."""
        self._sheet = None
        self._fading = 2 + math.ceil(FRESH / timedelta(seconds=1))

    def sheet(self) -> Sheet:
        """What the page shows now, in full."""
        return self._sheet_of(self.stack.top, self.page_size)

    # What the application feeds

    def key(self, key: str, character: str | None = None) -> None:
        """One key, by Textual's name and the character it types."""
        self.services.touched()
        self._notice = None
        self._guard(lambda: route(self, key, character))
        self._attach()

    def paste(self, text: str) -> None:
        """Text pasted from outside."""
        self._notice = None
        self._guard(lambda: write(self, text))
        self._attach()

    def tick(self) -> bool:
        """Once a second; whether the page was marked for painting."""
        self._remind()
        version = self._safely(self.services.version, self._seen)
        minute = self.services.clock.now().minute
        self._fading = max(0, self._fading - 1)
        if self.stack.top.live or (version, minute) != (self._seen, self._minute) or self._fading == 1:
            self._sheet = None
        self._seen, self._minute = version, minute
        now = self.services.clock.now()
        situation = self._safely(lambda: self.services.situation(now), Situation())
        if self._bell.rings(situation.waiting, now):
            self.on_bell()
        return self._sheet is None

    def compose(self, size: Size) -> Screenful:
        """The whole screen in `size`."""
        if size.width < LEAST.width or size.height < LEAST.height:
            return too_small(size)
        page, parts = self.stack.top, self._parts(size.width)
        return assemble(parts, self._sheet_of(page, parts.page_size(size)), page.top, size)

    def keep_draft(self) -> None:
        """Store what is typed."""
        self.line.on_pause()

    def failed(self, fault: Exception) -> None:
        """Say and log what went wrong in the background."""
        self._report(fault)
        self.on_redraw()

    # Inside

    def _remind(self) -> None:
        """What is noted beside the painting; a reminder is said with one bell, never over a locked screen."""
        heard = not self.stack.top.opaque
        said = self._safely(lambda: self.services.tick(heard=heard), "")
        if said:
            self.say(said)
            self.on_bell()

    def _parts(self, width: int) -> Parts:
        now, page = self.services.clock.now(), self.stack.top
        nothing = Situation()
        situation = nothing if page.opaque else self._safely(lambda: self.services.situation(now), nothing)
        command, caret = self.line.row(width, self._ghost())
        return Parts(
            status=self._safely(lambda: self._status(page, situation, now, width), EMPTY),
            banner=banner_row(situation.banner, width) if situation.banner else None,
            call=self._call(page, situation, width),
            footer=self._safely(
                lambda: footer_row(footer_of(page, self.stack, self.services.commands), width), EMPTY
            ),
            command=command,
            caret=caret,
            notice=self._notice,
        )

    def _call(self, page: Page, situation: Situation, width: int) -> Row | None:
        """What waits for somebody, unless the page itself says it."""
        if not situation.call or (page.alerts and situation.waiting):
            return None
        return call_row(situation.call, situation.call_key, width)

    def _status(self, page: Page, situation: Situation, now: datetime, width: int) -> Row:
        if page.opaque:
            return status_row((), page.heading(), EMPTY, width)
        crumbs = [one.crumb() for one in self.stack.beneath]
        return status_row(crumbs, page.heading(), page.corner(now) or clock_corner(situation, now), width)

    def _ghost(self) -> str:
        page, text = self.stack.top, self.line.text
        if page.question is not None:
            return page.question[0].hint
        return self._safely(lambda: page.preview(text), "") if text else ""

    def _sheet_of(self, page: Page, size: Size) -> Sheet:
        if self._sheet is None or size != self.page_size:
            self.page_size = size
            now = self.services.clock.now()
            self._sheet = self._safely(lambda: page.rows(size, now), fault_sheet(size.width))
        return self._sheet

    def _moved(self) -> None:
        self._sheet = None
        self._attach()

    def _attach(self) -> None:
        page = self.stack.top
        prompt = page.question[0] if page.question else self._safely(page.prompt, Prompt())
        mark = "?" if page.question else ""
        self.line.attach(f"{page.key}#{mark}{prompt.field}", prompt)

    def _guard(self, act: Callable[[], None]) -> None:
        """The one boundary: a refusal is said, any other error is logged and said; nothing typed is lost."""
        self._safely(act, None)

    def _safely(self, ask: Callable[[], T], instead: T) -> T:
        try:
            return ask()
        except WatchroomError as refusal:
            self.say(refusal.sentence(), "error")
        except Exception as fault:
            self._report(fault)
        return instead

    def _report(self, fault: Exception) -> None:
        if repr(fault) != repr(self.fault):
            record(fault, self.services.log_path)
        self.fault = fault
        self.say(t("frame.fault", log=self.services.log_path), "error")
