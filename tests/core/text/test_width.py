"""Widths, cutting and padding agree with what the terminal library draws."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from core.text import cells, clean, fit, pad
from core.text.width import CUT

BLOCKS = [(0x20, 0x7E), (0xA0, 0xAC), (0x3000, 0x3029), (0x3041, 0x3096), (0x30A0, 0x30FF), (0x4E00, 0x9FA5),
          (0xAC00, 0xD7A3), (0xFF01, 0xFF60), (0xFF61, 0xFF9F), (0x300, 0x34E), (0x2500, 0x257F)]  # fmt: skip
drawn = st.one_of(*(st.characters(min_codepoint=low, max_codepoint=high) for low, high in BLOCKS))
texts = st.text(drawn, max_size=30)


@pytest.mark.parametrize(("low", "high"), BLOCKS)
def test_every_character_of_a_block_is_as_wide_as_the_drawing_library_says(low: int, high: int) -> None:
    wrong = [hex(code) for code in range(low, high + 1) if cells(chr(code)) != cell_len(chr(code))]
    assert wrong == []


@given(texts)
def test_the_width_of_a_text_is_what_the_drawing_library_says(text: str) -> None:
    assert cells(clean(text)) == cell_len(clean(text))


@given(texts, st.integers(0, 40), st.sampled_from(["", CUT]))
def test_fit_never_exceeds_the_width_and_only_ever_cuts_the_tail(text: str, width: int, mark: str) -> None:
    cut = fit(text, width, mark=mark)
    assert cells(cut) <= width
    assert text.startswith(cut.removesuffix(mark)) or cut == text
    assert cells(text) > width or cut == text


@given(texts, st.integers(0, 40), st.sampled_from(["left", "right", "center"]))
def test_pad_gives_exactly_the_width(text: str, width: int, align: str) -> None:
    assert cells(pad(text, width, align)) == width  # type: ignore[arg-type]


def test_a_glyph_is_never_split() -> None:
    assert fit("东港站", 5) == "东港"
    assert fit("东港站", 5, mark=CUT) == "东港~"
    assert pad("东港站", 5, "right") == " 东港"
    assert fit("e\u0301e\u0301", 1) == "e\u0301"
