"""Colour means state and nothing else: the style names pages use, in colour, sixteen colours and mono.

Every state also has a word or a mark, so the monochrome set loses nothing but comfort.
"""

from __future__ import annotations

from functools import cache
from typing import Final

from rich.style import Style

BACKGROUND: Final = "#101216"

_COLOUR: Final = {
    "text": "#dcdcd6",
    "dim": "#90969f",  # past, secondary
    "line": "#5c636d",  # rules
    "heading": "bold #f2f2ec",
    "accent": "#6cb6ff",  # focus, and the line just being written
    "cursor": "#ffffff on #274668",  # the row a list's cursor is on
    "due": "#e8b44c",
    "overdue": "bold #ff7b72",
    "saved": "#7ccf86",  # fades: see Page.fresh
    "struck": "#90969f strike",
    "emergency": "bold #ffffff on #a3201a",
    "big": "bold #ffffff",
    "key": "#6cb6ff",  # the F-number in the footer
    "label": "#b9bdc4",
    "off": "#70767f",  # unavailable
    "ghost": "#90969f",  # what Enter will do
    "prompt": "bold #6cb6ff",
    "caret": "reverse #dcdcd6",
    "notice": "bold #e8b44c",
    "error": "bold #ff7b72",
}

_SIXTEEN: Final = {
    "text": "",
    "dim": "dim",
    "line": "dim",
    "heading": "bold",
    "accent": "cyan",
    "cursor": "reverse",
    "due": "yellow",
    "overdue": "bold red",
    "saved": "green",
    "struck": "dim strike",
    "emergency": "bold white on red",
    "big": "bold",
    "key": "cyan",
    "label": "",
    "off": "dim",
    "ghost": "dim",
    "prompt": "bold cyan",
    "caret": "reverse",
    "notice": "bold yellow",
    "error": "bold red",
}

_MONO: Final = {
    "text": "",
    "dim": "dim",
    "line": "dim",
    "heading": "bold",
    "accent": "underline",
    "cursor": "reverse",
    "due": "",
    "overdue": "bold",
    "saved": "bold",
    "struck": "dim strike",
    "emergency": "bold reverse",
    "big": "bold",
    "key": "bold",
    "label": "",
    "off": "dim",
    "ghost": "dim",
    "prompt": "bold",
    "caret": "reverse",
    "notice": "bold",
    "error": "bold reverse",
}

_SETS: Final = {"colour": _COLOUR, "sixteen": _SIXTEEN, "mono": _MONO}
STYLES: Final = frozenset(_COLOUR)
"""Every style name a page may use."""

_current = "colour"


def choose(color_system: str | None, *, no_color: bool) -> str:
    """The set for a terminal that can show `color_system` (Rich's name)."""
    if no_color or color_system is None:
        return "mono"
    return "colour" if color_system in ("256", "truecolor") else "sixteen"


def use(name: str) -> None:
    """Paint with the set `name` from now on."""
    global _current
    if name not in _SETS:
        raise ValueError(name)
    _current = name


def style(name: str) -> Style:
    """The Rich style of a style name; raises KeyError for a name no set knows."""
    return _styles(_current)[name]


@cache
def _styles(chosen: str) -> dict[str, Style]:
    ground = Style.parse(f"on {BACKGROUND}") if chosen == "colour" else Style()
    return {name: ground + Style.parse(text) for name, text in _SETS[chosen].items()}
