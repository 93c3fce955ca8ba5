"""The catalogues: every sentence and label a person can read, zh_CN and en side by side."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any, Final

LANGUAGES: Final = ("zh", "en")
"""The interface languages; the first is the default."""

_CATALOGUE: Final = Path(__file__).parent / "catalogue"
_current = LANGUAGES[0]

__all__ = ["LANGUAGES", "catalogue", "has", "language", "set_language", "t"]


@cache
def catalogue() -> dict[str, dict[str, str]]:
    """All messages: key → language → text. A key may stand in one file only."""
    merged: dict[str, dict[str, str]] = {}
    for path in sorted(_CATALOGUE.glob("*.json")):
        merged.update(json.loads(path.read_text(encoding="utf-8")))
    return merged


def language() -> str:
    """The current interface language."""
    return _current


def set_language(code: str) -> None:
    """Switch the interface to `code`, one of `LANGUAGES`; takes effect with the next sentence."""
    global _current
    if code not in LANGUAGES:
        raise ValueError(code)
    _current = code


def has(key: str) -> bool:
    """Whether the catalogue knows `key`."""
    return key in catalogue()


def t(key: str, *, language: str | None = None, **params: Any) -> str:
    """The text of `key` with `params` filled in; a key that only a newer program knows stands for itself."""
    known = catalogue().get(key)
    if known is None:
        return str(key)
    text = known[language or _current]
    return text.format(**params) if params else text
