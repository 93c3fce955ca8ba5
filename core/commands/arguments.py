"""What follows a command's name, read as the command takes it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Final

from core.commands.command import Command, Takes
from core.commands.context import Context, Named
from core.commands.invocation import Invocation, Problem
from core.commands.words import begins_with_time, fold, head, number_of, time_of
from core.dates import day_words
from core.i18n import LANGUAGES
from core.pinyin import initials

_SEPARATORS: Final = re.compile(r"[\s、，,]+")
_THIS_MINUTE: Final = timedelta(minutes=1)

Step = Callable[[Invocation, str, Context], Invocation]


def read(command: Command, rest: str, context: Context) -> Invocation:
    """`command` with the arguments in `rest`; the first one that does not fit is its problem."""
    invocation = Invocation(command)
    if Takes.OWNER in command.takes:
        return _task(invocation, rest, context)
    if Takes.NUMBER in command.takes:
        return _correction(invocation, rest)
    if command.id == "log":
        return _log(invocation, rest, context)
    if command.free:
        return replace(invocation, text=rest)
    for word in filter(None, _SEPARATORS.split(rest)):
        invocation = _word(invocation, word, context)
        if invocation.problem is not None:
            break
    return invocation


def _word(invocation: Invocation, word: str, context: Context) -> Invocation:
    """`invocation` with one more word, read as the first thing its command takes that it can be."""
    takes = invocation.command.takes
    if Takes.TIME in takes and (moment := time_of(word, context.now)) is not None:
        if moment > context.now:
            return replace(invocation, problem=Problem("time.ahead", {"at": f"{moment:%H:%M}"}))
        return replace(invocation, at=moment)
    if Takes.LANGUAGE in takes and fold(word) in LANGUAGES:
        return replace(invocation, language=fold(word))
    if Takes.VEHICLES in takes:
        found = _named(word, context.vehicles, "vehicle")
        if isinstance(found, Problem):
            return replace(invocation, problem=found)
        return replace(invocation, vehicles=(*invocation.vehicles, found))
    if Takes.PERSON in takes:
        found = _named(word, context.people, "person")
        if isinstance(found, Problem):
            return replace(invocation, problem=found)
        return replace(invocation, people=(*invocation.people, found))
    return replace(invocation, problem=Problem("command.too_much", {"word": word}))


def _log(invocation: Invocation, rest: str, context: Context) -> Invocation:
    """A line of the log; an earlier time at its beginning is when it happened (补录, E02)."""
    word, text = head(rest) if rest else ("", "")
    moment = begins_with_time(word, context.now) if text else None
    if moment is None or moment > context.now - _THIS_MINUTE:
        return replace(invocation, text=rest)
    return replace(invocation, text=text, at=moment)


def _correction(invocation: Invocation, rest: str) -> Invocation:
    """A record's number, then the reason or the new text."""
    word, text = head(rest) if rest else ("", "")
    number = number_of(word)
    if word and not number:
        return replace(invocation, problem=Problem("command.no_number", {"word": word}))
    return replace(invocation, number=number, text=text)


def _task(invocation: Invocation, rest: str, context: Context) -> Invocation:
    """What is to be done, then `@owner`, then by when."""
    text, at, after = rest.replace("＠", "@").partition("@")
    if not at:
        return replace(invocation, text=text)
    name, due = head(after) if after.strip() else ("", "")
    found = _named(name, context.people, "person")
    if isinstance(found, Problem):
        return replace(invocation, text=text.strip(), problem=found)
    invocation = replace(invocation, text=text.strip(), people=(found,))
    return _due(invocation, due, context) if due else invocation


def _due(invocation: Invocation, due: str, context: Context) -> Invocation:
    """`invocation` due at the moment `due` names."""
    moment = day_words(due, context.now)
    if moment is None:
        return replace(invocation, problem=Problem("command.no_date", {"word": due}))
    return replace(invocation, due=moment)


def _named(word: str, names: Iterable[Named], what: str) -> Named | Problem:
    """The one of `names` that `word` means: its name, its number or its initials."""
    found = matching(word, names)
    if len(found) == 1:
        return found[0]
    if found:
        listed = " ".join(one.name for one in found[:5])
        return Problem("command.which", {"word": word, "names": listed})
    return Problem(f"command.no_{what}", {"word": word})


def matching(word: str, names: Iterable[Named]) -> list[Named]:
    """The names `word` may mean: exactly, else by number (1 is 1车), else by initials, else by a beginning."""
    folded, pool = fold(word), list(names)
    for test in (_is_name, _is_numbered, _is_number, _is_initials, _begins):
        found = [one for one in pool if test(folded, one)] if folded else []
        if found:
            return found
    return []


def _is_name(folded: str, one: Named) -> bool:
    return fold(one.name) == folded


def _is_numbered(folded: str, one: Named) -> bool:
    return folded.isdigit() and fold(one.name) in (f"{folded}车", f"{folded}号车")


def _is_number(folded: str, one: Named) -> bool:
    return folded.isdigit() and re.match(rf"{folded}(?!\d)", fold(one.name)) is not None


def _is_initials(folded: str, one: Named) -> bool:
    return initials(one.name) == folded


def _begins(folded: str, one: Named) -> bool:
    return fold(one.name).startswith(folded) or initials(one.name).startswith(folded)
