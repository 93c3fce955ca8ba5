"""Stretches of time as they are typed for what was held earlier."""

from __future__ import annotations

from datetime import datetime

import pytest

from core.clock import STATION_ZONE
from core.dates.stretch import past_stretch

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=STATION_ZONE)


@pytest.mark.parametrize(
    ("typed", "start", "end"),
    [
        ("09:30-09:45", "11-22 09:30", "11-22 09:45"),
        ("0930-0945", "11-22 09:30", "11-22 09:45"),
        ("９：３０-９：４５", "11-22 09:30", "11-22 09:45"),
        ("21:30-21:40", "11-21 21:30", "11-21 21:40"),
        ("昨天 2130-2200", "11-21 21:30", "11-21 22:00"),
        ("昨晚 23:50-00:10", "11-21 23:50", "11-22 00:10"),
        ("11-20 9点到9点半", "11-20 09:00", "11-20 09:30"),
        ("nov 20 09:00 to 09:30", "11-20 09:00", "11-20 09:30"),
    ],
)
def test_a_stretch_is_the_last_one_that_fits(typed: str, start: str, end: str) -> None:
    found = past_stretch(typed, NOW)
    assert found is not None
    assert [f"{moment:%m-%d %H:%M}" for moment in found] == [start, end]


@pytest.mark.parametrize(
    "typed", ["", "09:30", "早上-晚上", "25:00-26:00", "昨天", "某天 09:30-09:45", "11-20"]
)
def test_anything_else_is_no_stretch(typed: str) -> None:
    assert past_stretch(typed, NOW) is None
