"""Marks a record carries (E06, E07): the rules whose private warning stood when its author saved it all the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any


def kept_body(kept: Iterable[str]) -> dict[str, Any]:
    """The part of an event body that names the rules in `kept`; empty where no warning stood."""
    marks = sorted(set(kept))
    return {"kept": marks} if marks else {}


def kept_words(kept: Iterable[str]) -> dict[str, str]:
    """The same as a parameter of the line in the duty log, by which lists find what is marked."""
    words = " ".join(kept)
    return {"kept": words} if words else {}


def read_kept(body: Mapping[str, Any]) -> tuple[str, ...]:
    """The marks in a body; raises ValueError when they are no list of texts."""
    marks = body.get("kept", ())
    if not isinstance(marks, list | tuple) or not all(isinstance(one, str) for one in marks):
        raise ValueError(marks)
    return tuple(marks)
