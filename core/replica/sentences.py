"""How a line of the duty log reads: its catalogue key and parameters as a sentence."""

from __future__ import annotations

from typing import Any

from core.i18n import has, t
from core.records.kind import Line


def render(line: Line, language: str | None = None) -> str:
    """The line's sentence in `language`; parameters that begin with "@" are labels themselves."""
    return sentence(line.message, line.params, language)


def sentence(message: str, params: Any, language: str | None = None) -> str:
    """`message` with `params` filled in, labels translated, text as it is."""
    filled = {
        name: t(value[1:], language=language) if _is_label(value) else value for name, value in params.items()
    }
    return t(message, language=language, **filled)


def _is_label(value: Any) -> bool:
    """Whether a parameter names a label; text of people that happens to begin with "@" does not."""
    return isinstance(value, str) and value[:1] == "@" and has(value[1:])
