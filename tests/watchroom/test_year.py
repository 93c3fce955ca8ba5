"""The branch's duties in the shell: what it owes now, and the year as a table of words (S7: put off, not missed)."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from core import clock as clocks
from core.clock import STATION_ZONE, ManualClock
from core.i18n import set_language
from core.records import footing
from core.records.cadence import change_cadence
from core.rules.cadence import Beat
from tests.core.branch import Company, company
from tests.core.compile.test_branch_cadence import storm
from tests.core.signatures import signed
from tests.watchroom.conftest import Type

BEGIN = datetime(2026, 10, 1, 9, 0, tzinfo=STATION_ZONE)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> ManualClock:
    made = ManualClock(BEGIN, boot_ms=1_000_000)
    monkeypatch.setattr(clocks, "SystemClock", lambda: made)
    return made


@pytest.fixture
def house(type_: Type, tmp_path: Path, clock: ManualClock, monkeypatch: pytest.MonkeyPatch) -> Company:
    """The storm has been and gone over a Party Day on the 15th; the terminals are closed."""
    made = company(tmp_path, clock)
    desk = made.branch
    desk.do(change_cadence, "C12", "routine", [Beat("month", "theme_day", day=15)], "党日固定在15日")
    clock.set(BEGIN.replace(month=11, day=13))
    record = storm(made)
    clock.set(BEGIN.replace(month=11, day=16))
    desk.do(footing.stand_down, record, signed(desk.replica, made.who("周平")))
    clock.set(BEGIN.replace(month=11, day=17))
    made.close()
    monkeypatch.setenv("WATCHROOM_DATA", str(tmp_path / "branch"))
    return made


def test_the_year_says_put_off_and_by_when_it_is_to_be_held(house: Company, type_: Type) -> None:
    document = type_("due", "--year", "2026", "--json").document
    assert document["year"] == 2026
    day = next(one for one in document["rules"] if one["rule"] == "C12")
    assert day["duty"] == "主题党日"
    november = next(one for one in day["months"] if one["month"] == 11)
    assert (november["state"], november["moved"][:10]) == ("deferred", "2026-11-30")
    assert november["why"].startswith("二支-20261113-AF")
    assert november["reason"] == "emergency"
    lines = type_("due", "--year", "2026").out.splitlines()
    row = next(line for line in lines if line.startswith("C12"))
    assert row.split() == ["C12", "主题党日", "-", "-", "-", "缺", "顺延", "未到期"]
    assert f"C12 主题党日 11月：顺延，因战时 {november['why']}；已解除，2026-11-30 前补开。" in lines


def test_a_terminal_of_the_branch_says_what_the_branch_owes(house: Company, type_: Type) -> None:
    items = type_("due", "--json").document["items"]
    assert {one["rule"] for one in items} == {"C12", "C17"}
    assert all(
        one.keys() == {"rule", "duty", "state", "due", "why", "reason", "met_by", "met_at", "moved", "owner"}
        for one in items
    )


def test_in_the_other_language_every_state_is_a_word_too(house: Company, type_: Type) -> None:
    said = type_("due", "--year", "2026", "--lang", "en").out
    set_language("zh")
    assert "Themed Party Day" in said
    assert "Deferred" in said


def test_a_year_in_which_nothing_was_owed_says_so(house: Company, type_: Type) -> None:
    answer = type_("due", "--year", "2024")
    assert (answer.code, answer.out.strip()) == (0, "这段时间没有应做的职责。")


def test_a_station_has_a_year_as_well(station: Type) -> None:
    rules = station("due", "--year", "2026", "--json").document["rules"]
    assert {one["rule"] for one in rules} <= {"C04", "C05", "C06"}
