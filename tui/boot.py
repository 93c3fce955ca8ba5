"""The terminal's environment, settled before Textual is imported; import this module first.

Textual reads its constants at import time, and among its twenty-odd variables are some that type keys
(TEXTUAL_PRESS) or write screenshots and logs, so everything not on the short list is removed.
"""

from __future__ import annotations

import gc
import os
from importlib import import_module
from threading import Thread
from typing import Final

from core.errors import Refusal

_KEPT: Final = frozenset({"TEXTUAL_DRIVER", "TEXTUAL_COLOR_SYSTEM"})
"""What stays: the driver a browser session is served through, and the colour depth a person may force."""

_FIXED: Final = {
    "TEXTUAL_DISABLE_KITTY_KEY": "1",  # terminals that mis-implement it lose what an input method commits
    "TEXTUAL_ANIMATIONS": "none",
    "TEXTUAL_FPS": "120",  # a key waits for the next frame: 8 ms instead of 16
    "ESCDELAY": "25",  # ms; the default makes Esc feel broken
}

_NEXT: Final = (
    "core.commands.preview",
    "core.commands.complete",
    "core.commands.surroundings",
    "tui.screens.incident.new",
    "tui.screens.incident.running",
    "core.commands.actions",
    "core.replica.views",
    "tui.screens.people.roster",
    "tui.screens.people.one",
)
"""What the first page needs only once somebody types; the other pages follow."""


def settle(environ: dict[str, str] | os._Environ[str] = os.environ) -> None:
    """Set and remove what Textual would read from `environ`."""
    for name in [name for name in environ if name.startswith("TEXTUAL") and name not in _KEPT]:
        del environ[name]
    environ.update(_FIXED)


def require_terminal(environ: dict[str, str] | os._Environ[str] = os.environ) -> None:
    """Refuse a terminal that cannot place a cursor: Textual would paint rubbish on it."""
    if environ.get("TERM", "dumb") in ("", "dumb", "unknown"):
        raise Refusal("frame.dumb_terminal")


def started() -> None:
    """The first screen is painted: load what the first keys need beside it, so that neither waits for the other."""
    Thread(target=_load_the_rest, name="loading", daemon=True).start()


def _load_the_rest() -> None:
    """What is loaded by the end is here to stay, so collections need not look at it."""
    from tui.screens import PAGES

    for name in (*_NEXT, *(place.partition(":")[0] for place in PAGES.values())):
        import_module(name)
    gc.freeze()
    gc.enable()


gc.disable()  # collections while modules load find nothing and delay the first screen
settle()
