"""Widths in terminal cells: Chinese two, combining none, everything else one."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Final, Literal

Align = Literal["left", "right", "center"]
"""Where `pad` puts the text."""

CUT: Final = "~"
"""The mark of a text that did not fit; one cell everywhere, unlike the ellipsis."""


@lru_cache(maxsize=16384)
def _cell(char: str) -> int:
    if "\u1160" <= char <= "\u11ff":
        return 0
    if unicodedata.category(char) in {"Mn", "Me", "Cf", "Cc", "Cs"}:
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def cells(text: str) -> int:
    """The display width of `text` in cells; ambiguous characters count one, as Rich counts them."""
    if text.isascii() and text.isprintable():
        return len(text)
    return sum(map(_cell, text))


def fit(text: str, width: int, *, mark: str = "") -> str:
    """The longest head of `text` in at most `width` cells, never half a glyph.

    A `mark` (see `CUT`) ends the result if something was cut and the mark has room.
    """
    if cells(text) <= width:
        return text
    room = width - cells(mark)
    if room < 0:
        return ""
    return _head(text, room) + mark


def pad(text: str, width: int, align: Align = "left", *, mark: str = "") -> str:
    """`text` fitted and filled with spaces to exactly `width` cells."""
    text = fit(text, width, mark=mark)
    gap = max(0, width - cells(text))
    before = {"left": 0, "right": gap, "center": gap // 2}[align]
    return " " * before + text + " " * (gap - before)


def _head(text: str, room: int) -> str:
    used = 0
    for index, char in enumerate(text):
        used += _cell(char)
        if used > room:
            return text[:index]
    return text
