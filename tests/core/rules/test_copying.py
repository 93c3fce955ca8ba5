"""The copy check (E07)."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from core.rules.copying import ALIKE_PERCENT, Earlier, check, most_alike, plain

LAST_YEAR = "学习防汛抢险要点：排涝泵每两小时巡查一次，夜间双人同行，沙袋提前备足二百只，东门水位超过警戒线立即报告支部。"


def test_a_text_with_a_few_words_changed_is_found_with_its_share() -> None:
    changed = LAST_YEAR.replace("二百", "三百").replace("两小时", "一小时")
    hit = most_alike(changed, [Earlier("M01", "别的内容" * 10), Earlier("M02", LAST_YEAR)])
    assert hit is not None
    assert hit.number == "M02"
    assert 90 <= hit.percent < 100


def test_punctuation_and_blanks_do_not_hide_a_copy() -> None:
    hit = most_alike(LAST_YEAR.replace("，", " , "), [Earlier("M02", LAST_YEAR)])
    assert hit == ("M02", 100)


def test_the_warning_is_private() -> None:
    (finding,) = check(LAST_YEAR, [Earlier("M02", LAST_YEAR)])
    assert (finding.rule, finding.private, finding.params["percent"]) == ("E07", True, 100)


def test_a_few_words_are_alike_by_nature_and_a_different_text_is_not_named() -> None:
    assert check("检查正常，无议定事项", [Earlier("M01", "检查正常，无议定事项")]) == []
    assert check(LAST_YEAR, [Earlier("M01", LAST_YEAR[::-1])]) == []


@given(
    st.text("排涝泵巡查沙袋", min_size=20, max_size=60), st.text("排涝泵巡查沙袋", min_size=20, max_size=60)
)
def test_the_quick_bounds_never_miss_what_the_full_comparison_finds(mine: str, theirs: str) -> None:
    from difflib import SequenceMatcher

    full = int(SequenceMatcher(None, plain(theirs), plain(mine), autojunk=False).ratio() * 100)
    assert (most_alike(mine, [Earlier("M", theirs)]) is not None) == (full >= ALIKE_PERCENT)
