"""Numbers that name a person: found in free text and masked before they leave the station (PV11)."""

from __future__ import annotations

import re
from typing import Final

_DIGIT: Final = "[0-9０-９]"
_GAP: Final = "[ \u3000-]?"
_ID_NUMBER: Final = rf"{_DIGIT}{{6}}(?:{_GAP}{_DIGIT}){{11}}{_GAP}[0-9０-９XxＸｘ]"
_MOBILE: Final = rf"[1１][3-9３-９]{_DIGIT}(?:{_GAP}{_DIGIT}){{8}}"
_PERSONAL: Final = re.compile(
    rf"(?<!{_DIGIT})(?:(?P<id_number>{_ID_NUMBER})|(?P<mobile>{_MOBILE}))(?!{_DIGIT})"
    rf"|(?<={_DIGIT})(?<=(?:86|８６))(?P<dialled>{_MOBILE})(?!{_DIGIT})"
)
_ANY: Final = re.compile("[0-9０-９XxＸｘ]")
_SHOWN: Final = 3, 4


def mask_personal(text: str) -> str:
    """`text` with ID numbers and mobile numbers masked: 13800130000 becomes 138****0000 (PV11)."""
    return _PERSONAL.sub(lambda found: _mask(found[0]), text)


def names_personal(text: str) -> tuple[str, ...]:
    """The kinds of personal number in `text`, "id_number" and "mobile", in order of appearance."""
    kinds = (str(found.lastgroup).replace("dialled", "mobile") for found in _PERSONAL.finditer(text))
    return tuple(dict.fromkeys(kinds))


def _mask(number: str) -> str:
    head, tail = _SHOWN
    places = [found.start() for found in _ANY.finditer(number)]
    hidden = set(places[head:-tail])
    return "".join("*" if index in hidden else char for index, char in enumerate(number))
