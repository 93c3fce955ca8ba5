"""A search line means what the officer means by it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.i18n import has
from core.search.classes import CLASSES
from core.search.match import fts_match
from core.search.query import Number, Query, Term, parse
from core.search.when import Span

TODAY = date(2026, 11, 24)  # a Tuesday


def days(first: str, last: str | None = None) -> Span:
    return Span(date.fromisoformat(first), date.fromisoformat(last or first))


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("今天", days("2026-11-24")),
        ("昨天", days("2026-11-23")),
        ("前天", days("2026-11-22")),
        ("本周", days("2026-11-23", "2026-11-29")),
        ("上周", days("2026-11-16", "2026-11-22")),
        ("上周五", days("2026-11-20")),
        ("周一", days("2026-11-23")),
        ("上个月", days("2026-10-01", "2026-10-31")),
        ("本月", days("2026-11-01", "2026-11-30")),
        ("3月", days("2026-03-01", "2026-03-31")),
        ("12月", days("2025-12-01", "2025-12-31")),
        ("2025年2月", days("2025-02-01", "2025-02-28")),
        ("3月2日", days("2026-03-02")),
        ("１１-２２", days("2026-11-22")),
        ("11-30", days("2025-11-30")),
        ("2026-11-22", days("2026-11-22")),
        ("20261122", days("2026-11-22")),
        ("2026-11", days("2026-11-01", "2026-11-30")),
        ("去年", days("2025-01-01", "2025-12-31")),
        ("近7天", days("2026-11-18", "2026-11-24")),
        ("11-20..11-22", days("2026-11-20", "2026-11-22")),
        ("11-22至11-20", days("2026-11-20", "2026-11-22")),
        ("yesterday", days("2026-11-23")),
        ("Last Week", days("2026-11-16", "2026-11-22")),
        ("march", days("2026-03-01", "2026-03-31")),
        ("march 2 2024", days("2024-03-02")),
        ("last 3 days", days("2026-11-22", "2026-11-24")),
        ("昨天 前天", days("2026-11-22", "2026-11-23")),
    ],
)
def test_days_are_read_backwards_from_today(text: str, span: Span) -> None:
    assert parse(text, TODAY) == Query(days=span)


@pytest.mark.parametrize(
    ("text", "number", "stored"),
    [
        ("A03", Number("A03"), "A03"),
        ("1122-a03", Number("A03", date(2026, 11, 22)), "20261122-A03"),
        ("1230-A03", Number("A03", date(2025, 12, 30)), "20251230-A03"),
        ("东港-20261122-A03", Number("A03", date(2026, 11, 22), "东港"), "东港-20261122-A03"),
    ],
)
def test_a_part_of_a_record_number_is_known_as_such(text: str, number: Number, stored: str) -> None:
    assert parse(text, TODAY) == Query(numbers=(number,))
    assert number.text == stored


def test_words_days_classes_and_exclusions_stand_side_by_side() -> None:
    assert parse("昨天的火灾 5号泊位 !演练 ljg", TODAY) == Query(
        terms=(Term("火灾", "inc.fire"), Term("5号泊位"), Term("ljg")),
        excluded=(Term("演练", "inc.drill"),),
        days=days("2026-11-23"),
    )


def test_what_is_quoted_is_taken_at_its_word() -> None:
    assert parse('"昨天" “hz”', TODAY).terms == (Term("昨天", literal=True), Term("hz", literal=True))


@pytest.mark.parametrize("text", ["13-45", "99991399-A01", "周平", "3 号", "foam", "1322-A03"])
def test_what_is_neither_day_nor_number_is_a_plain_term(text: str) -> None:
    assert parse(text, TODAY) == Query(terms=tuple(Term(word) for word in text.lower().split()))


def test_nothing_asked_is_an_empty_query() -> None:
    assert parse(" ！ 。\x00", TODAY).empty
    assert fts_match(parse("昨天 !演练", TODAY)) is None


@given(st.text() | st.text(st.sampled_from('上下本周月年日天号0129-.~至"!A东march week')))
def test_no_line_raises(text: str) -> None:
    fts_match(parse(text, TODAY))


def test_every_class_word_names_a_label() -> None:
    assert [key for key in CLASSES.values() if not has(key)] == []
