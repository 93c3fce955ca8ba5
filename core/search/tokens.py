"""Text made ready for the search index: one token per Chinese character, one per pinyin initial.

SQLite's unicode61 tokenizer sees a run of Chinese as one word; with blanks around each character a phrase query
finds any part of a sentence. Punctuation separates tokens and is not indexed, so 火，警 is found by 火警.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from core.pinyin import initials, letter, spell
from core.pinyin.table import OTHER_READINGS, SURNAMES

_WIDE_FROM: Final = 0x2E80
_NAME_LENGTH: Final = 4
_GAP: Final = " zz "
_TWICE_READ: Final = re.compile(f"[{''.join(sorted({*SURNAMES, *'覃谌隗郇晟靓'}))}]")
_NAME: Final = re.compile(f"{_TWICE_READ.pattern}[\u4e00-\u9fff]{{1,{_NAME_LENGTH - 1}}}")


def unigrams(text: str) -> str:
    """`text` folded to half width and lower case, with blanks around every Chinese character."""
    folded = text if unicodedata.is_normalized("NFKC", text) else unicodedata.normalize("NFKC", text)
    return "".join(map(_spaced, folded.lower()))


def tokens(text: str) -> list[str]:
    """The words and characters the index holds for `text`, in their order."""
    return re.sub(r"[^\w]|_", " ", unigrams(text)).split()


def initials_tokens(text: str) -> str:
    """The pinyin initials of `text`, one token each, letters and digits one by one.

    Behind them stand the second readings of surnames (单海涛: both dht and sht).
    """
    first = "".join(map(_initial, spell(text)))
    if not _TWICE_READ.search(text):
        return first
    return first + "".join(_GAP + second for second in map(_second_reading, _NAME.findall(text)) if second)


def _second_reading(name: str) -> str:
    """A name with the other letter of its first character; "" if it is a plain word."""
    if name[1] in SURNAMES.get(name[0], ("", ""))[1]:
        return ""
    return OTHER_READINGS[name[0]] + "".join(map(_initial, name[1:]))


class _Spaced(dict[str, str]):
    """Character → itself, with blanks around it if it is a token by itself."""

    def __missing__(self, char: str) -> str:
        """Work out one character and keep it."""
        self[char] = f" {char} " if ord(char) >= _WIDE_FROM else char
        return self[char]


class _Initials(dict[str, str]):
    """Character → its initial after a blank, "" if it has none; without a letter it stands for itself."""

    def __missing__(self, char: str) -> str:
        """Work out one character and keep it."""
        made = letter(char) or initials(char)
        if not made and char.isalpha():
            made = unicodedata.normalize("NFKC", char).lower()
        self[char] = "".join(f" {one}" for one in made)
        return self[char]


_spaced: Final = _Spaced().__getitem__
_initial: Final = _Initials().__getitem__
