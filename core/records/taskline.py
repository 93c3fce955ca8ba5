"""One line to an owner and a limit: 检查2号泵 @何清 今日18:00. Pure; never raises, never loses a word."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time
from typing import Final

from core.dates import day_words
from core.text import clean

END_OF_DAY: Final = time(23, 59)
"""A day without a time is due when it ends."""

_OWNER: Final = re.compile(r"(?:^|(?<=[\s，,。；;]))[@＠]([^\s@＠]+)|[@＠]([^\s@＠]+)(?=\s|$)")


@dataclass(frozen=True, slots=True)
class TaskLine:
    """What was read: the owner as typed (name, code or initials), empty when none was named."""

    text: str
    owner: str
    due: datetime | None


def read_task(line: str, now: datetime) -> TaskLine:
    """Read one line: the last @word names the owner, the words after it or at the end set the limit."""
    line = clean(line).strip()
    found = None
    for found in _OWNER.finditer(line):  # noqa: B007
        pass
    if found is None:
        text, due = _cut_due(line, now)
        return TaskLine(text, "", due)
    before, after = line[: found.start()].rstrip(" ，,"), line[found.end() :].strip()
    rest, due = _cut_due(after, now)
    if due is None and not rest:
        before, due = _cut_due(before, now)
    return TaskLine(" ".join(part for part in (before, rest) if part), found[1] or found[2], due)


def due_of(words: str, now: datetime) -> datetime | None:
    """The instant `words` set as a limit, a day alone meaning its end; None when they set none."""
    try:
        limit = day_words(words, now)
    except (ValueError, OverflowError):
        return None
    if limit is None or isinstance(limit, datetime):
        return limit
    return datetime.combine(limit, END_OF_DAY, now.tzinfo)


def _cut_due(text: str, now: datetime) -> tuple[str, datetime | None]:
    """`text` without the one to three last words that set a limit, and that limit."""
    words = text.split()
    for count in range(min(3, len(words)), 0, -1):
        due = due_of(" ".join(words[-count:]), now)
        if due is not None and len(words[-1]) > 1:
            return " ".join(words[:-count]), due
    return text, None
