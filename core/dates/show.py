"""Moments as short as they can be read: 今日 18:00, 明日 08:00, 11-24, 2025-11-24."""

from __future__ import annotations

from datetime import date, datetime

from core.i18n import t

_NEAR = {-1: "date.yesterday", 0: "date.today", 1: "date.tomorrow"}


def short_when(moment: date | datetime, now: datetime, *, language: str | None = None) -> str:
    """`moment` as it is read at `now`, in its zone; the time of day only from yesterday to tomorrow."""
    clock = ""
    if isinstance(moment, datetime):
        moment = moment.astimezone(now.tzinfo)
        clock = moment.strftime(" %H:%M")
        moment = moment.date()
    near = _NEAR.get((moment - now.date()).days)
    if near is not None:
        return t(near, language=language) + clock
    return moment.strftime("%m-%d") if moment.year == now.year else moment.isoformat()
