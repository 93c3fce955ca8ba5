"""Every private part of Textual this program touches: one function and one test for each."""

from __future__ import annotations

import selectors
import sys
import time
from types import SimpleNamespace
from typing import Any, Final

from textual.app import App

_LOOK_AGAIN: Final = 0.005
_ATTENTIVE: Final = 0.06


def fail(app: App[Any], error: Exception) -> None:
    """End `app` at once with code 1, without Textual's traceback on the screen: it shows local variables."""
    app._return_code = 1
    if app._exception is None:
        app._exception = error
        app._exception_event.set()
    app._close_messages_no_wait()


class AttentiveSelector(selectors.SelectSelector):
    """Looks again every 5 ms for a moment after each key.

    A lone Esc is known only by what does not follow.  Textual's input thread looks every 100 ms, whatever
    ESCDELAY says; with this it takes the 25 ms it was set to, and an idle terminal still sleeps.
    """

    _until = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """Wait at most `timeout` seconds, less while a key may be incomplete."""
        attentive = time.monotonic() < self._until
        ready = super().select(_LOOK_AGAIN if attentive else timeout)
        if ready:
            self._until = time.monotonic() + _ATTENTIVE
        return ready


def quick_escape() -> None:
    """Give Textual's input thread the attentive selector (POSIX; the Windows driver waits otherwise)."""
    if sys.platform != "win32":
        from textual.drivers import linux_driver

        attentive = SimpleNamespace(SelectSelector=AttentiveSelector, EVENT_READ=selectors.EVENT_READ)
        vars(linux_driver)["selectors"] = attentive
