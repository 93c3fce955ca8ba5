"""Key names, and the full-width keys a Chinese input method sends in their place."""

from __future__ import annotations

import unicodedata
from typing import Final

_PUNCTUATION: Final = str.maketrans("、。《》￥【】‘’“”·　…—「」", "/.<>$[]''\"\"` ^_{}")
"""What a Chinese layout prints on the keys of these ASCII characters, where NFKC does not already say so."""

_NAMED: Final = {" ": "space"}


def half(text: str) -> str:
    """`text` as the same keys give it without an input method: １→1, ？→?, 、→/."""
    return text if text.isascii() else unicodedata.normalize("NFKC", text.translate(_PUNCTUATION))


def name(key: str, character: str | None) -> str:
    """The name a page sees: half-width characters for printable keys, else Textual's ("f2", "ctrl+s")."""
    if character is None or not is_typed(character):
        return key
    plain = half(character)
    return _NAMED.get(plain, plain)


def is_typed(character: str | None) -> bool:
    """Whether a key puts text on the line."""
    return character is not None and character >= " " and not "\x7f" <= character <= "\x9f"


EMPTY_LINE: Final = frozenset({"up", "down", "left", "right", "home", "end", "enter", "backspace", "delete"})
"""Named keys the page is offered only while the line is empty; other named keys are always offered."""
