"""A figure in words: its name, the fraction, the share or the median, and what stands beside; "-" for nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from core.dates.spans import spoken_span
from core.i18n import has, t
from core.rules.metrics import Share, Times

if TYPE_CHECKING:
    from core.compile.metrics import Figure

NOTHING: Final = "-"


@dataclass(frozen=True, slots=True)
class Words:
    """7/8, 87.5%, +1 补学; or 3/4, 4分, 最慢 12分."""

    fraction: str
    main: str = ""
    beside: str = ""


def words(number: Share | Times) -> Words:
    """A number as it is shown everywhere; of nothing there is no share and no time."""
    if not number.of:
        return Words(NOTHING)
    fraction = f"{number.value}/{number.of}"
    if isinstance(number, Share):
        return Words(fraction, number.percent or NOTHING, _made_up(number))
    if number.median is None or number.slowest is None:
        return Words(fraction, NOTHING)
    return Words(fraction, span(number.median), t("metrics.slowest", time=span(number.slowest)))


def _made_up(number: Share) -> str:
    """+1 补学, empty when nobody made anything up."""
    return t("metrics.made_up", count=number.beside) if number.beside else ""


def name(figure: Figure, stations: Mapping[str, str]) -> str:
    """What the figure is of: the metric's part, or within it a kind of record or a station (by path)."""
    if not figure.subject:
        return t(f"metric.{figure.id}")
    return t(figure.subject) if has(figure.subject) else stations.get(figure.subject, figure.subject)


def definition(metric: str) -> str:
    """The metric's one definition (统计口径, A15)."""
    return t(f"metric.meaning.{metric}")


def span(seconds: int) -> str:
    """So many seconds as they are spoken."""
    return spoken_span(timedelta(seconds=seconds))
