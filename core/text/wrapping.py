"""Wrapping with kinsoku (避头尾): no line begins with a closing mark, none ends with an opening one."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from core.text.width import cells, fit

CLOSERS: Final = "，。、；：？！）》」』】〕〉”’…—·％,.;:?!)]}>%"
"""Characters that may not begin a line."""

OPENERS: Final = "（《「『【〔〈“‘([{<"
"""Characters that may not end a line."""

_OPEN, _CLOSE = re.escape(OPENERS), re.escape(CLOSERS)
_PIECE: Final = re.compile(rf"\s+|[{_OPEN}]*(?:[{_CLOSE}]+|.)?[{_CLOSE}]*", re.DOTALL)


def wrap(text: str, width: int) -> list[str]:
    """`text` as lines of at most `width` cells (two at least); its line feeds stay, spaces at breaks go."""
    return [line for part in text.split("\n") for line in _wrap_line(part, max(2, width))]


def _wrap_line(text: str, width: int) -> list[str]:
    lines: list[str] = []
    line, used = "", 0
    for unit in _units(text):
        size = cells(unit)
        if used + size > width and not unit.isspace():
            if line.strip():
                lines.append(line.rstrip())
            *full, unit = _chop(unit, width)
            lines += full
            line, used, size = "", 0, cells(unit)
        if used + size <= width:
            line, used = line + unit, used + size
    return [*lines, line.rstrip()]


def _units(text: str) -> list[str]:
    """Pieces that stay together: a Latin word or one Chinese character, with the marks that cling to it."""
    units: list[str] = []
    for piece in filter(None, _PIECE.findall(text)):
        if units and _clings(units[-1], piece):
            units[-1] += piece
        else:
            units.append(piece)
    return units


def _clings(before: str, piece: str) -> bool:
    if before.isspace() or piece.isspace():
        return False
    last, first = before[-1], piece[0]
    return first in CLOSERS or last in OPENERS or _is_mark(first) or (_is_word(last) and _is_word(first))


@lru_cache(maxsize=4096)
def _is_mark(char: str) -> bool:
    return unicodedata.category(char)[0] == "M"


@lru_cache(maxsize=4096)
def _is_word(char: str) -> bool:
    return unicodedata.east_asian_width(char) not in "WF" and char not in OPENERS + "，。、；：？！"


def _chop(unit: str, width: int) -> list[str]:
    """`unit` cut to `width`; the last glyph goes down to the next line when a closing mark would begin it."""
    pieces: list[str] = []
    while cells(unit) > width:
        head = fit(unit, width)
        keep = len(head)
        while keep > 1 and (unit[keep] in CLOSERS or _is_mark(unit[keep]) or unit[keep - 1] in OPENERS):
            keep -= 1
        keep = keep if keep > 1 or unit[1] not in CLOSERS else len(head)
        pieces.append(unit[:keep])
        unit = unit[keep:]
    return [*pieces, unit]
