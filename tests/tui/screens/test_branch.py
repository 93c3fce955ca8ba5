"""The branch on the screen: what waits first, stations with words, reports answered (screens.md, Branch)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from core.compile.branch import read_branch
from core.i18n import set_language, t
from core.journal.event import Stored
from core.records import direct, incident, report
from core.records.direct import Answers, Direct
from core.records.report import Report
from core.records.unit import add_station
from core.replica.act import Desk
from core.replica.setup import set_up
from tests.tui.screens.room import SIZES, Duty, check_shape
from tests.tui.screens.test_footing import belong
from tui.sheet.span import Size

ANSWERS = Answers("排涝泵缺备件", "3号泊位", "4寸叶轮")


@pytest.fixture
def duty(open_terminal: Callable[..., Duty]) -> Duty:
    """A station's records as its branch holds them."""
    duty = open_terminal()
    desk = duty.room.desk
    desk.do(incident.open_incident, "hz 3号泊位 集装箱冒烟", chosen={"class": "inc.fire"})
    desk.do(direct.send, ANSWERS)
    desk.do(report.submit, report.Scope("daily", duty.clock.now(), duty.clock.now()), ())
    belong(duty, "station")
    duty.shell.open("branch")
    return duty


def test_what_waits_stands_first_and_one_key_reads_it(duty: Duty) -> None:
    lines = duty.screen()
    assert "直报待阅 1" in lines[2]
    assert "东港站" in lines[3]
    assert "排涝泵缺备件" in lines[3]
    duty.press("1")
    (row,) = duty.replica.rows("direct")
    state: Any = duty.replica.state(row.id)
    assert isinstance(state, Direct)
    assert state.opened == duty.clock.now()
    duty.say("备件 16:00 到")
    again: Any = duty.replica.state(row.id)
    assert again.status == "direct.replied"
    duty.press("2")
    assert again.resolved is None
    duty.press("escape")
    assert "没有待阅直报" in duty.text()


def test_a_station_shows_its_duties_with_its_own_records(duty: Duty) -> None:
    (one,) = read_branch(duty.replica, duty.clock.now()).stations
    assert (one.name, one.incidents, one.directs) == ("东港站", 1, 1)
    assert (one.cells["rollcall"].met, one.cells["rollcall"].owed) == (1, 1)
    assert one.cells["micro"].state == "due"
    line = next(line for line in duty.screen()[4:] if line.strip().startswith("东港站"))
    assert line.split()[:3] == ["东港站", "1/1", "0/1"]


def test_a_report_is_acknowledged_with_enter_and_answered_with_a_line(duty: Duty) -> None:
    assert "报告待批 1" in duty.text()
    duty.press("2", "enter")
    (row,) = duty.replica.rows("report")
    state: Any = duty.replica.state(row.id)
    assert isinstance(state, Report)
    assert state.acknowledged == duty.clock.now()
    duty.say("收到")
    answered: Any = duty.replica.state(row.id)
    assert answered.answers[0].text == "收到"
    duty.press("escape")
    assert "报告待批 0" in duty.text()


def test_a_branch_without_stations_says_so(open_terminal: Callable[..., Duty]) -> None:
    duty = open_terminal()
    duty.shell.open("branch")
    assert "还没有站点" in duty.text()
    for key in "12":
        duty.press(key)
        assert f"：{key}" not in duty.text()
    assert "没有待批报告" in duty.text()


@pytest.mark.parametrize("code", ["zh", "en"])
@pytest.mark.parametrize("size", SIZES)
def test_it_fits_in_both_languages_and_sizes(duty: Duty, size: Size, code: str) -> None:
    set_language(code)
    check_shape(duty, size)
    duty.press("2")
    check_shape(duty, size)


def test_two_stations_of_one_branch_are_told_apart(duty: Duty, tmp_path: Path) -> None:
    with set_up(tmp_path / "other", duty.clock, station="北堤站", code="北堤") as other:
        assert other.seat is not None
        other.seat = replace(other.seat, unit="station/北堤")
        desk = Desk(other)
        desk.do(add_station)
        for berth in "12":
            desk.do(incident.open_incident, f"hz {berth}号泊位 冒烟", chosen={"class": "inc.fire"})
        events = other.connection.execute("SELECT header, body FROM event ORDER BY position").fetchall()
    duty.replica.absorb([Stored(*row) for row in events])
    board = read_branch(duty.replica, duty.clock.now())
    found = [(one.name, one.incidents, one.directs) for one in board.stations]
    assert found == [("东港站", 1, 1), ("北堤站", 2, 0)]


@pytest.mark.parametrize("code", ["zh", "en"])
def test_no_column_is_cut_and_what_is_our_own_waits_for_nobody(duty: Duty, code: str) -> None:
    set_language(code)
    head = next(line for line in duty.screen() if t("branch.column.heard") in line)
    assert "~" not in head
    belong(duty, "station/东港")
    board = read_branch(duty.replica, duty.clock.now())
    assert (board.waiting, board.reports) == ((), ())
