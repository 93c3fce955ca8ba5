"""Days and times are understood as a duty officer means them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.clock import STATION_ZONE
from core.dates import clock_time, day_word, day_words, short_when, time_word

TODAY = date(2026, 11, 22)  # a Sunday
NOW = datetime(2026, 11, 22, 14, 7, tzinfo=STATION_ZONE)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=STATION_ZONE)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("18:30", time(18, 30)),
        ("1830", time(18, 30)),
        ("930", time(9, 30)),
        ("9:05", time(9, 5)),
        ("１８：３０", time(18, 30)),
        ("18点", time(18)),
        ("18点半", time(18, 30)),
        ("18时05分", time(18, 5)),
        ("下午3点", time(15)),
        ("晚上8:15", time(20, 15)),
        ("凌晨12:10", time(0, 10)),
        ("6pm", time(18)),
        ("12am", time(0)),
        ("00:00", time(0)),
        ("24:00", None),
        ("2560", None),
        ("", None),
        ("18", None),
        ("a", None),
    ],
)
def test_a_time_of_day_is_read(text: str, expected: time | None) -> None:
    assert time_word(text) == expected


@pytest.mark.parametrize(
    ("text", "coming", "past"),
    [
        ("今天", "2026-11-22", "2026-11-22"),
        ("明天", "2026-11-23", "2026-11-23"),
        ("大前天", "2026-11-19", "2026-11-19"),
        ("11-24", "2026-11-24", "2025-11-24"),
        ("11-20", "2026-11-20", "2026-11-20"),
        ("3月2日", "2027-03-02", "2026-03-02"),
        ("2026-11-22", "2026-11-22", "2026-11-22"),
        ("20261122", "2026-11-22", "2026-11-22"),
        ("２０２５年３月２号", "2025-03-02", "2025-03-02"),
        ("2-29", "2028-02-29", "2024-02-29"),
        ("周五", "2026-11-27", "2026-11-20"),
        ("星期日", "2026-11-22", "2026-11-22"),
        ("下周一", "2026-11-23", "2026-11-23"),
        ("上周五", "2026-11-13", "2026-11-13"),
        ("last friday", "2026-11-13", "2026-11-13"),
        ("Fri", "2026-11-27", "2026-11-20"),
        ("march 2", "2027-03-02", "2026-03-02"),
        ("2 mar 2024", "2024-03-02", "2024-03-02"),
        ("+3d", "2026-11-25", "2026-11-25"),
        ("+2w", "2026-12-06", "2026-12-06"),
        ("3天后", "2026-11-25", "2026-11-25"),
        ("2周前", "2026-11-08", "2026-11-08"),
        ("yesterday", "2026-11-21", "2026-11-21"),
    ],
)
def test_a_day_is_read_forwards_and_backwards(text: str, coming: str, past: str) -> None:
    assert day_word(text, TODAY) == date.fromisoformat(coming)
    assert day_word(text, TODAY, past=True) == date.fromisoformat(past)


@pytest.mark.parametrize(
    "text", ["", "周平", "13-40", "2026-02-30", "20269999", "5号泊位", "0000-01-01", "+", "明"]
)
def test_what_is_no_day_is_none(text: str) -> None:
    assert day_word(text, TODAY) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("今日 18:00", at("2026-11-22 18:00")),
        ("今日18:00", at("2026-11-22 18:00")),
        ("明天", date(2026, 11, 23)),
        ("11-24", date(2026, 11, 24)),
        ("11-24 0930", at("2026-11-24 09:30")),
        ("周五 9点", at("2026-11-27 09:00")),
        ("today 18:00", at("2026-11-22 18:00")),
        ("march 2 18:00", at("2027-03-02 18:00")),
        ("+3d", date(2026, 11, 25)),
        ("+2h", at("2026-11-22 16:07")),
        ("30分钟后", at("2026-11-22 14:37")),
        ("18:00", at("2026-11-22 18:00")),
        ("08:00", at("2026-11-23 08:00")),
        ("今晚8点", at("2026-11-22 20:00")),
        ("明天下午3点半", at("2026-11-23 15:30")),
        ("24日", date(2026, 11, 24)),
        ("5号", date(2026, 12, 5)),
        ("3月2日18点", at("2027-03-02 18:00")),
        ("尽快", None),
        ("", None),
        ("31日 25:00", None),
        ("2026-11-22 2026", at("2026-11-22 20:26")),
    ],
)
def test_a_time_limit_is_read(text: str, expected: date | datetime | None) -> None:
    found = day_words(text, NOW)
    assert found == expected
    assert type(found) is type(expected)


def test_tonight_at_eight_is_in_the_evening() -> None:
    assert day_words("明晚 8点", NOW) == at("2026-11-23 20:00")


def test_a_clock_time_is_the_nearest_past_one() -> None:
    midnight = at("2026-11-22 00:10")
    assert clock_time("23:50", midnight) == at("2026-11-21 23:50")
    assert clock_time("0010", midnight) == midnight
    assert clock_time("00:12", midnight) == at("2026-11-21 00:12")
    assert clock_time("00:12", midnight, ahead=timedelta(minutes=5)) == at("2026-11-22 00:12")
    assert clock_time("x", midnight) is None


@given(st.times(), st.datetimes(min_value=datetime(2000, 1, 2)))
def test_a_clock_time_is_never_in_the_future_nor_a_day_old(typed: time, now: datetime) -> None:
    now = now.replace(tzinfo=STATION_ZONE)
    found = clock_time(typed.strftime("%H:%M"), now)
    assert found is not None
    assert timedelta(0) <= now - found < timedelta(days=1)


@given(st.text() | st.text(st.sampled_from("0123456789-:月日号周一天今明+dhw 点年后")))
def test_nothing_typed_raises(text: str) -> None:
    day_words(text, NOW)
    day_word(text, TODAY, past=True)
    clock_time(text, NOW)


@pytest.mark.parametrize(
    ("moment", "zh", "en"),
    [
        (at("2026-11-22 18:00"), "今日 18:00", "Today 18:00"),
        (at("2026-11-21 23:50"), "昨日 23:50", "Yesterday 23:50"),
        (at("2026-11-23 08:00"), "明日 08:00", "Tomorrow 08:00"),
        (at("2026-11-24 08:00"), "11-24", "11-24"),
        (at("2025-11-24 08:00"), "2025-11-24", "2025-11-24"),
        (datetime.fromisoformat("2026-11-22T23:00+00:00"), "明日 07:00", "Tomorrow 07:00"),
        (date(2026, 11, 22), "今日", "Today"),
        (date(2026, 12, 1), "12-01", "12-01"),
    ],
)
def test_a_moment_is_shown_short(moment: date | datetime, zh: str, en: str) -> None:
    assert short_when(moment, NOW, language="zh") == zh
    assert short_when(moment, NOW, language="en") == en
