"""What headquarters knows: direct reports passed on to it, and the totals of its branches out of their digests (S12).

Nothing here asks a station for anything: a question about a quarter is answered by adding up what was sent.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final, NamedTuple

from core.compile.figures import NOTHING, words
from core.i18n import has, t
from core.records.digest import DIGEST, OF, Digest
from core.records.escalation import ESCALATION, Escalation
from core.records.labels import label
from core.records.lookup import states
from core.rules.metrics import Share

if TYPE_CHECKING:
    from core.records.digest import Figures
    from core.replica.replica import Replica

_MEDIAN, _SLOWEST = ".median", ".slowest"


@dataclass(frozen=True, slots=True)
class Branch:
    """One branch: its digests of the span, the newest first, and their figures added up; a hidden one is None."""

    unit: str
    name: str
    digests: tuple[Digest, ...]
    figures: Figures


@dataclass(frozen=True, slots=True)
class Headquarters:
    """Direct reports nobody at headquarters has opened, and the branches in the order of their paths."""

    waiting: tuple[Escalation, ...]
    branches: tuple[Branch, ...]


def read_headquarters(replica: Replica, since: datetime, until: datetime) -> Headquarters:
    """What waits, and the totals of the digests that ended in (since, until]."""
    waiting = [one for one in states(replica, ESCALATION, Escalation) if one.opened is None]
    found = [one for one in states(replica, DIGEST, Digest) if since < one.until <= until]
    by_unit: dict[str, list[Digest]] = {}
    for one in sorted(found, key=lambda each: each.until, reverse=True):
        by_unit.setdefault(replica.unit_of(one.meta), []).append(one)
    return Headquarters(tuple(waiting), tuple(_branch(unit, by_unit[unit]) for unit in sorted(by_unit)))


def _branch(unit: str, digests: list[Digest]) -> Branch:
    name = digests[0].names.get(unit, unit)
    return Branch(unit, name, tuple(digests), added(one.figures for one in digests))


def added(parts: Iterable[Figures]) -> Figures:
    """Figures added up: what is hidden in one is hidden in the sum; the slowest of all; a median only of one digest."""
    known = list(parts)
    found: dict[str, int | None] = {}
    for name in sorted({name for one in known for name in one}):
        values = [one[name] for one in known if name in one]
        if name.endswith(_MEDIAN) and len(values) > 1:
            continue
        shown = [value for value in values if value is not None]
        whole = len(shown) == len(values)
        found[name] = (max(shown) if name.endswith(_SLOWEST) else sum(shown)) if whole else None
    return found


class Said(NamedTuple):
    """A figure in words: 参与率, 180/200  90.0%; and whether it is one of the metrics."""

    name: str
    number: str
    metric: bool


def spoken(figures: Figures) -> Iterator[Said]:
    """Every figure in words, counts first; nothing at all for 无事项."""
    for name in sorted(figures, key=lambda one: (_is_metric(one), one)):
        if name.endswith((OF, _MEDIAN, _SLOWEST)):
            continue
        yield Said(_label(name), _number(name, figures), _is_metric(name))


def _is_metric(name: str) -> bool:
    return has(f"metric.{name}")


def _label(name: str) -> str:
    key = f"metric.{name}" if _is_metric(name) else label(name) or name
    return t(key) if has(key) else name


def _number(name: str, figures: Figures) -> str:
    value, of = figures[name], figures.get(f"{name}{OF}", 0)
    if value is None or of is None:
        return t("priv.small")
    if f"{name}{OF}" not in figures:
        return str(value)
    if f"{name}{_SLOWEST}" in figures:
        return _times(name, value, of, figures)
    said = words(Share(value, of))
    return f"{said.fraction}  {said.main}"


def _times(name: str, value: int, of: int, figures: Figures) -> str:
    from core.compile.figures import span

    median, slowest = figures.get(f"{name}{_MEDIAN}"), figures.get(f"{name}{_SLOWEST}")
    middle = "" if median is None else span(median)
    worst = NOTHING if slowest is None else t("metrics.slowest", time=span(slowest))
    return "  ".join(part for part in (f"{value}/{of}", middle, worst) if part)


QUARTER: Final = 92
"""Days that are asked for when nobody says otherwise: whatever quarter it is, its digests are among them."""
