"""Calling out: one name large enough to read across the room, the keys under it, who was called below."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from core.i18n import t
from core.records.rollcall import Called
from core.records.rollcall.typed import DIGITS
from tui.glyphs import glyphs
from tui.sheet.big import big
from tui.sheet.flow import flow
from tui.sheet.layout import centred, rule
from tui.sheet.span import EMPTY, Row, Size, Span, row

_OFFERED: Final = ("2", "3", "4", "5")


def spoken_rows(called: Sequence[Called], at: int, size: Size, more: Sequence[Row] = ()) -> list[Row]:
    """The person at place `at`; below, what they have to be told (`more`), else who was called."""
    one = called[at]
    keys = [f"{t('rollcall.space')} {t('rollcall.here')}"]
    keys += [f"{digit} {t(DIGITS[digit])}" for digit in _OFFERED]
    keys.append(f"{glyphs().arrow_left} {t('rollcall.previous')}")
    said = [row(Span(f"{each.person.name} {t(each.state)}", "dim")) for each in called if each.state]
    below = [*more] or [rule(size.width), *(flow(said, size.width)[-2:] or [EMPTY])]
    now = row(Span(t(one.state), "due" if one.state != "att.on_duty" else "dim")) if one.state else EMPTY
    middle = [*big(one.person.name, size.width), centred(now, size.width), EMPTY]
    middle += [centred(row(Span("   ".join(keys), "label")), size.width)]
    above = max(1, (size.height - len(middle) - len(below)) // 2)
    gap = max(0, size.height - above - len(middle) - len(below))
    return [*[EMPTY] * above, *middle, *[EMPTY] * gap, *below]
