"""The terminal from its data directory to its last key."""

from __future__ import annotations

import os
from pathlib import Path

from tui import boot  # isort: skip  # must come before textual
from core.clock import SystemClock
from core.errors import Refusal
from core.i18n import LANGUAGES, set_language
from core.records.unit import stations_below
from core.replica import ballast
from core.replica.replica import Replica
from core.replica.settings import Settings, load
from tui.services import Branch, Told


def run(
    data_dir: Path,
    lang: str = "",
    branch: Branch | None = None,
    *,
    told: Told | None = None,
    home: str = "",
) -> int:
    """Open the screen on the data in `data_dir` in language `lang`; returns the exit code.

    `branch` exchanges what is written with the branch server, where the terminal belongs to one.  A story that is
    `told` brings its own clock.  The screen opens on the page `home`; without one on Watch, at a branch on its board.

    An empty `lang` takes the terminal's own setting. Raises Refusal where no station was set up, and for a
    terminal that cannot place a cursor.
    """
    boot.require_terminal()
    with Replica(data_dir, told.clock if told else SystemClock()) as replica:
        if replica.seat is None:
            raise Refusal("store.not_set_up")
        settings = load(replica)
        _speak(lang or settings.language)
        _draw(settings)
        from tui import app, screens
        from tui.terminal import Terminal

        terminal = Terminal(replica, branch)
        if settings.copy_to:
            terminal.keep_copy(Path(settings.copy_to).expanduser())
        ballast.keep(data_dir)
        try:
            app.run(terminal, screens.registry(), home or _home(replica), told.said if told else str)
        except SystemExit as end:
            return end.code if isinstance(end.code, int) else 1
    return 0


def _speak(code: str) -> None:
    if code in LANGUAGES:
        set_language(code)


def _draw(settings: Settings) -> None:
    """Hand glyphs and colours on where Textual and the frame look for them; the environment's word is stronger."""
    if settings.glyphs:
        os.environ.setdefault("WATCHROOM_GLYPHS", settings.glyphs)
    if settings.colours == "mono":
        os.environ.setdefault("NO_COLOR", "1")
    elif settings.colours == "sixteen":
        os.environ.setdefault("TEXTUAL_COLOR_SYSTEM", "standard")


def _home(replica: Replica) -> str:
    """Where a screen opens."""
    return "branch" if stations_below(replica) else "watch"
