"""Lengths of time as short as they can be read: 8分, 3时32分, 2天."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from core.i18n import t

_HOUR: Final = 60
_DAY: Final = 24 * _HOUR


def short_span(span: timedelta) -> str:
    """`span` in whole minutes, from an hour on in hours and minutes, from two days on in days; never below nought."""
    minutes = max(0, int(span.total_seconds()) // 60)
    if minutes < _HOUR:
        return t("span.minutes", minutes=minutes)
    if minutes < 2 * _DAY:
        return t("span.hours", hours=minutes // _HOUR, minutes=f"{minutes % _HOUR:02}")
    return t("span.days", days=minutes // _DAY)


def round_span(span: timedelta) -> str:
    """`span` in one unit, for a narrow column: minutes, from an hour on whole hours, from two days on days."""
    minutes = int(span.total_seconds()) // 60
    return t("span.whole_hours", hours=minutes // _HOUR) if _HOUR <= minutes < 2 * _DAY else short_span(span)


def spoken_span(span: timedelta) -> str:
    """As `short_span`, below a minute in seconds: how long somebody waits for an answer."""
    seconds = int(span.total_seconds())
    return t("span.seconds", seconds=max(0, seconds)) if seconds < 60 else short_span(span)
