"""Where a key goes: to the page, to what is the same on every page, or to the command line; in this order."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from core.i18n import t
from tui import keys
from tui.frame import scrolled
from tui.line import ask_undo, confirm_footing, put_off, switch_language, to_duty
from tui.page import Nav, Page
from tui.places import PLACES, footer_of

if TYPE_CHECKING:
    from tui.services import Services
    from tui.shell import Shell

_SECOND_ROAD: Final = {"?": "f1", "/": "f7"}


def route(shell: Shell, textual_key: str, character: str | None) -> None:
    """Act on one key."""
    key, typed = keys.name(textual_key, character), keys.is_typed(character)
    page = shell.stack.top
    if page.question is None and _offered(shell, key, typed) and page.on_key(key):
        shell.stale()
    elif not _global(shell, page, key):
        _to_line(shell, key, character if typed else None)


def write(shell: Shell, text: str) -> None:
    """Put typed or pasted text on the line."""
    if not shell.line.write(text):
        shell.say(t("frame.full"))
    _changed(shell)


def _offered(shell: Shell, key: str, typed: bool) -> bool:
    """Whether the page is asked before the line."""
    if key in shell.stack.top.kept_keys:
        return True
    return not shell.line.text if typed or key in keys.EMPTY_LINE else True


def _global(shell: Shell, page: Page, key: str) -> bool:
    """Act on a key that means the same on every page; whether it was one."""
    if key == "escape":
        return _escape(shell, page)
    if page.opaque and key not in page.passes:
        return False
    if key in _SECOND_ROAD and not shell.line.text and page.question is None:
        key = _SECOND_ROAD[key]
    if key in PLACES:
        return _go(shell, page, key)
    if key == "ctrl+l":
        switch_language(shell)
        return True
    if key in _EVERYWHERE:
        _EVERYWHERE[key](shell.services, shell)
        return True
    return False


def _call(services: Services, nav: Nav) -> None:
    """Note whom a direct report was phoned to; nothing of it is loaded before."""
    from tui.screens.calling import ask_called

    ask_called(services, nav)


_EVERYWHERE: Final[dict[str, Callable[[Services, Nav], None]]] = {
    "ctrl+k": confirm_footing,
    "ctrl+t": put_off,
    "ctrl+g": to_duty,
    "ctrl+o": _call,
    "ctrl+z": ask_undo,
}
"""What a key does on every page."""


def _go(shell: Shell, page: Page, key: str) -> bool:
    shown = next(
        (one for one in footer_of(page, shell.stack, shell.services.commands) if one.key.lower() == key), None
    )
    target = PLACES[key]
    if target not in shell.stack or (shown and not shown.enabled):
        reason = shown.reason if shown and shown.reason else t("frame.no_page")
        shell.say(t("frame.not_here", name=key.upper(), reason=reason))
    else:
        shell.open(target)
    return True


def _escape(shell: Shell, page: Page) -> bool:
    if page.question is not None:
        page.question = None
    elif not page.opaque:
        shell.back()
    return True


def _to_line(shell: Shell, key: str, character: str | None) -> None:
    line = shell.line
    if key == "space" and not line.text:
        return  # a leading blank would only take the page's keys away
    if character is not None:
        write(shell, character)
    elif key == "enter":
        _submit(shell)
    elif key == "tab" or (key == "right" and line.field.cursor == len(line.text)):
        _complete(shell)
    elif key in ("pageup", "pagedown"):
        _scroll(shell, 1 if key == "pagedown" else -1)
    elif line.edit(key):
        _changed(shell)


def _changed(shell: Shell) -> None:
    page = shell.stack.top
    if page.question is None and page.changed(shell.line.text):
        shell.stale()


def _submit(shell: Shell) -> None:
    page = shell.stack.top
    if not shell.line.text and not shell.line.prompt.blank and page.question is None:
        return
    question, page.question = page.question, None
    taken = shell.line.take()
    try:
        with shell.line.acting(taken):
            (question[1] if question else page.submit)(taken.text)
    except Exception:
        page.question = question
        shell.line.give_back(taken)
        raise
    shell.line.done(taken)
    shell.stale()


def _complete(shell: Shell) -> None:
    page = shell.stack.top
    completed = page.complete(shell.line.text) if page.question is None else None
    if completed is not None:
        shell.line.replace(completed)
        _changed(shell)


def _scroll(shell: Shell, pages: int) -> None:
    page, sheet, room = shell.stack.top, shell.sheet(), shell.page_size.height
    page.top = scrolled(sheet, page.top, room, pages * max(1, room - sheet.head - 1))
