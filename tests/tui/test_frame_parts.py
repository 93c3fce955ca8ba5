"""Footer, status line, columns, large words, colours, keys, glyphs, environment: the small parts."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Refusal
from core.i18n import LANGUAGES, set_language, t
from core.text import cells
from tui import boot, glyphs, keys, theme
from tui.places import PLACES
from tui.services import Situation
from tui.sheet.big import big
from tui.sheet.layout import columns, justify, tabulate
from tui.sheet.measure import width_of
from tui.sheet.scroll import Listing
from tui.sheet.span import RULE, Row, Span, row
from tui.widgets.footer import FooterKey, footer_row
from tui.widgets.status_line import banner_row, clock_corner


@pytest.fixture(autouse=True)
def settings() -> Iterator[None]:
    yield
    set_language("zh")
    glyphs.use(glyphs.UNICODE)
    theme.use("colour")


def text(line: Row) -> str:
    return "".join(span.text for span in line)


@pytest.mark.parametrize("code", LANGUAGES)
def test_all_ten_keys_fit_eighty_columns_in_both_languages(code: str) -> None:
    set_language(code)
    shown = [FooterKey(key.upper(), t(f"frame.key.{place}")) for key, place in PLACES.items()]
    line = text(footer_row(shown, 80))
    assert cells(line) == 80
    assert all(f"{key.key}{key.label}" in line for key in shown)


@given(
    st.lists(st.tuples(st.text("甲乙ab", min_size=1, max_size=12), st.integers(1, 9)), max_size=14),
    st.integers(20, 130),
)
def test_a_footer_never_cuts_a_label(labels: list[tuple[str, int]], width: int) -> None:
    shown = [FooterKey(f"F{number}", label, weight=weight) for number, (label, weight) in enumerate(labels)]
    spans = [span.text.strip() for span in footer_row(shown, width) if span.text.strip()]
    whole = dict(zip(spans[::2], spans[1::2], strict=True))
    assert all(whole[key.key] == key.label for key in shown if key.key in whole)
    assert len(whole) == len(shown) or sum(key.width + 1 for key in shown) > width


def test_keys_of_least_weight_leave_first() -> None:
    shown = [
        FooterKey("F1", "aaaa", weight=9),
        FooterKey("F2", "bbbb", weight=1),
        FooterKey("F3", "cccc", weight=5),
    ]
    assert text(footer_row(shown, 16)).split() == ["F1aaaa", "F3cccc"]


def test_an_unavailable_key_stays_in_its_place_dim() -> None:
    on, off = (footer_row([FooterKey("F1", "帮助", enabled)], 40) for enabled in (True, False))
    assert text(on) == text(off)
    assert {span.style for span in off if span.text.strip()} == {"off"}


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_corner_names_footing_day_time_and_sync(code: str) -> None:
    set_language(code)
    line = text(clock_corner(Situation("平时", "离线"), datetime(2026, 11, 22, 3, 12, tzinfo=UTC)))
    assert line == ("平时   11-22 周日 03:12   离线" if code == "zh" else "平时   11-22 Sun 03:12   离线")


def test_the_banner_is_as_wide_as_the_screen() -> None:
    assert width_of(banner_row("战时 橙色  " + "要求" * 60, 80)) == 80


def test_columns_share_one_rule_and_join_at_horizontal_ones() -> None:
    made = [
        text(line)
        for line in columns(9, [row("左"), RULE, row("a")], [row("右"), row("b"), RULE, row("c")], at=4)
    ]
    assert made == ["左  │右  ", "────┤b   ", "a   ├────", "    │c   "]


def test_the_right_end_of_a_line_wins_over_the_left() -> None:
    assert text(justify("一二三四五", "A03", 12)) == "一二三~  A03"


def test_a_table_line_aligns_figures_right() -> None:
    assert text(tabulate(["泵", "7"], [4, -4])) == "泵       7"


@pytest.mark.parametrize("chosen", [glyphs.UNICODE, glyphs.ASCII])
@pytest.mark.parametrize("words", ["沈舟", "Shen Zhou", "02:41", "7/8", "-1 0"])
def test_large_words_fill_three_rows(words: str, chosen: glyphs.Glyphs) -> None:
    glyphs.use(chosen)
    lines = big(words, 60)
    assert len(lines) == 3
    assert {width_of(line) for line in lines if line} == {60}
    if chosen is glyphs.ASCII and words[0] in "0-7":
        assert all(text(line).isascii() for line in lines)


@pytest.mark.parametrize("chosen", [glyphs.UNICODE, glyphs.ASCII])
def test_every_mark_is_one_cell(chosen: glyphs.Glyphs) -> None:
    marks = [getattr(chosen, name) for name in chosen.__slots__ if name != "name"]
    assert all(cells(mark) == 1 for mark in marks)


def test_the_plain_set_is_ascii() -> None:
    assert all(getattr(glyphs.ASCII, name).isascii() for name in glyphs.ASCII.__slots__)


def test_the_set_can_be_forced_and_a_browser_needs_no_question() -> None:
    assert glyphs.choose({"WATCHROOM_GLYPHS": "ascii"}) is glyphs.ASCII
    assert glyphs.choose({"TEXTUAL_DRIVER": "web"}) is glyphs.UNICODE
    assert glyphs.choose({"TERM": "linux"}) is glyphs.ASCII


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("name", sorted(theme.STYLES))
def test_every_style_can_be_read(name: str) -> None:
    style = theme.style(name)
    assert style.color
    assert style.bgcolor
    lighter, darker = sorted((_luminance(style.color.name), _luminance(style.bgcolor.name)), reverse=True)
    least = {"line": 3.0, "off": 3.5}.get(name, 4.5)
    assert (lighter + 0.05) / (darker + 0.05) >= least


def test_all_palettes_know_the_same_names() -> None:
    for palette in ("colour", "sixteen", "mono"):
        theme.use(palette)
        assert all(theme.style(name) is not None for name in theme.STYLES)


def test_monochrome_has_no_colour_and_sixteen_only_ansi() -> None:
    theme.use(theme.choose("truecolor", no_color=True))
    assert all(theme.style(name).color is None for name in theme.STYLES)
    theme.use(theme.choose("standard", no_color=False))
    assert all((theme.style(name).color or theme.style("due").color).number < 16 for name in theme.STYLES)  # type: ignore[union-attr, operator]


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("１", "1"),
        ("？", "?"),
        ("、", "/"),
        ("／", "/"),
        ("！", "!"),
        ("　", "space"),
        ("＋", "+"),
        ("ｘ", "x"),
        ("沈", "沈"),
    ],
)
def test_full_width_keys_have_the_name_of_the_key(typed: str, key: str) -> None:
    assert keys.name("whatever", typed) == key


def test_a_control_character_keeps_the_name_textual_gave_it() -> None:
    assert keys.name("ctrl+s", "\x13") == "ctrl+s"


@given(
    st.lists(st.sampled_from(["up", "down", "pageup", "pagedown", "home", "end"]), max_size=40),
    st.integers(0, 300),
    st.integers(1, 40),
)
def test_the_cursor_of_a_list_is_always_in_its_window(pressed: list[str], count: int, height: int) -> None:
    listing = Listing()
    listing.window(count, height)
    for key in pressed:
        listing.on_key(key)
        shown = listing.window(count, height)
        assert len(shown) == min(count, height)
        assert listing.cursor in shown or not count


def test_variables_that_type_keys_or_write_files_are_removed() -> None:
    environ = {
        "TEXTUAL_PRESS": "q",
        "TEXTUAL_LOG": "/x",
        "TEXTUAL_DRIVER": "web",
        "TEXTUAL": "devtools",
        "HOME": "/h",
    }
    boot.settle(environ)
    assert not {"TEXTUAL_PRESS", "TEXTUAL_LOG", "TEXTUAL"} & environ.keys()
    assert environ["TEXTUAL_DRIVER"] == "web"
    assert environ["TEXTUAL_DISABLE_KITTY_KEY"] == "1"


def test_textual_read_the_settled_environment() -> None:
    program = "import tui.app; from textual.constants import *; print(DISABLE_KITTY_KEY, ESCAPE_DELAY, PRESS)"
    environ = {**os.environ, "TEXTUAL_PRESS": "q"}
    done = subprocess.run(
        [sys.executable, "-c", program], env=environ, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["True", "0.025"]


@pytest.mark.parametrize("name", ["dumb", "", "unknown"])
def test_a_terminal_without_a_cursor_is_refused(name: str) -> None:
    with pytest.raises(Refusal):
        boot.require_terminal({"TERM": name})


def test_a_span_is_plain_data() -> None:
    assert Span("a") == ("a", "text")
    assert "textual" not in sys.modules["tui.sheet.span"].__dict__
