"""The application: Textual's loop around the shell. Keys go in, rows come out, one widget paints."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Final

from tui import boot  # isort: skip  # must come before textual
from textual import events
from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.geometry import Offset

from core.i18n import t
from tui import compat, glyphs, theme
from tui.faults import record
from tui.services import Services
from tui.sheet.span import Size
from tui.shell import Shell
from tui.stack import Factory
from tui.widgets.canvas import Canvas

DRAFT_PAUSE: Final = 0.4
"""Seconds after the first unsaved key until the draft is on disk."""


class WatchroomApp(App[None], inherit_bindings=False):
    """The duty room's terminal."""

    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = []
    CSS = "Screen { layout: vertical; overflow: hidden; }"

    def __init__(
        self,
        services: Services,
        registry: Mapping[str, Factory],
        home: str = "watch",
        said: Callable[[], str] = str,
    ) -> None:
        """Show page `home` of `registry`, working on `services`; once a second, what is `said` to who watches."""
        super().__init__()
        theme.use(theme.choose(self.console.color_system, no_color=self.no_color))
        self.services = services
        self.shell = Shell(services, registry, home)
        self.shell.background, self.shell.on_redraw = self._in_thread, self._soon
        self.shell.on_exit, self.shell.on_bell = self.exit, self.bell
        self.canvas = Canvas()
        self._draft_timer, self._said = False, said

    def compose(self) -> ComposeResult:
        """One widget."""
        yield self.canvas

    def on_mount(self) -> None:
        """Take the signals, start the clock."""
        if sys.platform != "win32":
            for number in (signal.SIGTERM, signal.SIGHUP):
                asyncio.get_running_loop().add_signal_handler(number, self._ended, 128 + number)
        self.set_interval(1, self._tick)
        self.call_after_refresh(boot.started)

    def on_resize(self, event: events.Resize) -> None:
        """Paint everything in the new size."""
        self.show(afresh=True)

    async def on_event(self, event: events.Event) -> None:
        """Keys and pastes go to the shell; Textual's bindings and focus have no part in it."""
        if isinstance(event, events.Key) and not event.is_forwarded:
            self.shell.key(event.key, event.character)
            self._typed()
        elif isinstance(event, events.Paste) and not event.is_forwarded:
            self.shell.paste(event.text)
            self._typed()
        else:
            await super().on_event(event)

    def show(self, *, afresh: bool = False) -> None:
        """Paint what changed, the terminal's cursor (and the input method) at the insertion point."""
        size = Size(*self.size)
        screenful = self.shell.compose(size)
        if screenful.caret is not None:
            self.cursor_position = Offset(*screenful.caret)
        self.canvas.paint(screenful.rows, size.width, afresh=afresh)

    def _typed(self) -> None:
        self.show()
        if self.shell.line.unsaved and not self._draft_timer:
            self._draft_timer = True
            self.set_timer(DRAFT_PAUSE, self._keep_draft)

    def _keep_draft(self) -> None:
        self._draft_timer = False
        self.shell.keep_draft()

    def _tick(self) -> None:
        self.shell.tick()
        if said := self._said():
            self.shell.say(said)
        self.show()

    def _soon(self) -> None:
        self.call_later(self.show)

    def _in_thread(self, work: Callable[[], Any], then: Callable[[Any], None]) -> None:
        def run() -> None:
            try:
                result = work()
            except Exception as fault:
                self.call_from_thread(self.shell.failed, fault)
            else:
                self.call_from_thread(then, result)

        self.run_worker(run, thread=True, exit_on_error=False)

    def _ended(self, code: int) -> None:
        self.shell.keep_draft()
        self.exit(return_code=code)

    def _handle_exception(self, error: Exception) -> None:
        """The last resort: keep the draft, write the log, leave with 1, show no local variables."""
        record(error, self.services.log_path)
        self.shell.keep_draft()
        compat.fail(self, error)


def run(
    services: Services,
    registry: Mapping[str, Factory],
    home: str = "watch",
    said: Callable[[], str] = str,
) -> None:
    """Run the terminal until it is left, then end the process with its code; see `WatchroomApp`."""
    boot.require_terminal()
    glyphs.use(glyphs.choose())
    compat.quick_escape()
    app = WatchroomApp(services, registry, home, said)
    app.run(mouse=False)
    code = app.return_code or 0
    if code == 1:
        print(t("frame.crashed", log=services.log_path), file=sys.stderr)
    sys.exit(code)
