"""Completing a typed line as far as it is clear: a command's name, a vehicle, a person."""

from __future__ import annotations

from core.commands.arguments import matching
from core.commands.command import Command, Takes
from core.commands.context import Context, Named
from core.commands.parse import COLONS
from core.commands.words import beginning, find, fold, head


def complete(line: str, context: Context) -> str | None:
    """`line` with its last word completed, None when more than one thing could be meant, or nothing."""
    colon = line[:1] if line.startswith(COLONS) else ""
    body = line[len(colon) :].lstrip()
    word, rest = head(body) if body.strip() else ("", "")
    if not word:
        return None
    if not rest and not body[-1].isspace():
        return _name(colon, word, context)
    found = find(word, context.scope, alone=bool(colon))
    last = body.split()[-1] if rest and not body[-1].isspace() else ""
    if found is None or not last:
        return None
    name = _argument(found.command, last, context)
    return None if name is None else line[: len(line) - len(last)] + name + " "


def candidates(line: str, context: Context) -> tuple[Command, ...]:
    """The commands whose name begins with the first word of `line`; all of the page for an empty line."""
    body = line.lstrip("".join(COLONS)).strip()
    return tuple(beginning(fold(head(body)[0]) if body else "", context.scope))


def _name(colon: str, word: str, context: Context) -> str | None:
    """The command's name spelt out, in the kind of name that was begun."""
    folded = fold(word)
    begun = beginning(folded, context.scope)
    if len(begun) != 1:
        return None
    names = (*begun[0].all_codes, *begun[0].words)
    return colon + next(name for name in names if name.startswith(folded)) + " "


def _argument(command: Command, last: str, context: Context) -> str | None:
    """The one vehicle or person that `last` begins."""
    pool: tuple[Named, ...] = ()
    at = "@" if last[:1] in "@＠" and Takes.OWNER in command.takes else ""
    if Takes.VEHICLES in command.takes:
        pool = context.vehicles
    elif at or Takes.PERSON in command.takes:
        pool = context.people
    found = matching(last[len(at) :], pool)
    return at + found[0].name if len(found) == 1 and at + found[0].name != last else None
