"""Duty phones in the shell: set in order, listed by unit, refused in one sentence."""

from __future__ import annotations

from tests.watchroom.conftest import Type


def test_phones_are_set_in_order_and_listed_by_unit(station: Type) -> None:
    assert "没有登记值班电话" in station("phones", "list").out
    done = station("phones", "set", "值班室 27680000", "何清 0574-27680001", "--json")
    assert done.code == 0, done.err
    listed = station("phones", "list", "--json").document
    assert listed == done.document
    (unit,) = listed["units"]
    assert unit["phones"] == [
        {"who": "值班室", "number": "27680000"},
        {"who": "何清", "number": "0574-27680001"},
    ]
    assert station("phones", "list").out.split()[1:3] == ["值班室", "27680000"]
    refused = station("phones", "set", "值班室")
    assert (refused.code, "看不懂" in refused.err) == (2, True)
    assert station("phones", "list", "--json").document == listed
