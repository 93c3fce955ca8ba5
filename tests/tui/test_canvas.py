"""The painting widget and the gate before it: whatever people wrote, only visible text reaches the terminal."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.strip import Strip

from core.text import cells, is_safe
from tui import glyphs, theme
from tui.sheet.measure import fit_row, width_of
from tui.sheet.span import Row, Span
from tui.widgets.canvas import Canvas, strip_of

HOSTILE = [
    "bad [/x]",
    "[@click=app.quit]press[/]",
    "\x1b[2J\x1b[1;1HPIN:",
    "\x1b]0;title\x07after",
    "\x1b]52;c;c3Bvb2Y=\x1b\\",
    "\x9b2J\x9d0;x\x9c",
    "a\x00b\x7fc\rd\ne\tf",
    "\u202eright to left\u2066",
    "zero\u200bwidth\ufeff",
    "\ud800 half a pair",
    "e" + "\u0301" * 500,
    "界" * 300_000,
    "x" * 1_000_000,
]

rows = st.lists(st.tuples(st.text(max_size=60), st.sampled_from(sorted(theme.STYLES))), max_size=6)


def check(strip: Strip, width: int) -> None:
    for segment in strip:
        assert segment.control is None
        assert is_safe(segment.text, lines=False)
        assert segment.style is None or not segment.style.meta
    assert cells(strip.text) == strip.cell_length == width


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_painted_as_plain_text(text: str) -> None:
    check(strip_of((Span("before "), Span(text, "due"), Span(" after")), 80), 80)


@given(rows, st.integers(1, 130))
def test_no_text_puts_a_control_character_into_a_segment(spans: list[tuple[str, str]], width: int) -> None:
    check(strip_of(tuple(Span(*span) for span in spans), width), width)


def test_markup_is_shown_literally() -> None:
    assert strip_of((Span("[b]请假[/b]"),), 20).text.startswith("[b]请假[/b]")


@given(rows, st.integers(0, 130))
def test_a_fitted_row_is_exactly_as_wide_as_asked(spans: list[tuple[str, str]], width: int) -> None:
    row: Row = tuple(Span(text.replace("\n", ""), name) for text, name in spans)
    assert width_of(fit_row(row, width)) == width


def test_only_changed_rows_are_repainted() -> None:
    canvas = Canvas()
    rows: list[Row] = [(Span(f"{number}"),) for number in range(24)]
    assert canvas.paint(rows, 80) == 24
    assert canvas.paint(list(rows), 80) == 0
    rows[3] = (Span("other"),)
    assert canvas.paint(rows, 80) == 1
    assert canvas.paint(rows, 100) == 24


def test_ambiguous_characters_are_replaced_where_the_terminal_draws_them_wide() -> None:
    glyphs.use(glyphs.ASCII)
    try:
        assert strip_of((Span("“2号泵”…→●"),), 20).text.startswith('"2号泵"~>*')
    finally:
        glyphs.use(glyphs.UNICODE)
