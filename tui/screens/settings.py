"""Settings (设置): what this terminal is told about itself; the station's facts to read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path
from typing import Any, ClassVar, Final

from core.errors import Refusal
from core.i18n import LANGUAGES, language, set_language, t
from core.replica.settings import Settings, load, store
from core.replica.writer import PROGRAM
from core.text import clean
from tui import glyphs
from tui.page import FooterKey, Page, Prompt
from tui.sheet.layout import cell, paragraph
from tui.sheet.span import EMPTY, Row, Sheet, Size, Span, row

_NAME: Final = 20
_INDENT: Final = 6
_PHONE: Final = 30
"""Characters of a telephone number."""

_CHOICES: Final = {
    "language": LANGUAGES,
    "glyphs": ("", "unicode", "ascii"),
    "colours": ("", "sixteen", "mono"),
}
_ASKED: Final = ("copy_to", "lock_after", "night_call", "branch_phone")
NAMES: Final = (*_CHOICES, *_ASKED)
"""The settings in the order of their digits."""


@dataclass(frozen=True, slots=True)
class Fact:
    """Something about the terminal that is only read."""

    label: str
    value: str


class SettingsPage(Page):
    """A digit changes a setting; what has few values goes to the next one, the rest is asked for."""

    id: ClassVar[str] = "settings"
    title_key: ClassVar[str] = "command.settings"

    def prompt(self) -> Prompt:
        """A digit."""
        return Prompt("digit", t("settings.prompt"), t("settings.hint", count=len(NAMES)), half=True)

    def rows(self, size: Size, now: datetime) -> Sheet:
        """The settings by digit, then the facts."""
        settings = load(self.desk.replica)
        self.list.window(len(NAMES), len(NAMES))
        rows: list[Row] = [EMPTY]
        for index, name in enumerate(NAMES, 1):
            digit = Span(f"   {index}  ", "key")
            value = Span(_shown(name, settings), "accent")
            rows.append(row(digit, cell(t(f"settings.{name}"), _NAME), value))
        rows.append(EMPTY)
        for fact in self._facts():
            rows += _fact(fact, size.width)
        return Sheet(rows, cursor=1 + self.list.cursor)

    def on_key(self, key: str) -> bool:
        """A digit or Enter changes a setting."""
        if len(key) == 1 and "1" <= key <= str(len(NAMES)):
            self.list.cursor = int(key) - 1
            return self._change(NAMES[self.list.cursor])
        if key == "enter":
            return self._change(NAMES[self.list.cursor])
        return self.list.on_key(key)

    def submit(self, text: str) -> None:
        """Only digits mean something here."""
        raise Refusal("settings.which", count=len(NAMES))

    def footer_keys(self) -> Sequence[FooterKey]:
        """What Enter does here."""
        return (
            FooterKey("Enter", t("settings.change"), weight=9),
            FooterKey("Esc", t("record.back"), weight=9),
        )

    def _facts(self) -> list[Fact]:
        replica = self.desk.replica
        seat = replica.seat
        assert seat is not None
        return [
            Fact("settings.station", f"{seat.station}  {seat.code}"),
            Fact("settings.letter", seat.letter),
            Fact("settings.data", str(replica.directory)),
            Fact("settings.program", PROGRAM),
        ]

    def _change(self, name: str) -> bool:
        """To the next value, or ask for one."""
        settings = load(self.desk.replica)
        if name in _ASKED:
            value = str(getattr(settings, name))
            prompt = Prompt(
                name, t(f"settings.ask.{name}"), t(f"settings.ask_hint.{name}"), value, blank=True
            )
            self.nav.ask(prompt, lambda answer: self._store(name, _read(name, answer)))
            return True
        choices = _CHOICES[name]
        current = language() if name == "language" else getattr(settings, name)
        following = choices[(choices.index(current) + 1) % len(choices)] if current in choices else choices[0]
        self._store(name, following)
        return True

    def _store(self, name: str, value: Any) -> None:
        store(self.desk.replica, **{name: value})
        effect = _EFFECTS.get(name)
        if effect is not None:
            effect(value)
        if name == "copy_to" and value:
            said = (
                "settings.copied"
                if self.services.copy_now(Path(value).expanduser())
                else "settings.copy_failed"
            )
            self.nav.say(t(said, path=value))
        elif name in ("colours", "copy_to") or (name == "glyphs" and not value):
            self.nav.say(t("settings.next_start"))
        self.nav.redraw()


def _fact(fact: Fact, width: int) -> list[Row]:
    """A fact, its value wrapped beside its name."""
    said = paragraph(fact.value, width - 1, "dim", _INDENT + _NAME)
    name = cell(t(fact.label), _NAME, "dim")
    return [row(" " * _INDENT, name, Span(said[0][0].text.lstrip(), "dim")), *said[1:]]


def _use_glyphs(name: str) -> None:
    if name:
        glyphs.use(glyphs.UNICODE if name == "unicode" else glyphs.ASCII)


_EFFECTS: Final[dict[str, Callable[[Any], None]]] = {"language": set_language, "glyphs": _use_glyphs}


def _shown(name: str, settings: Settings) -> str:
    if name == "language":
        return t(f"command.language.{language()}")
    value = getattr(settings, name)
    if name in _CHOICES:
        return t(f"settings.{name}.{value or 'auto'}")
    if name == "lock_after":
        return t("span.minutes", minutes=value)
    return str(value) or t("settings.none")


def _read(name: str, answer: str) -> Any:
    """An answer as the value of a setting; raises Refusal for one that cannot be."""
    text = answer.strip()
    if name == "lock_after":
        if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 60):
            raise Refusal("settings.minutes")
        return int(text)
    if name == "night_call" and text:
        try:
            return f"{time.fromisoformat(text.zfill(5)):%H:%M}"
        except ValueError:
            raise Refusal("time.unreadable", text=text) from None
    if name == "copy_to" and text and not Path(text).expanduser().is_dir():
        raise Refusal("settings.no_directory", path=text)
    return clean(text, limit=_PHONE) if name == "branch_phone" else text
