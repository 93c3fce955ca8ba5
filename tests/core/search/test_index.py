"""Queries against a real full-text table find what a plain reading of the text finds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.i18n import t
from core.pinyin import initials
from core.search.match import fts_excluded, fts_match
from core.search.query import parse
from core.search.tokens import initials_tokens, tokens, unigrams

try:
    import pysqlite3 as sqlite3
except ImportError:
    import sqlite3

TODAY = date(2026, 11, 24)
TABLE = 'CREATE VIRTUAL TABLE entry USING fts5(text, initials, facets, tokenize = "unicode61 remove_diacritics 0")'
LINES = [
    ("3号泊位 集装箱冒烟，1号车出动", "东港-20261122-A03 " + t("inc.fire", language="zh")),
    ("李建国请假，单海涛替班", "东港-20261122-A04"),
    ("Foam pump checked, 12号泵正常", "东港-20261123-B01"),
    ("泡沫车演练，东侧堆场", "东港-20261123-A01 " + t("inc.drill", language="zh")),
    ("重新点名，３号泊位 ＯＫ", "东港-20251122-A03"),
]
chinese = st.text(st.sampled_from("火警灾东港站泊"), min_size=1, max_size=4)
documents = st.lists(st.text(st.sampled_from("火警灾东港站泊，。 A0-\n！"), max_size=14), max_size=8)
hostile = st.text() | st.text(st.sampled_from("\"*^:(){}+-!'\\ANDORNEAR 火a0\x00\ud800,.%_"), max_size=40)


class Index:
    """A full-text table with some lines in it."""

    def __init__(self, lines: list[tuple[str, str]]) -> None:
        self.db: Any = sqlite3.connect(":memory:")
        self.db.execute(TABLE)
        for row, (text, facets) in enumerate(lines):
            values = (row, unigrams(text), initials_tokens(text), unigrams(facets))
            self.db.execute("INSERT INTO entry (rowid, text, initials, facets) VALUES (?, ?, ?, ?)", values)

    def match(self, expression: str) -> list[int]:
        """The row numbers of an expression's hits."""
        hits = self.db.execute("SELECT rowid FROM entry WHERE entry MATCH ? ORDER BY rowid", (expression,))
        return [row for (row,) in hits]

    def find(self, text: str) -> list[int]:
        """The row numbers a search line finds."""
        expression = fts_match(parse(text, TODAY))
        return [] if expression is None else self.match(expression)


@pytest.fixture(scope="module")
def index() -> Iterator[Index]:
    made = Index(LINES)
    yield made
    made.db.close()


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("泊", [0, 4]), ("泊位", [0, 4]), ("3号泊位", [0, 4]), ("号泵", [2]), ("2号泵", []), ("12号泵", [2]),
        ("foam", [2]), ("FO", [2]), ("oam", [2]), ("pump checked", [2]), ("ljg", [1]), ("sht", [1]), ("dht", [1]),
        ("cxdm", [4]), ("jzx", [0]), ("hz", [0]), ("火灾", [0]), ("演练", [3]), ("yl", [3]), ("fire", [0]),
        ("A03", [0, 4]), ("1122-A03", [0]), ("东港-20261122-A0", [0, 1]), ("泊位 !火灾", [4]), ("泊位 !hz", [4]),
        ("3号泊位 ljg", []), ('"fo"', []), ("ok", [4]), ("建国请假单海", [1]), ("李jg", [1]), ("b01", [2]),
    ],
)  # fmt: skip
def test_a_search_line_finds_the_right_lines(index: Index, text: str, rows: list[int]) -> None:
    assert index.find(text) == rows


def test_an_exclusion_alone_says_what_to_leave_out(index: Index) -> None:
    excluded = fts_excluded(parse("!泊位 !foam", TODAY))
    assert excluded is not None
    assert index.match(excluded) == [0, 2, 4]


@settings(max_examples=150, deadline=None)
@given(documents, chinese)
def test_a_chinese_term_finds_exactly_the_lines_that_hold_it(texts: list[str], needle: str) -> None:
    found = Index([(text, "") for text in texts]).find(f'"{needle}"')
    read = ["".join(filter(str.isalnum, text)) for text in texts]
    assert found == [row for row, text in enumerate(read) if needle in text]


@settings(max_examples=100, deadline=None)
@given(documents, st.text(st.sampled_from("hjzdgb"), min_size=2, max_size=4))
def test_initials_find_exactly_the_lines_that_spell_them(texts: list[str], needle: str) -> None:
    found = Index([(text, "") for text in texts]).match(f'initials : "{" ".join(needle)}"')
    assert found == [row for row, text in enumerate(texts) if needle in initials(text)]


@given(hostile)
def test_no_search_line_breaks_the_table(index: Index, text: str) -> None:
    index.find(text)
    excluded = fts_excluded(parse(f"!{text}", TODAY))
    if excluded is not None:
        index.match(excluded)


@given(st.text(max_size=60).filter(lambda text: "\x00" not in text))
def test_initials_and_text_are_cut_into_tokens_whatever_comes(text: str) -> None:
    assert all(token == token.lower() or not token.isascii() for token in tokens(text))
    assert all(len(token) == 1 or token == "zz" for token in initials_tokens(text).split())
