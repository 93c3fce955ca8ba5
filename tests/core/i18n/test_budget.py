"""The cost of a message is judged rightly."""

from __future__ import annotations

import pytest

from core.i18n.budget import ambiguous, faults, fits, placeholders


def test_a_label_may_take_fourteen_cells_in_chinese_and_twenty_seven_in_english() -> None:
    assert fits("人数过少不显示", "zh")
    assert not fits("人数过少不显示了", "zh")
    assert fits("Three Meetings, One Lecture", "en")
    assert not fits("Three Meetings, One Lecture.", "en")


def test_characters_of_ambiguous_width_are_named() -> None:
    assert ambiguous("值班…“三”·①→ A") == "…“”·①→"
    assert ambiguous("值班：三，（四）~ ..") == ""


def test_placeholders_are_read_with_their_format() -> None:
    assert placeholders("{name}：{count:03d} {{x}}") == {"name", "count"}


@pytest.mark.parametrize(
    "message",
    [
        {"zh": "火"},
        {"zh": "火", "en": " "},
        {"zh": "火", "en": "fire", "fr": "feu"},
        {"zh": "火…", "en": "fire"},
        {"zh": "火{a}", "en": "fire"},
        {"zh": "火{}", "en": "fire {}"},
        {"zh": "火{key}", "en": "fire {key}"},
        {"zh": "火\u200b", "en": "fire"},
    ],
)
def test_a_faulty_message_is_found(message: dict[str, str]) -> None:
    assert faults(message)


def test_a_sound_message_has_no_fault() -> None:
    assert faults({"zh": "{name}已到场。", "en": "{name} is on scene."}) == []
