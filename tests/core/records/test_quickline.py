"""One line in, form out."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.records.quickline import CODES, Form, read_line
from core.text import clean


@dataclass(frozen=True)
class Spot:
    name: str
    aliases: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name, *self.aliases)


PLACES = (Spot("3号泊位", ("三泊",)), Spot("前湾港码头"), Spot("13号泊位"), Spot("油罐区"))


def test_code_place_text_and_phone_fall_into_their_fields() -> None:
    form = read_line("hz 3号泊位 集装箱冒烟，有刺激气味 13800000000", PLACES)
    assert form == Form(
        "hz 3号泊位 集装箱冒烟，有刺激气味 13800000000",
        "集装箱冒烟，有刺激气味",
        "inc.fire",
        "集装箱",
        "3号泊位",
        "13800000000",
    )
    assert [chip.value for chip in form.chips] == ["@inc.fire", "集装箱", "3号泊位", "13800000000"]


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("qx qwgmt 有人落水", "前湾港码头"),
        ("三泊冒烟", "3号泊位"),
        ("13号泊位冒烟", "13号泊位"),
        ("ＨＺ　３号泊位　冒烟", "3号泊位"),
        ("油罐区异味", "油罐区"),
        ("东侧堆场 冒烟", "东侧堆场"),
        ("有人报告冒烟", ""),
        ("23号泊位 冒烟", "23号泊位"),
    ],
)
def test_places_are_found_by_name_alias_initials_or_shape(typed: str, place: str) -> None:
    assert read_line(typed, PLACES).place == place


@pytest.mark.parametrize(
    ("typed", "category"),
    [
        ("集装箱冒烟", "inc.fire"),
        ("灭火演练 油罐区", "inc.drill"),
        ("烟感误动作", "inc.false"),
        ("动火监护 3号泊位", "inc.cover"),
        ("叉车侧翻", "inc.rescue"),
        ("食堂排涝", "inc.assist"),
        ("抢险 3号泊位 油管冒烟", "inc.rescue"),
        ("来电询问", ""),
        ("smoke at berth 3", "inc.fire"),
        ("监护", "inc.cover"),
    ],
)
def test_the_class_comes_from_the_code_or_from_the_words(typed: str, category: str) -> None:
    assert read_line(typed, PLACES).category == category


def test_what_was_chosen_by_hand_stands() -> None:
    chosen = {"class": "inc.assist", "place": "前湾港码头", "phone": "1"}
    form = read_line("hz 3号泊位 冒烟 13800000000", PLACES, chosen)
    assert (form.category, form.place, form.phone) == ("inc.assist", "前湾港码头", "1")


def test_a_place_inside_a_sentence_stays_readable() -> None:
    form = read_line("从3号泊位到油罐区管线漏油", PLACES)
    assert (form.text, form.place) == ("从3号泊位到油罐区管线漏油", "3号泊位")


PIECES = (
    "hz",
    " ",
    "3号泊位",
    "三泊",
    "qwgmt",
    "冒烟",
    "13800000000",
    "　",
    "0532-1234567",
    "@",
    "\u0130",
    "火灾",
)


@given(st.one_of(st.text(max_size=80), st.lists(st.sampled_from(PIECES), max_size=12).map("".join)))
def test_no_line_raises_and_no_character_is_lost(line: str) -> None:
    form = read_line(line, PLACES)
    typed = Counter(clean(line).replace("\u3000", " "))
    del typed[" "]
    kept = Counter(form.typed + form.text)
    assert all(kept[char] >= count for char, count in typed.items() if not char.isspace())
    assert form.typed == clean(line).strip()
    if (
        not form.place
        and not form.phone
        and form.typed.split()[:1]
        and form.typed.split()[0].lower() not in CODES
    ):
        assert not form.text or "".join(form.text.split()) in "".join(form.typed.split())
