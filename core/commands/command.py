"""What a command is: a name to type, a key to press, what it takes, and when it can be given."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

EVERYWHERE: Final = ""
"""The scope of commands that every page knows."""


class Takes(Enum):
    """What may follow a command's name on the line."""

    TEXT = "text"
    VEHICLES = "vehicles"
    TIME = "time"
    NUMBER = "number"
    PERSON = "person"
    OWNER = "owner"
    LANGUAGE = "language"


@dataclass(frozen=True, slots=True)
class Command:
    """One command.

    `code` is its name in pinyin initials, `zh` and `en` its names as words, first the one the manual shows.
    `needs` are facts that must hold (`core.commands.context.Context.facts`), `must` what may not be left out.
    """

    id: str
    code: str
    zh: tuple[str, ...]
    en: tuple[str, ...]
    key: str = ""
    scope: str = EVERYWHERE
    takes: tuple[Takes, ...] = ()
    must: tuple[Takes, ...] = ()
    needs: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    term: str = ""

    @property
    def label(self) -> str:
        """Catalogue key of its label: a glossary term where there is one."""
        return self.term or f"command.{self.id}"

    @property
    def help(self) -> str:
        """Catalogue key of the sentence that says what it does."""
        return f"command.{self.id}.help"

    @property
    def all_codes(self) -> tuple[str, ...]:
        """The code and its other spellings."""
        return (self.code, *self.codes)

    @property
    def words(self) -> tuple[str, ...]:
        """Every name that is a word and not a code."""
        return (*self.zh, *self.en)

    @property
    def free(self) -> bool:
        """Whether any text may follow it."""
        return Takes.TEXT in self.takes
