"""What people type after a command: text of any length from the arguments or stdin, times, records by number."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click

from core.errors import NotFound, Refusal
from core.text import clean
from core.text.safe import LIMIT

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

    from core.replica.replica import Replica

F = TypeVar("F", bound="Callable[..., Any]")
STDIN_LIMIT = 4_000_000
"""Bytes read from stdin; more than any text that could be kept."""


def text_argument(function: F) -> F:
    """The words after the command as one text; a single `-` reads it from stdin."""
    return click.argument("text", nargs=-1, required=True)(function)


def by_option(function: F) -> F:
    """`--by`: whose act it is."""
    return click.option("--by", metavar="NAME")(function)


def at_option(function: F) -> F:
    """`--at`: when it happened, if not now."""
    return click.option("--at", metavar="HH:MM")(function)


def joined(words: Sequence[str]) -> str:
    """The text given as `words`, or by stdin; raises Refusal when nothing of it could be kept, or not all."""
    text = stdin_text() if list(words) == ["-"] else " ".join(words)
    kept = clean(text, limit=len(text)).strip()
    if not kept:
        raise Refusal("log.empty")
    if len(kept) > LIMIT:
        raise Refusal("cli.too_long", count=len(kept), limit=LIMIT)
    return kept


def stdin_text() -> str:
    """What comes in on stdin."""
    return sys.stdin.buffer.read(STDIN_LIMIT).decode("utf-8", "replace")


def pin_from_stdin() -> str:
    """The first line of stdin; never echoed, never an argument."""
    if sys.stdin.isatty():
        from getpass import getpass

        return getpass("PIN: ").strip()
    return sys.stdin.readline(64).strip()


def moment(text: str | None, now: datetime) -> datetime | None:
    """The time `text` names (HH:MM is the last such time, or ISO with offset); raises Refusal for what is none."""
    if text is None:
        return None
    from core.records.incident.times import read_time

    at = read_time(text, now)
    if at > now:
        raise Refusal("time.ahead", at=at.strftime("%H:%M"))
    return at


def day_of(text: str | None, now: datetime) -> date | None:
    """The coming day `text` names, None for none; raises Refusal for what is no day."""
    from core.dates import day_word

    day = None if text is None else day_word(text, now.date())
    if text is not None and day is None:
        raise Refusal("cli.no_day", word=clean(text, limit=40))
    return day


def pairs(items: Sequence[str]) -> list[tuple[str, str]]:
    """NAME=VALUE as pairs; raises Refusal for an item without both."""
    split = [item.partition("=") for item in items]
    for item, (name, _, value) in zip(items, split, strict=True):
        if not name.strip() or not value.strip():
            raise Refusal("cli.not_a_pair", word=clean(item, limit=60))
    return [(name.strip(), value.strip()) for name, _, value in split]


def record_of(replica: Replica, number: str, *kinds: str) -> str:
    """The id of the newest record numbered `number` (short forms too); raises NotFound."""
    from core.replica.rows import by_number

    wanted = clean(number, limit=80).strip()
    for form in dict.fromkeys((wanted, wanted.upper())):
        for found in by_number(replica.connection, form) if form else ():
            if not kinds or replica.state(found).meta.kind in kinds:
                return found
    raise NotFound("record.not_found", number=wanted)
