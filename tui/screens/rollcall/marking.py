"""Writing what was said of people, and saying it back before Enter."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Final

from core.dates import short_when
from core.i18n import has, t
from core.records.rollcall import OCCASIONS, Detail, mark_fitness, mark_group
from core.records.rollcall.starting import begin_rollcall
from core.records.rollcall.typed import FITNESS, Said
from core.records.taskline import END_OF_DAY
from tui.glyphs import glyphs

if TYPE_CHECKING:
    from core.replica.act import Act

_LONG: Final = frozenset({"att.leave", "att.detached", "att.training"})
"""States for which a limit and a substitute are worth asking for."""


def put_down(act: Act, record: str, said: Said, correction: str) -> tuple[str, tuple[str, ...]]:
    """Mark the people of `said`; `record` may be an occasion, then the roll call is begun with it.

    Returns the roll call's id and the qualifications a substitute lacks.
    """
    if record in OCCASIONS:
        record = begin_rollcall(act, record)
    if said.state in FITNESS:
        for one in said.people:
            mark_fitness(act, record, one.id, FITNESS[said.state])
        return record, ()
    detail: Detail = {"reason": said.reason, "correction": correction}
    if said.until is not None:
        detail["until"] = said.until
    if said.substitute is not None:
        detail["substitute"] = said.substitute.id
    return record, mark_group(act, record, [one.id for one in said.people], said.state, **detail)


def until_word(moment: datetime, now: datetime) -> str:
    """A limit as it is read; one that is the end of a day is that day."""
    return short_when(moment.date() if moment.time() == END_OF_DAY else moment, now)


def words_of(said: Said, numbers: Mapping[str, int], now: datetime) -> str:
    """`7 李建国 → 请假 至 11-23 替 王岩`, with blanks for what could still be said."""
    who = " ".join(f"{numbers.get(one.id, '+')} {one.name}" for one in said.people)
    if not said.state:
        return f"{who} {glyphs().arrow} ?"
    parts = [who, glyphs().arrow, t(said.state)]
    if said.reason:
        parts.append(t(said.reason) if has(said.reason) else said.reason)
    if said.until is not None:
        parts.append(t("rollcall.until", until=until_word(said.until, now)))
    elif said.state in _LONG:
        parts.append(t("rollcall.until", until="__"))
    if said.substitute is not None:
        parts.append(t("rollcall.sub", name=said.substitute.name))
    elif said.state in _LONG:
        parts.append(t("rollcall.sub", name="__"))
    return " ".join(parts)
