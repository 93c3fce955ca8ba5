"""A doubt: why a row, or one cell of it, cannot be taken as it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from core.text import clean

_SHOWN: Final = 60
"""Characters of a foreign value repeated in a sentence."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """One reason: the last part of a catalogue key under `importing.doubt.`, with its parameters."""

    reason: str
    params: tuple[tuple[str, str], ...] = ()

    @property
    def key(self) -> str:
        """The catalogue key of the sentence."""
        return f"importing.doubt.{self.reason}"

    def sentence(self, language: str | None = None) -> str:
        """The sentence in `language`, or in the current one."""
        from core.i18n import t

        params = dict(self.params)
        if "stamp" in params:
            params["stamp"] = t(f"inc.{params['stamp']}", language=language)
        return t(self.key, language=language, **params)


def doubt(reason: str, **params: str | int) -> Doubt:
    """A doubt whose parameters come from a foreign file: cleaned and cut before they can reach a terminal."""
    return Doubt(reason, tuple((name, clean(str(value), limit=_SHOWN)) for name, value in params.items()))
