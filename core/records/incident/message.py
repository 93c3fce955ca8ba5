"""A line of the running log that was a message: 港调>现场：text, >港调 text, 收 港调 text, 发 港调 text."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from core.i18n import LANGUAGES, t

_NAME: Final = r"[^\s>＞:：]{1,16}"
_ARROW: Final = re.compile(rf"(?P<sender>{_NAME})?[>＞](?P<to>{_NAME})?(?:\s*[:：]\s*|\s+)(?P<text>\S.*)")
_WORD: Final = re.compile(rf"(?P<word>\S+)\s+(?P<who>{_NAME})(?:\s*[:：]\s*|\s+)(?P<text>\S.*)")


class Message(NamedTuple):
    """What was said, by whom and to whom; both are empty when it was no message."""

    text: str
    sender: str = ""
    to: str = ""


def read_message(line: str) -> Message:
    """Read one line; never raises, and what is no message stays whole."""
    line = line.strip()
    found = _ARROW.fullmatch(line)
    if found and (found["sender"] or found["to"]):
        return Message(found["text"], found["sender"] or "", found["to"] or "")
    found = _WORD.fullmatch(line)
    if found and _is(found["word"], "incident.word.received"):
        return Message(found["text"], sender=found["who"])
    if found and _is(found["word"], "incident.word.sent"):
        return Message(found["text"], to=found["who"])
    return Message(line)


def _is(word: str, key: str) -> bool:
    return any(word == t(key, language=code) for code in LANGUAGES)
