"""SafeText: what a person, a file or another station wrote, with everything a terminal would obey taken out.

A terminal obeys escape sequences wherever they stand, so hostile characters are removed at the border and
never stored. What remains is visible text in NFC, at most `limit` characters long.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

LIMIT: Final = 2000
"""Characters a field keeps unless its owner says otherwise."""

_MARKS_KEPT: Final = 4

_BREAKS: Final = re.compile("\r\n?|[\n\x0b\x0c\x85\u2028\u2029]")

_HOSTILE: Final = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f"  # C0 without tab and line feed, DEL, C1
    "\xad\u034f\u061c\u115f\u1160\u17b4\u17b5"  # soft hyphen, joiners, Arabic mark, fillers
    "\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164"  # zero width, line separators, bidi
    "\ud800-\udfff\ufdd0-\ufdef\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"  # surrogates, BOM
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff"  # invisible music, tags, further selectors
)
_REMOVED: Final = re.compile(f"[{_HOSTILE}]")
_UNSAFE_LINE: Final = re.compile(f"[{_HOSTILE}\n\t]")

# Long runs outside the everyday blocks: only there can combining marks pile up and make NFC quadratic.
_EXOTIC_RUN: Final = re.compile(
    "[^\x00-\u02ff\u2010-\u20cf\u2e80-\u3029\u3030-\u3098\u309b-\ua66e\uac00-\ufaff\uff00-\uffef]{5,}"
)


def clean(text: str, *, limit: int = LIMIT, lines: bool = False) -> str:
    """`text` as SafeText: NFC, no control, bidi, tag or invisible characters, at most `limit` characters.

    With `lines` every kind of line break becomes a line feed and tabs stay; without, both become one space.
    Never raises, and cleaning twice changes nothing.
    """
    text = _BREAKS.sub("\n" if lines else " ", text)
    if not lines:
        text = text.replace("\t", " ")
    text = _REMOVED.sub("", text)[:limit]
    if text.isascii():
        return text
    text = _EXOTIC_RUN.sub(_thin_marks, text)
    return _REMOVED.sub("", unicodedata.normalize("NFC", text))[:limit]


def is_safe(text: str, *, lines: bool = True) -> bool:
    """Whether `text` holds nothing `clean` would take out; length is not judged."""
    hostile = (_REMOVED if lines else _UNSAFE_LINE).search(text)
    return hostile is None and (text.isascii() or text == clean(text, limit=len(text), lines=True))


def _thin_marks(run: re.Match[str]) -> str:
    """Keep at most four combining marks in a row."""
    kept: list[str] = []
    marks = 0
    for char in run[0]:
        marks = marks + 1 if unicodedata.category(char)[0] == "M" else 0
        if marks <= _MARKS_KEPT:
            kept.append(char)
    return "".join(kept)
