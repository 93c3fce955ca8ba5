"""The watch page over a real replica."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.clock import ManualClock
from core.i18n import t
from core.records import log
from core.records.fold import AMENDED
from core.replica.act import Desk
from core.replica.replica import Replica
from core.text import cells
from tests.tui.pages import LARGE, SMALL, Seat, Speaking, too_wide
from tests.tui.station import new_station, night
from tui.sheet.span import Size

Night = tuple[Replica, ManualClock]


@pytest.fixture
def held(tmp_path: Path) -> Iterator[Night]:
    replica, clock = night(tmp_path)
    yield replica, clock
    replica.close()


@pytest.fixture
def seat(held: Night) -> Seat:
    return Seat(held[0])


def test_the_page_says_what_is_due_who_is_there_and_what_is_open(seat: Seat) -> None:
    shown = seat.text
    for words in ("交接班", "还有4时48分", "在岗 7/8", "李建国 请假", "车辆 3/4", "2号泡沫车 水泵检修"):
        assert words in shown
    for words in (
        "未结警情 2",
        "A02  3号泊位 集装箱冒烟",
        "到场  8分",
        "3时32分",
        "东门 消火栓停水",
        "检查2号泵",
    ):
        assert words in shown


def test_the_log_shows_the_newest_line_first_with_marks_and_numbers(seat: Seat) -> None:
    seat.size = LARGE
    rows = seat.screen()
    lines = [row for row in rows if row.startswith((" 03:", " 01:", " 08:"))]
    assert lines[0].startswith(" 03:12  赵原  2车到场，协助疏散")
    assert lines[0].endswith("A02 ")
    assert any("更" in row and "东门消火栓停水 至06:00" in row for row in lines)
    assert any("废" in row and "误写的一行" in row for row in lines)
    assert any("补" in row and "巡查 泵房正常" in row for row in lines)


@pytest.mark.parametrize("size", [SMALL, LARGE])
@pytest.mark.parametrize("code", ["zh", "en"])
def test_both_languages_fit_both_sizes(held: Night, size: object, code: str) -> None:
    with Speaking(code):
        seat = Seat(held[0], size)  # type: ignore[arg-type]
        rows = seat.screen()
        assert len(rows) == seat.size.height
        assert not too_wide(rows, seat.size.width)
        labels = [row.split("│")[0] for row in rows if "│" in row]
        assert not [label for label in labels if "~" in label]


def test_a_typed_line_is_in_the_log_with_one_key_besides_the_text(seat: Seat) -> None:
    seat.type("2号泵试运转正常").press("enter")
    assert seat.pressed == 1
    assert any("2号泵试运转正常" in row for row in seat.screen()[-12:])


def test_a_new_alarm_takes_one_line(seat: Seat) -> None:
    seat.type("hz 5号泊位 电缆沟冒烟").press("enter")
    assert seat.pressed <= 6
    rows = seat.terminal.replica.rows("incident")
    assert [(row.place, row.title, row.subject) for row in rows][-1] == ("5号泊位", "电缆沟冒烟", "inc.fire")


def test_a_stamp_goes_to_the_running_call_and_says_so_before_enter(seat: Seat) -> None:
    seat.type("dc 2车")
    assert "到场 2车" in seat.screen()[-2]
    assert "A02" in seat.screen()[-2]
    seat.press("enter")
    assert "2车 到场" in seat.text


def test_a_stamp_that_stands_is_left_alone_and_said(seat: Seat) -> None:
    seat.type("dc 1车").press("enter")
    assert "到场已记" in seat.text


def test_striking_asks_for_number_and_reason_in_place(seat: Seat) -> None:
    seat.type("zf").press("enter")
    assert "作废哪一条" in seat.text
    seat.type("al02").press("enter")
    assert "作废 AL02 巡查 泵房正常？原因：" in seat.text
    seat.type("重复").press("enter")
    row = next(row for row in seat.terminal.replica.rows("log") if row.number.endswith("AL02"))
    assert row.struck


def test_amending_asks_for_a_reason(seat: Seat) -> None:
    seat.type("gz al02 巡查 泵房和水池正常").press("enter")
    assert "原因：" in seat.screen()[-2]
    seat.press("enter")
    assert "没有内容" in seat.text
    seat.type("补充").press("enter")
    assert "巡查 泵房和水池正常" in [row.title for row in seat.terminal.replica.rows("log")]


def test_a_line_of_an_earlier_time_is_marked_and_asked_why(seat: Seat) -> None:
    seat.type("02:30 东门巡查").press("enter")
    assert "补录 02:30 原因：" in seat.screen()[-2]
    assert "5 漏记" in seat.screen()[-2]
    seat.type("1").press("enter")
    line = next(line for line in seat.terminal.replica.entries(0, 2**62) if line.text() == "东门巡查")
    assert line.mark == "backfill"
    assert "补录原因 先记纸上" in seat.open("record", record=line.record).text


@pytest.mark.parametrize("code", ["zh", "en"])
def test_a_question_is_never_cut(held: Night, code: str) -> None:
    with Speaking(code):
        for typed in ("zf al01", "gz al01 x", "gz al01", "yd", "yh", "zf", "02:30 x"):
            seat = Seat(held[0]).type(typed).press("enter")
            assert cells(seat.shell.line.prompt.label) <= SMALL.width // 2, typed


def test_escape_drops_a_question_and_writes_nothing(seat: Seat) -> None:
    before = seat.terminal.version()
    seat.type("zf al02").press("enter", "escape")
    assert "原因" not in seat.screen()[-2]
    assert seat.terminal.version() == before


def test_an_unknown_number_is_refused_with_the_text_standing(seat: Seat) -> None:
    seat.type("zf b77 写错").press("enter")
    assert "没有找到 B77" in seat.text
    assert "zf b77 写错" in seat.text


def test_undo_says_what_it_takes_back_and_takes_it_back(seat: Seat) -> None:
    seat.type("记错了").press("enter", "ctrl+z")
    assert "撤销 03:12 " in seat.screen()[-2]
    assert "记错了" in seat.screen()[-2]
    seat.press("enter")
    assert any("记错了" in row and "撤" in row for row in seat.screen())


def test_tab_walks_to_an_open_incident_and_enter_opens_it(seat: Seat) -> None:
    seat.press("tab", "tab", "enter")
    assert "A02" in seat.screen()[0]


def test_enter_on_a_log_line_opens_its_record_with_its_history(seat: Seat) -> None:
    seat.size = LARGE
    rows = seat.screen()
    first = next(index for index, row in enumerate(rows) if row.startswith(" 03:12  赵原"))
    steps = next(index for index, row in enumerate(rows[first:]) if "东门消火栓停水 至06:00" in row)
    seat.press(*["down"] * (steps + 1), "enter")
    shown = seat.text
    assert "AL01" in seat.screen()[0]
    assert "原 内容 东门消火栓停水，港务通知" in shown
    assert "补充时间" in shown


def test_the_log_scrolls_into_older_days(held: Night) -> None:
    replica, clock = held
    desk = Desk(replica)
    for number in range(300):
        clock.advance(minutes=10)
        desk.do(log.note, f"巡查第{number}遍")
    seat = Seat(replica, LARGE)
    seat.press(*["pagedown"] * 25)
    assert "一班接班" in seat.text
    assert "2026-11-21 周六" in seat.text


def test_a_line_written_while_reading_older_ones_is_seen(held: Night) -> None:
    replica, clock = held
    for number in range(60):
        clock.advance(minutes=10)
        Desk(replica).do(log.note, f"巡查第{number}遍")
    seat = Seat(replica).press("pagedown", "pagedown", "pagedown")
    assert "巡查第59遍" not in seat.text
    seat.type("一行新的").press("enter")
    assert "一行新的" in seat.text


def test_an_empty_terminal_teaches(tmp_path: Path) -> None:
    replica, _ = new_station(tmp_path)
    seat = Seat(replica)
    assert "日志还是空的" in seat.text
    assert "开班" in seat.text
    replica.close()


def test_what_another_process_writes_appears(held: Night) -> None:
    replica, clock = held
    seat = Seat(replica)
    seat.screen()
    with Replica(replica.directory, clock) as other:
        Desk(other).do(log.note, "另一台写的一行")
    seat.shell.tick()
    assert "另一台写的一行" in seat.text


def test_painting_again_reads_nothing(seat: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    seat.screen()
    monkeypatch.setattr("tui.screens.watch.read_board", lambda *_: pytest.fail("read again"))
    monkeypatch.setattr(Replica, "entries", lambda *_: pytest.fail("read again"))
    seat.shell.tick()
    seat.screen()


@pytest.mark.parametrize("size", [SMALL, LARGE])
@pytest.mark.parametrize("code", ["zh", "en"])
def test_what_two_terminals_said_differently_is_on_the_first_page_and_enter_opens_it(
    held: Night, size: Size, code: str
) -> None:
    desk = Desk(held[0])
    record = desk.do(log.note, "东门停水，港务通知，请各班注意消防水源和供水管线的压力变化并及时上报值班室")
    target = str(held[0].state(record).meta.opener)
    for text in ("东门消火栓停水", "南门停水"):  # neither had seen the other
        body = {"target": target, "set": {"text": text}, "reason": "听错", "base": []}
        desk.do(lambda act, body=body: act.append(AMENDED, record, body))
    with Speaking(code):
        seat = Seat(held[0], size)
        shown = next(row for row in seat.screen() if t("decide.values") in row)
        assert held[0].state(record).meta.number.rpartition("-")[2] in shown
        assert not too_wide(seat.screen(), size.width)
        seat.press("tab", "enter")
        assert t("dispute.title") in seat.text
