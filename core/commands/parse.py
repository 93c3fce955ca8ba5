"""From a typed line to what it means: the first word names a command, and text alone is a line of the log.

A code (`dc`) is meant as a command, so arguments that do not fit it are a problem.  A word (到场, back) may as well
begin a sentence: with arguments that do not fit, the whole line is a line of the log.  The preview says which.
"""

from __future__ import annotations

from typing import Final

from core.commands.arguments import read
from core.commands.context import Context
from core.commands.invocation import Invocation, Problem
from core.commands.on_incident import ON_INCIDENT
from core.commands.registry import by_id, visible
from core.commands.unavailable import unavailable
from core.commands.words import Found, find, fold, head, number_of
from core.i18n import t
from core.records.quickline import CODES
from core.text import clean

COLONS: Final = (":", "：")
"""A line that begins with one is a command and never a line of the log."""


def parse(line: str, context: Context) -> Invocation | None:
    """What `line` means in `context`; None for an empty line."""
    text = clean(line).strip()
    forced = text.startswith(COLONS)
    text = text.lstrip("".join(COLONS)).strip() if forced else text
    if not text:
        return None
    word, rest = head(text)
    found = find(word, context.scope, alone=forced or not rest)
    if found is None:
        return _nameless(text, forced, context)
    meant = forced or found.way == "code"
    if rest and fold(word) in CODES and found.command.id == "incident":
        rest = f"{fold(word)} {rest}"
    return _invoke(found, rest, context) if meant else _perhaps(found, rest, text, context)


def _invoke(found: Found, rest: str, context: Context) -> Invocation:
    """The command, with the reason if it cannot be given now."""
    reason = unavailable(found.command, context)
    if reason is not None:
        return Invocation(found.command, rest, problem=Problem(reason))
    return read(found.command, rest, context)


def _perhaps(found: Found, rest: str, text: str, context: Context) -> Invocation:
    """The command when what follows fits it, else a line of the log."""
    if rest and not found.command.free and read(found.command, rest, context).problem is not None:
        return _line(text, context)
    return _invoke(found, rest, context)


def _nameless(text: str, forced: bool, context: Context) -> Invocation:
    """A line that begins with no command: one glued to its arguments (到场1车), else a line of the log."""
    if forced:
        return Invocation(by_id("help"), text, problem=Problem("command.unknown", {"word": head(text)[0]}))
    for command in visible(context.scope):
        for name in command.zh:
            if not command.free and command.takes and text.startswith(name):
                glued = read(command, text[len(name) :], context)
                if glued.problem is None and unavailable(command, context) is None:
                    return glued
    return _elsewhere(text, context) or _line(text, context)


def _elsewhere(text: str, context: Context) -> Invocation | None:
    """The code of a command of the incident page, alone or before a number (zp A01): refused, with the way there."""
    word, rest = head(text)
    command = next((one for one in ON_INCIDENT if fold(word) in one.all_codes), None)
    if command is None or (rest and not number_of(rest)):
        return None
    name = rest.upper() or t("inc.incident")
    return Invocation(
        command, rest, problem=Problem("command.on_incident", {"what": t(command.label), "name": name})
    )


def _line(text: str, context: Context) -> Invocation:
    """A line of the log; one that begins with an earlier time is back-filled (补录)."""
    return read(by_id("log"), text, context)
