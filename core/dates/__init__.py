"""Days and times as people type and read them in a duty room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.lazily import offer

if TYPE_CHECKING:
    from core.dates.days import day_word
    from core.dates.due import day_words
    from core.dates.show import short_when
    from core.dates.times import clock_time, time_word
else:
    __getattr__ = offer(
        __name__,
        {"days": "day_word", "due": "day_words", "show": "short_when", "times": "clock_time time_word"},
    )

__all__ = ["clock_time", "day_word", "day_words", "short_when", "time_word"]
