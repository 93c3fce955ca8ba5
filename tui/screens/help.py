"""Help (帮助): every command with its key and code, what it does, and why it cannot be given now; Enter runs it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar

from core.commands import COMMANDS, Command, by_id
from core.commands.words import fold
from core.i18n import language, t
from tui import screens
from tui.line import begin_command
from tui.page import FooterKey, Nav, Page, Prompt
from tui.screens.keynames import key_name
from tui.screens.sight import in_sight
from tui.services import Services
from tui.sheet.layout import cell, paragraph, rule
from tui.sheet.span import Row, Sheet, Size, Span, row

_KEY, _CODE, _NAME = 7, 5, {"zh": 12, "en": 18}


class Help(Page):
    """The commands, filtered by what is typed."""

    id: ClassVar[str] = "help"
    title_key: ClassVar[str] = "ui.help"
    kept_keys: ClassVar[frozenset[str]] = frozenset({"up", "down", "enter"})

    def __init__(self, services: Services, nav: Nav, *, text: str = "", **args: Any) -> None:
        """Begin with the commands that fit `text`."""
        super().__init__(services, nav, **({"text": text} if text else {}), **args)
        self._begin = self._filter = text

    def prompt(self) -> Prompt:
        """A word to look for."""
        return Prompt("filter", t("help.prompt"), t("help.hint"), self._begin)

    def preview(self, text: str) -> str:
        """How many fit."""
        self._filter = text
        return t("help.fit", count=len(self._shown()))

    def changed(self, text: str) -> bool:
        """Another word."""
        self._filter = text
        return True

    def rows(self, size: Size, now: datetime) -> Sheet:
        """A line of each command and below it what it does; the reason in place of that when it cannot be given."""
        shown = self._shown()
        self.list.window(len(shown), len(shown))
        head = [*paragraph(t("help.teach"), size.width - 2, "dim", 1), rule(size.width)]
        body: list[Row] = []
        starts = [0]
        for command in shown:
            body += self._command(command, size.width)
            starts.append(len(body))
        if not shown:
            return Sheet([*head, row(Span(" " + t("help.none"), "dim"))])
        at = self.list.cursor
        self.top = in_sight(self.top, starts[at], starts[at + 1], size.height - len(head))
        return Sheet([*head, *body], len(head), len(head) + starts[at])

    def on_key(self, key: str) -> bool:
        """Arrows choose, Enter runs."""
        shown = self._shown()
        if key == "enter" and shown:
            self._run(shown[min(self.list.cursor, len(shown) - 1)])
            return True
        if key in ("pageup", "pagedown"):
            step = -6 if key == "pageup" else 6
            self.list.cursor = max(0, min(self.list.cursor + step, len(shown) - 1))
            return True
        return self.list.on_key(key)

    def footer_keys(self) -> Sequence[FooterKey]:
        """What Enter does here."""
        return (FooterKey("Enter", t("help.run"), weight=9), FooterKey("Esc", t("record.back"), weight=9))

    def _shown(self) -> list[Command]:
        wanted = fold(self._filter).strip()
        return [command for command in COMMANDS if all(part in _words(command) for part in wanted.split())]

    def _command(self, command: Command, width: int) -> list[Row]:
        reason = self._reason(command)
        style = "off" if reason else "text"
        names = command.zh if language() == "zh" else command.en
        first = row(
            " ",
            cell(key_name(command.key), _KEY, "off" if reason else "key"),
            cell(command.code, _CODE, style),
            cell(names[0], _NAME[language()], "off" if reason else "heading"),
            Span(_takes(command), "dim"),
        )
        indent = 1 + _KEY + _CODE
        text, style = (t("help.why_not", reason=reason), "due") if reason else (t(command.help), "dim")
        if command.scope:
            text, style = f"{reason} {t(command.help)}", "dim"
        return [first, *paragraph(text, width - 1, style, indent)]

    def _reason(self, command: Command) -> str | None:
        """Why it cannot be given now."""
        if command.scope:
            return t("help.only_on", page=t(by_id(command.scope).label))
        reason = self.services.commands.unavailable(command.id)
        if reason is None and command in screens_of_commands() and command.id not in screens.PAGES:
            return t("frame.no_page")
        return reason

    def _run(self, command: Command) -> None:
        reason = self._reason(command)
        if reason is not None:
            self.nav.say(reason)
            return
        self.nav.write("")
        self.nav.close()
        begin_command(self, command)


def screens_of_commands() -> tuple[Command, ...]:
    """The commands that lead to a page of their own."""
    from core.commands.registry import PLACES

    return PLACES


def _words(command: Command) -> str:
    """Everything a command may be looked for by, in both languages."""
    said = (t(key, language=code) for key in (command.label, command.help) for code in ("zh", "en"))
    return fold(" ".join((command.code, *command.codes, *command.words, command.key, *said)))


def _takes(command: Command) -> str:
    return "  ".join(t(f"command.takes.{takes.value}") for takes in command.takes)
