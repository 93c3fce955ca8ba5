"""What somebody typed to do something: the words in it, without what was chosen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any, Final

from core.signing import Signature

_CHOSEN: Final = re.compile(r"[\x20-\x7e]*")
"""Ids and catalogue keys."""


def typed_in(given: Any) -> Iterator[str]:
    """The words in what an operation was given, codes, ids and signatures apart."""
    if isinstance(given, str):
        if not _CHOSEN.fullmatch(given):
            yield given
    elif isinstance(given, list | tuple):
        for one in given:
            yield from typed_in(one)
    elif is_dataclass(given) and not isinstance(given, Signature):
        for each in fields(given):
            yield from typed_in(getattr(given, each.name))
