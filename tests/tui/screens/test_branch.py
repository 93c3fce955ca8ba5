"""The branch on the screen: what waits first, stations with words, reports answered (screens.md, Branch)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from core.compile.branch import read_branch
from core.i18n import set_language, t
from core.journal.event import Stored
from core.records import action, direct, incident, meeting, report
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
    assert line.split()[:3] == ["东港站", "已完成", "应做"]


def test_it_rings_until_somebody_reads_and_stands_on_every_screen(duty: Duty) -> None:
    rung: list[datetime] = []
    duty.shell.on_bell = lambda: rung.append(duty.clock.now())
    for seconds in range(61):
        duty.shell.tick()
        if seconds < 60:
            duty.clock.advance(seconds=1)
    assert len(rung) == 3
    assert "Ctrl-O" not in duty.screen()[2]
    duty.shell.open("actions")
    line = duty.screen()[2]
    assert "直报待阅 1  东港站 特急" in line
    assert line.rstrip().endswith("Ctrl-O 阅直报")
    duty.press("ctrl+o")
    assert duty.shell.stack.top.id == "direct"
    duty.clock.advance(seconds=40)
    duty.shell.tick()
    assert len(rung) == 3
    assert "直报待阅" not in duty.text()


def test_enter_opens_the_station_with_its_duties_and_what_is_open(duty: Duty) -> None:
    with there(duty) as desk:
        desk.do(action.open_action, "检查2号泵")
    duty.press("enter")
    shown = duty.text()
    assert "东港站" in duty.screen()[0]
    assert "没有登记值班电话" in shown
    calls = next(line for line in duty.screen() if "点名" in line)
    assert calls.split()[:3] == ["08:15", "点名", "已完成"]
    brief = next(line for line in duty.screen() if "班前会" in line)
    assert "应做" in brief
    for text in ("排涝泵缺备件", "3号泊位", "检查2号泵"):
        assert text in shown
    duty.press("enter")
    assert "没有可打开的记录" in duty.text()
    duty.press("down", "enter")
    assert duty.shell.stack.top.id == "rollcall"
    duty.press("escape", "escape")
    assert duty.shell.stack.top.args == {}


def test_action_items_of_all_stations_stand_by_station_and_limit(duty: Duty) -> None:
    now = duty.clock.now()
    with there(duty) as desk:
        late, done = (
            desk.do(action.open_action, text, due=now + timedelta(hours=hours))
            for text, hours in (("擦车", 1), ("试水带", 9))
        )
        desk.do(action.open_action, "长期有效")
        desk.do(action.finish, done)
    duty.clock.advance(hours=2)
    duty.press("5")
    listed = [line for line in duty.screen() if line.strip().startswith("东港站")]
    assert [line.split()[2] for line in listed] == ["擦车", "试水带", "长期有效"]
    assert "! " in listed[0]
    duty.press("tab")
    assert [line for line in duty.screen() if "擦车" in line]
    assert "试水带" not in duty.text()
    duty.press("enter")
    assert duty.shell.stack.top.args["record"] == late
    duty.press("escape", "tab")
    assert "试水带" in duty.text()
    duty.press("tab")
    assert "没有这样的议定事项" in duty.text()


def test_micro_meetings_of_the_day_stand_as_fractions_in_path_order(duty: Duty) -> None:
    with there(duty) as desk:
        for _ in range(2):
            record = desk.do(meeting.open_meeting, "micro", "台风前检查")
            desk.do(meeting.close, record, nothing=True)
    assert "微会议 4/5 4/5" in duty.text()


def test_many_stations_scroll_and_none_is_lost(duty: Duty, tmp_path: Path) -> None:
    below(duty, tmp_path, 30)
    assert len(read_branch(duty.replica, duty.clock.now()).stations) == 31
    assert "30号站" not in duty.text()
    duty.press("end", "up")
    assert "30号站" in duty.text()
    duty.press("enter")
    assert "30号站" in duty.screen()[0]


@contextmanager
def there(duty: Duty) -> Iterator[Desk]:
    """The desk of the station whose records these are."""
    belong(duty, "station/东港")
    yield duty.room.desk
    belong(duty, "station")


def below(duty: Duty, tmp_path: Path, count: int) -> None:
    """So many further stations, each with a log of its own."""
    for number in range(1, count + 1):
        folder = tmp_path / f"s{number}"
        with set_up(folder, duty.clock, station=f"{number}号站", code=f"s{number}") as other:
            assert other.seat is not None
            other.seat = replace(other.seat, unit=f"station/s{number:02}")
            Desk(other).do(add_station)
            events = other.connection.execute("SELECT header, body FROM event ORDER BY position").fetchall()
        duty.replica.absorb([Stored(*row) for row in events])


@pytest.mark.parametrize("code", ["zh", "en"])
@pytest.mark.parametrize("size", SIZES)
def test_its_further_pages_fit(duty: Duty, size: Size, code: str) -> None:
    set_language(code)
    with there(duty) as desk:
        desk.do(action.open_action, "检查2号泵" * 9, due=duty.clock.now() + timedelta(hours=1))
    duty.press("enter")
    check_shape(duty, size)
    duty.press("escape", "5")
    check_shape(duty, size)


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
