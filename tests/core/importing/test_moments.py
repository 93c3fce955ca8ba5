"""Dates and times are read as people write them, and never guessed."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from core.importing.doubt import Doubt
from core.importing.moments import Moment, read_day, read_moment, read_month

FIRST = date(2014, 7, 1)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2014-07-01T01:54:02+01:00", Moment(FIRST, time(1, 54, 2), timedelta(hours=1))),
        ("2014-07-01 01:54:02.123Z", Moment(FIRST, time(1, 54, 2), timedelta(0))),
        ("2014年7月1日 1时54分", Moment(FIRST, time(1, 54))),
        ("2014年7月1日下午3点05分", Moment(FIRST, time(15, 5))),
        ("2014/7/1", Moment(FIRST)),
        ("20140701015402", Moment(FIRST, time(1, 54, 2))),
        ("1 July 2014 23:05", Moment(FIRST, time(23, 5))),
        ("Tue 1st Jul 2014", Moment(FIRST)),
        ("July 1, 2014 7:05 PM", Moment(FIRST, time(19, 5))),
        ("12:30 am", Moment(None, time(0, 30))),
        ("15：30", Moment(None, time(15, 30))),
        ("0154", Moment(None, time(1, 54))),
        ("13/07/2014", Moment(date(2014, 7, 13))),
        ("无", Moment()),
        ("", Moment()),
    ],
)
def test_a_moment_is_read(text: str, moment: Moment) -> None:
    assert read_moment(text) == moment


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("03/04/2024", "date_order"),
        ("13/04/24", "year"),
        ("1 Jul 14", "year"),
        ("2014-02-30", "date"),
        ("24:00", "time"),
        ("25:99", "time"),
        ("13:00 PM", "time"),
        ("41821.5", "time"),
        ("soon", "time"),
        ("376***", "time"),
    ],
)
def test_what_can_be_read_two_ways_or_none_is_a_doubt(text: str, reason: str) -> None:
    found = read_moment(text)
    assert isinstance(found, Doubt)
    assert found.reason == reason
    assert found.sentence("en") != found.sentence("zh")


def test_an_order_and_a_century_settle_the_doubt() -> None:
    assert read_moment("03/04/2024", "dmy") == Moment(date(2024, 4, 3))
    assert read_moment("03/04/2024", "mdy") == Moment(date(2024, 3, 4))
    assert read_moment("13/04/24", "dmy", 2000) == Moment(date(2024, 4, 13))


def test_a_date_in_three_columns_is_read_with_the_month_as_a_word() -> None:
    assert read_day("1", "July", "2014") == FIRST
    assert read_day("1日", "七月", "2014年") == FIRST
    assert read_day("1", "7", "2014") == FIRST
    assert isinstance(read_day("31", "Sept", "2014"), Doubt)
    assert isinstance(read_day("1", "July", "14"), Doubt)
    assert isinstance(read_day("", "", ""), Doubt)


def test_every_month_has_its_words() -> None:
    chinese = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"]
    english = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sept", "Oct", "Nov", "December"]
    for number, words in enumerate(zip(chinese, english, strict=True), 1):
        assert [read_month(words[0] + "月"), read_month(words[1]), read_month(f"{number:02d}")] == [
            number
        ] * 3
    assert read_month("13") is read_month("Juli") is read_month("") is None
