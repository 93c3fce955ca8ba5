"""Finding people, vehicles and places by what an officer types: code, name, or pinyin initials."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, TypeVar

from core.errors import NotFound, Refusal
from core.records.kind import Recorded, RecordKind
from core.records.reference import Named

if TYPE_CHECKING:
    from core.replica.replica import Replica

S = TypeVar("S", bound=Recorded)
N = TypeVar("N", bound=Named)


def states(replica: Replica, kind: RecordKind, expected: type[S]) -> list[S]:
    """Every record of `kind` that was not struck, in the order they were added."""
    found = replica.states([row.id for row in replica.rows(kind.name) if not row.struck])
    return [state for state in found if isinstance(state, expected)]


def binding(replica: Replica, found: Iterable[S], unit: str = "") -> list[S]:
    """Those that hold at the unit at path `unit` (this terminal's own): written by it or by a unit above it."""
    at = unit or (replica.seat.unit if replica.seat else "")
    homes = ((one, replica.unit_of(one.meta)) for one in found)
    return [one for one, home in homes if at == home or at.startswith(f"{home}/")]


def ranked(typed: str, items: Iterable[N], names: Callable[[N], Sequence[str]]) -> list[N]:
    """The items one of whose `names` matches `typed`, the best first, each once."""
    from core.pinyin import rank

    pairs = [(name, item) for item in items for name in names(item) if name]
    found = {item.meta.id: item for _, item in rank(typed, pairs, key=lambda pair: pair[0])}
    return list(found.values())


def pick(typed: str, items: Sequence[N], names: Callable[[N], Sequence[str]], missing: str) -> N:
    """The one item meant by `typed`: exact text first, then whole initials, then the start or a part.

    Raises NotFound with the catalogue key `missing`, or Refusal naming the several it could be.
    """
    from core.pinyin import initials

    typed = typed.strip()
    found = [item for item in items if typed in names(item)] if typed else []
    if not found and typed.isascii():
        letters = typed.lower()
        found = [item for item in items if letters and any(initials(name) == letters for name in names(item))]
    if not found and typed:
        found = ranked(typed, items, names)
    if not found:
        raise NotFound(missing, typed=typed)
    if len(found) > 1:
        raise Refusal("lookup.several", typed=typed, names=" / ".join(item.name for item in found[:6]))
    return found[0]
