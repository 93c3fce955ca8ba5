"""Stamps without a date find their day, and those that are missing stay missing."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from core.importing.moments import Moment
from core.importing.times import STAMPS, TOLERANCE, settle
from tests.core.importing.tables import ZONE

DAY = date(2026, 3, 1)
LONDON = ZoneInfo("Europe/London")


def clocks(**texts: str) -> dict[str, Moment]:
    return {name: Moment(None, time.fromisoformat(text)) for name, text in texts.items()}


def shown(stamps: dict[str, datetime]) -> dict[str, str]:
    return {name: f"{at:%d %H:%M}" for name, at in stamps.items()}


def test_stamps_roll_past_midnight_once() -> None:
    read = clocks(received="23:50", turnout="23:52", on_scene="00:05", controlled="01:00", back="02:30")
    settled = settle(DAY, read, ZONE)
    assert shown(settled.stamps) == {
        "received": "01 23:50",
        "turnout": "01 23:52",
        "on_scene": "02 00:05",
        "controlled": "02 01:00",
        "back": "02 02:30",
    }
    assert settled.doubts == ()


def test_two_clocks_that_disagree_by_minutes_do_not_make_a_day() -> None:
    settled = settle(DAY, clocks(received="10:00", turnout="09:58", on_scene="10:08"), ZONE)
    assert shown(settled.stamps)["turnout"] == "01 09:58"
    assert [doubt.reason for doubt in settled.doubts] == ["stamp_order"]


def test_two_clocks_may_disagree_across_midnight_too() -> None:
    settled = settle(DAY, clocks(received="00:02", turnout="23:59"), ZONE)
    assert f"{settled.stamps['turnout']:%m-%d %H:%M}" == "02-28 23:59"


def test_a_stamp_that_seems_a_day_late_is_kept_and_noticed() -> None:
    settled = settle(DAY, clocks(received="10:00", on_scene="09:30"), ZONE)
    assert [doubt.reason for doubt in settled.doubts] == ["stamp_long"]


def test_a_missing_stamp_stays_missing_and_no_date_means_no_stamps() -> None:
    assert set(settle(DAY, clocks(received="10:00", back="12:00"), ZONE).stamps) == {"received", "back"}
    assert settle(None, clocks(received="10:00"), ZONE).stamps == {}
    part = settle(DAY, {"received": Moment(DAY)}, ZONE)
    assert (part.stamps, [doubt.reason for doubt in part.doubts]) == ({}, ["stamp_part"])


def test_an_offset_in_the_file_is_believed() -> None:
    moment = Moment(DAY, time(23, 0), timedelta(0))
    assert (
        settle(None, {"received": moment}, ZONE).stamps["received"].isoformat() == "2026-03-02T07:00:00+08:00"
    )


def test_the_hour_that_occurs_twice_keeps_the_order_and_is_noticed() -> None:
    settled = settle(date(2026, 10, 25), clocks(received="01:50", turnout="01:55", on_scene="01:10"), LONDON)
    assert settled.stamps["received"].utcoffset() == timedelta(hours=1)
    assert "clock_twice" in {doubt.reason for doubt in settled.doubts}


def test_the_hour_that_does_not_exist_is_noticed() -> None:
    settled = settle(date(2026, 3, 29), clocks(received="01:30"), LONDON)
    assert [doubt.reason for doubt in settled.doubts] == ["clock_gap"]


@given(
    st.dictionaries(st.sampled_from(STAMPS), st.times().map(lambda at: at.replace(microsecond=0, fold=0))),
    st.dates(date(2000, 1, 1), date(2100, 1, 1)),
)
def test_every_stamp_keeps_its_clock_and_lies_within_a_day_of_those_before(
    read: dict[str, time], day: date
) -> None:
    settled = settle(day, {name: Moment(None, at) for name, at in read.items()}, ZONE)
    assert set(settled.stamps) == set(read)
    assert list(settled.stamps) == [name for name in STAMPS if name in read]
    latest: datetime | None = None
    for name, at in settled.stamps.items():
        wall = at.replace(tzinfo=None, fold=0)
        assert wall.time() == read[name]
        if latest is None:
            assert wall.date() == day
        else:
            assert latest - TOLERANCE <= wall < latest + timedelta(days=1) - TOLERANCE
        latest = wall if latest is None else max(latest, wall)
