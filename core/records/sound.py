"""Whether a state holds what its fields say: a record of another program may put a number where a name belongs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import Any, Final

from core.records.reference import Ref


def is_sound(state: Any) -> bool:
    """Whether the fields of `state` that screens show without looking have the type they are declared with."""
    sort: Any = type(state)
    return all(fits(getattr(state, name)) for name, fits in _checks(sort))


def _text(value: Any) -> bool:
    return isinstance(value, str)


def _texts(value: Any) -> bool:
    return all(isinstance(one, str) for one in value)


def _number(value: Any) -> bool:
    return isinstance(value, int)


def _moment(value: Any) -> bool:
    return isinstance(value, datetime)


def _named(value: Any) -> bool:
    return isinstance(value, Ref) and isinstance(value.id, str) and isinstance(value.name, str)


def _all_named(value: Any) -> bool:
    return all(_named(one) for one in value)


def _or_none(fits: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda value: value is None or fits(value)


_PLAIN: Final = {"str": _text, "int": _number, "datetime": _moment, "Ref": _named}
_FITS: Final = {
    **_PLAIN,
    **{f"{name} | None": _or_none(fits) for name, fits in _PLAIN.items()},
    "tuple[str, ...]": _texts,
    "frozenset[str]": _texts,
    "tuple[Ref, ...]": _all_named,
}
"""By what stands in the class; other fields are not looked at."""


@cache
def _checks(sort: type) -> tuple[tuple[str, Callable[[Any], bool]], ...]:
    declared = getattr(sort, "__annotations__", {})
    return tuple((name, _FITS[text]) for name, text in declared.items() if text in _FITS)
