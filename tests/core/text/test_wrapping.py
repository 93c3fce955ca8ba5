"""Wrapped lines keep to their width and to the rules of Chinese typesetting."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from core.text import cells, wrap
from core.text.wrapping import CLOSERS, OPENERS

words = st.sampled_from(
    ["火", "警", "泡沫车", "A03", "foam pump", "（", "）", "，", "。", "、", "”", "“", "《", " ", "12", "%"]
)
texts = st.lists(words, max_size=30).map("".join)
calm = texts.filter(lambda text: not re.search(rf"[{re.escape(OPENERS + CLOSERS)}]{{3}}", text))


@given(texts, st.integers(2, 24))
def test_no_line_is_too_wide_and_no_character_is_lost(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert all(cells(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


@given(calm, st.integers(8, 24))
def test_no_line_begins_with_a_closing_mark_nor_ends_with_an_opening_one(text: str, width: int) -> None:
    lines = [line.strip() for line in wrap(text, width) if line.strip()]
    loose = re.compile(rf"(?:^|\s)[{re.escape(CLOSERS)}]|[{re.escape(OPENERS)}](?:\s|$)")
    if not loose.search(text):
        assert not any(line[0] in CLOSERS for line in lines[1:])
        assert not any(line[-1] in OPENERS for line in lines[:-1])


def test_a_comma_takes_its_character_down() -> None:
    assert wrap("值班日志，交接班", 8) == ["值班日", "志，交接", "班"]


def test_words_stay_whole_and_line_feeds_stay_breaks() -> None:
    assert wrap("foam pump checked", 10) == ["foam pump", "checked"]
    assert wrap("一\n\n二", 10) == ["一", "", "二"]
    assert wrap("", 10) == [""]


def test_a_word_longer_than_the_line_is_cut() -> None:
    assert wrap("abcdefghij", 4) == ["abcd", "efgh", "ij"]
