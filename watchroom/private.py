"""Private warnings in the shell (E06, E07): seen before anything is saved; then it is changed, or kept with a mark."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click

from core.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.rules.finding import Finding

F = TypeVar("F", bound="Callable[..., Any]")


def keep_option(function: F) -> F:
    """`--keep`: save it although a private warning stands; it carries the mark."""
    return click.option("--keep", is_flag=True)(function)


def kept_rules(found: Sequence[Finding], *, keep: bool) -> set[str]:
    """The rules whose private warning is kept; raises Refusal with what they say unless `keep`."""
    from core.replica.sentences import sentence

    private = [one for one in found if one.private]
    if private and not keep:
        remarks = "  ".join(f"{one.rule} {sentence(one.message, one.params)}" for one in private)
        raise Refusal("cli.look_first", remarks=remarks)
    return {one.rule for one in private}
