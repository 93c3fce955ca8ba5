"""What a message may cost on the screen: cells, placeholders and characters every terminal draws alike."""

from __future__ import annotations

import string
import unicodedata
from typing import Final

from core.i18n import LANGUAGES
from core.text import cells, is_safe

LABEL_CELLS: Final = {"zh": 14, "en": 27}
"""Cells a label may take in each language."""


def fits(text: str, language: str) -> bool:
    """Whether `text` keeps to the cells of a label in `language`."""
    return cells(text) <= LABEL_CELLS[language]


def ambiguous(text: str) -> str:
    """The characters of `text` that some terminals draw one cell wide and others two."""
    return "".join(char for char in text if unicodedata.east_asian_width(char) == "A")


def placeholders(text: str) -> frozenset[str]:
    """The names in braces that `text` needs filled in; raises ValueError for braces that do not match."""
    return frozenset(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


def faults(message: dict[str, str]) -> list[str]:
    """What is wrong with one entry of the catalogue, in plain words; empty if nothing is."""
    missing = [f"no {language} text" for language in LANGUAGES if not message.get(language, "").strip()]
    if missing or set(message) != set(LANGUAGES):
        return missing or ["a language nobody knows"]
    found = [
        f"ambiguous width in {code}: {ambiguous(text)}" for code, text in message.items() if ambiguous(text)
    ]
    found += [f"unsafe character in {code}" for code, text in message.items() if not is_safe(text)]
    needed = {placeholders(text) for text in message.values()}
    if len(needed) > 1:
        found.append("the languages need different placeholders")
    if any(name in {"", "key", "language"} for names in needed for name in names):
        found.append("a placeholder that is unnamed or reserved")
    return found
