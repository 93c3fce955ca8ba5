"""Hostile text becomes harmless, ordinary text stays as it was."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text import clean, is_safe

HOSTILE = [
    "\x00", "\x07", "\x08", "\x1b", "\x7f", "\x9b", "\ud800", "\u200b", "\u200d", "\u200e", "\u202e",
    "\u2066", "\u2060", "\ufeff", "\ufe0f", "\ufffe", "\U000e0041", "\U000e0100", "\xad", "\u3164",
]  # fmt: skip
anything = st.text(
    st.characters() | st.sampled_from(HOSTILE) | st.sampled_from("火警\r\n\t\u0301\u3099\uac00\u1100\u1161")
)


@pytest.mark.parametrize("char", HOSTILE, ids=lambda char: f"U+{ord(char):04X}")
def test_a_character_the_terminal_obeys_is_taken_out(char: str) -> None:
    assert clean(f"火{char}警") == "火警"
    assert not is_safe(f"火{char}警")


def test_an_escape_sequence_loses_its_power_and_stays_as_evidence() -> None:
    assert clean("a\x1b[2Jb\x1b]52;c;eA==\x07") == "a[2Jb]52;c;eA=="


def test_ordinary_text_is_left_alone() -> None:
    text = "1122-A03 東港站「２号泵」检修，预计 16:00！ €5 naïve カナ 🚒"
    assert clean(text) == text
    assert is_safe(text)


def test_line_breaks_become_line_feeds_in_lines_and_spaces_elsewhere() -> None:
    text = "一\r\n二\r三\x0b四\x85五\u2028六\t七"
    assert clean(text, lines=True) == "一\n二\n三\n四\n五\n六\t七"
    assert clean(text) == "一 二 三 四 五 六 七"


def test_text_is_composed() -> None:
    assert clean("e\u0301") == "é"
    assert not is_safe("e\u0301")


def test_the_length_cap_counts_characters() -> None:
    assert clean("火" * 30, limit=10) == "火" * 10
    assert len(clean("x" * 5000)) == 2000


@given(anything)
def test_cleaning_gives_safe_text_and_cleaning_twice_changes_nothing(text: str) -> None:
    for lines in (True, False):
        once = clean(text, lines=lines)
        assert is_safe(once, lines=lines)
        assert clean(once, lines=lines) == once
        assert unicodedata.is_normalized("NFC", once)
        once.encode("utf-8")


def test_marks_do_not_pile_up() -> None:
    assert len(clean("火" + "\u0300\u0316" * 500)) <= 5


@pytest.mark.parametrize("piece", ["火警 a", "\x1b[2J", "\u0316\u0300", "\u05b0\u0591"])
def test_one_megabyte_is_cleaned_at_once(piece: str) -> None:
    text = piece * (1_000_000 // len(piece.encode()))
    started = time.process_time()
    clean(text)
    short = time.process_time() - started
    clean(text, limit=2_000_000)
    assert short < 1
    assert time.process_time() - started < 10
