"""From characters to initials: the order of GB2312 level 1, a table for level 2, words for double readings.

Limits: the 6,763 characters of GB2312 and some 150 of names besides; traditional forms have no letter.
Characters with two readings follow a short list of words and surnames, else the common reading.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from typing import Final

from core.pinyin.table import CHIEFS, LEVEL_1, LEVEL_2, POLYPHONES, READINGS, SURNAMES, WORDS

_LETTERS: Final = "".join(LEVEL_1)
_FIRSTS: Final = [char.encode("gb2312") for char in LEVEL_1.values()]
_OWN: Final = {char: letter for letter, chars in READINGS.items() for char in chars}
_LEVEL_2_ROW: Final = 0xD8
_ROW: Final = 94

_NAME: Final = re.compile("[\u4e00-\u9fff]{2,4}")
_CHIEF: Final = re.compile(f"(?<=[{CHIEFS}])长(?!度|期|途|江|城|短|时)")
_POLYPHONE: Final = re.compile(f"[{''.join(sorted(POLYPHONES))}]")
_WORD: Final = re.compile("|".join(sorted(WORDS, key=len, reverse=True)))


def letter(char: str) -> str:
    """The lower-case initial of one Chinese character, or "" if it has none here."""
    if char in _OWN:
        return _OWN[char]
    try:
        code = char.encode("gb2312")
    except UnicodeEncodeError:
        return ""
    if len(code) != 2 or code < _FIRSTS[0]:
        return ""
    if code[0] >= _LEVEL_2_ROW:
        return LEVEL_2[(code[0] - _LEVEL_2_ROW) * _ROW + code[1] - 0xA1]
    return _LETTERS[bisect_right(_FIRSTS, code) - 1]


def spell(text: str) -> str:
    """`text` with each Chinese character replaced by its initial where a word or surname decides it."""
    if text and text[0] in SURNAMES and _NAME.fullmatch(text) and text[1] not in SURNAMES[text[0]][1]:
        text = SURNAMES[text[0]][0] + text[1:]
    if not _POLYPHONE.search(text):
        return text
    return _CHIEF.sub("z", _WORD.sub(lambda word: WORDS[word[0]], text))


def initials(text: str) -> str:
    """The initials of `text` in lower case; letters and digits stay, the rest goes (李建国 → ljg)."""
    return spell(text).translate(_TABLE)


class _Table(dict[int, str]):
    """Code point → what `initials` makes of it, worked out at first use."""

    def __missing__(self, code: int) -> str:
        """Work out one character and keep it."""
        char = unicodedata.normalize("NFKC", chr(code)).lower()
        plain = "".join(filter(_is_plain, char))
        self[code] = plain or letter(char[:1])
        return self[code]


def _is_plain(char: str) -> bool:
    return char.isascii() and char.isalnum()


_TABLE: Final = _Table()
