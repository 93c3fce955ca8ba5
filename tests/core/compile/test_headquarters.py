"""Digests added up: what is hidden in one is hidden in the sum, and the order they came in does not matter (S12, PV09)."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from core.compile.headquarters import added, spoken
from core.i18n import t

NAMES = st.sampled_from(
    ["inc.fire", "study.team", "K01", "K01.of", "K02.read", "K02.read.of", "K02.read.slowest"]
)
FIGURES = st.dictionaries(NAMES, st.none() | st.integers(0, 10_000))


@given(st.lists(FIGURES, max_size=6))
def test_sums_do_not_depend_on_the_order_and_hide_what_one_hides(parts: list[dict[str, int | None]]) -> None:
    total = added(parts)
    assert total == added(list(reversed(parts)))
    for name, value in total.items():
        values = [one[name] for one in parts if name in one]
        known = [one for one in values if one is not None]
        if len(known) < len(values):
            assert value is None
        else:
            assert value == (max(known) if name.endswith(".slowest") else sum(known))


def test_a_median_is_told_of_one_digest_only_for_two_have_none() -> None:
    one = {"K11": 1, "K11.of": 1, "K11.median": 170, "K11.slowest": 170}
    assert added([one])["K11.median"] == 170
    assert "K11.median" not in added([one, one])


def test_a_figure_is_spoken_with_its_share_and_a_hidden_one_says_so() -> None:
    said = {one.name: one.number for one in spoken({"inc.fire": 3, "K01": 180, "K01.of": 200})}
    assert said == {t("inc.fire"): "3", t("metric.K01"): "180/200  90.0%"}
    (hidden,) = spoken({"K01": None, "K01.of": None})
    assert hidden.number == t("priv.small")
    assert not list(spoken({}))


def test_a_name_nobody_knows_is_shown_as_it_is() -> None:
    (one,) = spoken({"inc.of_next_year": 2})
    assert one == ("inc.of_next_year", "2", False)
