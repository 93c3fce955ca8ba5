"""Material named with the day it was published."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.dates.cited import cited, only_cited

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("学习《防汛手册》 2026-11-18", [("防汛手册", date(2026, 11, 18))]),
        ("《甲》2026年12月1日，《乙》昨天。", [("甲", date(2026, 12, 1)), ("乙", date(2026, 11, 21))]),
        ("《防汛手册》 12-20", [("防汛手册", date(2025, 12, 20))]),
        ("《防汛手册》要点", []),
        ("2026-12-01 演练", []),
        ("《》 2026-12-01", []),
        ("《甲》 2026-13-45", []),
    ],
)
def test_titles_with_a_day_are_found_wherever_they_stand(text: str, found: list[tuple[str, date]]) -> None:
    assert list(cited(text, TODAY)) == found


def test_a_line_that_says_more_than_a_title_and_a_day_is_more_than_a_citation() -> None:
    assert only_cited("《防汛手册》 昨天", TODAY) == ("防汛手册", date(2026, 11, 21))
    assert only_cited("学习《防汛手册》 昨天", TODAY) is None
    assert only_cited("《防汛手册》 不是日期", TODAY) is None


@given(st.text(alphabet="《》0123456789-年月日 今昨甲x"))
def test_any_text_can_be_read(text: str) -> None:
    assert all(f"《{one.title}》" in text for one in cited(text, TODAY))
