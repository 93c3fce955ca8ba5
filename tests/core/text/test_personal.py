"""Numbers that name a person are found and masked; other numbers are not touched."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text import mask_personal, names_personal


@pytest.mark.parametrize(
    ("text", "masked", "kinds"),
    [
        ("电话13800130000转2", "电话138****0000转2", ("mobile",)),
        ("138 0013 0000", "138 **** 0000", ("mobile",)),
        ("+86-138-0013-0000", "+86-138-****-0000", ("mobile",)),
        ("+8613800130000", "+86138****0000", ("mobile",)),
        ("１３８００１３００００", "１３８****００００", ("mobile",)),
        ("证110101199001011234，", "证110***********1234，", ("id_number",)),
        ("11010119900101123x", "110***********123x", ("id_number",)),
        ("11010119900101123X 13900000000", "110***********123X 139****0000", ("id_number", "mobile")),
    ],
)
def test_a_number_that_names_a_person_is_masked(text: str, masked: str, kinds: tuple[str, ...]) -> None:
    assert mask_personal(text) == masked
    assert names_personal(text) == kinds


@pytest.mark.parametrize(
    "text",
    ["东港-20261122-A03", "MMSI 413123456", "20261122140700", "12800130000", "0532-8280000", "1138001300001"],
)
def test_other_numbers_are_left_alone(text: str) -> None:
    assert mask_personal(text) == text
    assert names_personal(text) == ()


@given(st.text(st.sampled_from("0123456789Xx１３８ -火+"), max_size=40))
def test_masking_leaves_nothing_to_mask_and_keeps_the_length(text: str) -> None:
    masked = mask_personal(text)
    assert names_personal(masked) == ()
    assert len(masked) == len(text)
