"""The footer, the map of the keys: always the same places, whole labels only, unavailable ones dim."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.text import cells
from tui.sheet.measure import fit_row
from tui.sheet.span import Row, Span


@dataclass(frozen=True, slots=True)
class FooterKey:
    """A key and what it does here; `reason` says why it cannot; a high `weight` stays when room is short."""

    key: str
    label: str
    enabled: bool = True
    reason: str = ""
    weight: int = 5

    @property
    def width(self) -> int:
        """Cells without the gaps around it."""
        return cells(self.key) + len(self.joint) + cells(self.label)

    @property
    def joint(self) -> str:
        """What keeps key and label apart where they would read as one word (Ctrl-SSign)."""
        return " " if self.key[-1:].isalpha() and self.label[:1].isascii() else ""


def footer_row(keys: Sequence[FooterKey], width: int) -> Row:
    """`keys` in order, those of least weight left out until whole labels fit; wide screens get wide gaps."""
    shown = _fitting(keys, width)
    slack = width - 1 - sum(key.width for key in shown)
    gap = 2 if slack >= 2 * len(shown) + len(shown) else 1
    inner = " " if slack >= (gap + 1) * len(shown) else ""
    spans: list[Span] = []
    for key in shown:
        spans += [
            Span(" " * (gap if spans else 1)),
            Span(key.key, "key" if key.enabled else "off"),
            Span((inner or key.joint) + key.label, "label" if key.enabled else "off"),
        ]
    return fit_row(tuple(spans), width)


def _fitting(keys: Sequence[FooterKey], width: int) -> list[FooterKey]:
    shown = list(keys)
    while shown and sum(key.width + 1 for key in shown) > width:
        least = min(key.weight for key in shown)
        last = max(index for index, key in enumerate(shown) if key.weight == least)
        del shown[last]
    return shown
