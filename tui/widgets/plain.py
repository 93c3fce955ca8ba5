"""The one gate through which text reaches the screen: no markup, no control byte."""

from __future__ import annotations

from typing import Final

from core.text import clean
from tui.glyphs import tame

_ENOUGH: Final = 2000
"""Characters looked at: more than any screen row holds, so a line of a megabyte costs nothing."""


def plain(text: str) -> str:
    """`text` as it may be painted."""
    if text.isascii() and text.isprintable() and len(text) <= _ENOUGH:
        return text
    return tame(clean(text[:_ENOUGH], limit=_ENOUGH))
