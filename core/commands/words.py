"""Reading words: folded to half width, split, found by code, by name or by a beginning that only one has."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from core.commands.command import Command
from core.commands.registry import visible
from core.dates import time_word

LEAST_PREFIX: Final = 3
"""Letters a shortened English name must keep when more follows it: "in position" is not an incident."""

LOOK_BACK: Final = timedelta(hours=12)
"""At 00:20 the time 23:50 is last night's; at 18:00 the time 20:00 lies ahead."""

_TIME: Final = re.compile(r"\d{1,2}[:.点时]\d{0,2}分?|\d{4}|\d{1,2}点半")
"""Three figures alone are no time here: 119 and 120 are telephone numbers."""

_NUMBER: Final = re.compile(r"(?:.+-\d{8}-|\d{4}-)?[A-Z]{1,3}\d{2,}", re.IGNORECASE)


class Found(NamedTuple):
    """A command and how it was named: by its "code", a whole "word", or the "beginning" of one."""

    command: Command
    way: str


def fold(word: str) -> str:
    """`word` in half width and lower case, as names are compared."""
    return unicodedata.normalize("NFKC", word).lower()


def head(line: str) -> tuple[str, str]:
    """The first word of `line` and the rest."""
    parts = line.split(maxsplit=1)
    return (parts[0], parts[1]) if len(parts) == 2 else (line.strip(), "")


def find(word: str, scope: str, *, alone: bool) -> Found | None:
    """The command that `word` names in `scope`; a beginning may be short when it stands `alone`."""
    folded = fold(word)
    for command in visible(scope):
        if folded in command.all_codes:
            return Found(command, "code")
        if folded in command.words:
            return Found(command, "word")
    if not folded.isascii() or not folded or (len(folded) < LEAST_PREFIX and not alone):
        return None
    begun = beginning(folded, scope)
    return Found(begun[0], "beginning") if len(begun) == 1 else None


def beginning(folded: str, scope: str) -> list[Command]:
    """The commands of which a name begins with `folded`."""
    return [
        command
        for command in visible(scope)
        if any(name.startswith(folded) for name in (*command.all_codes, *command.words))
    ]


def time_of(word: str, now: datetime) -> datetime | None:
    """The time of day `word` (03:08, 3点08, 0308), None when it is none.

    Of today, or of last night when that is no more than `LOOK_BACK` ago; so it may lie ahead of `now`.
    """
    hour = time_word(word) if _TIME.fullmatch(fold(word)) else None
    if hour is None:
        return None
    moment = datetime.combine(now.date(), hour, now.tzinfo)
    night = moment - timedelta(days=1)
    return night if moment > now and now - night <= LOOK_BACK else moment


def begins_with_time(word: str, now: datetime) -> datetime | None:
    """As `time_of`, for the first word of a sentence: 119 and 1200 are figures there, not times."""
    return None if fold(word).isdigit() else time_of(word, now)


def number_of(word: str) -> str:
    """`word` as the number of a record (A03, 1122-A03, 东港-20261122-A03), "" when it is none."""
    half = unicodedata.normalize("NFKC", word)
    return half.upper() if _NUMBER.fullmatch(half) else ""
