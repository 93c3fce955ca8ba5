"""Search, the log of a day, a record, help, menu, settings and lock over a real replica."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from core.clock import ManualClock
from core.commands import COMMANDS
from core.i18n import t
from core.records import action, incident, issue, log, person, place, vehicle
from core.records.person import find_person
from core.replica.act import Desk
from core.replica.replica import Replica
from core.replica.settings import load, store
from core.signing import set_pin
from core.text import cells
from tests.tui.pages import LARGE, SMALL, Seat, Speaking, too_wide
from tests.tui.station import new_station, night
from tui.sheet.span import Size

Night = tuple[Replica, ManualClock]
HOSTILE = "[/x][b]\x1b[2J\x1b]0;t\x07\u202eabc\u200b\x9b31m{brace} %s 烟" + "長" * 300
OPENED = (
    ("watch", {}),
    ("search", {"text": "烟"}),
    ("daylog", {"day": "2026-11-22"}),
    ("help", {}),
    ("menu", {}),
    ("settings", {}),
    ("lock", {}),
)


@pytest.fixture
def held(tmp_path: Path) -> Iterator[Night]:
    replica, clock = night(tmp_path)
    yield replica, clock
    replica.close()


@pytest.fixture
def seat(held: Night) -> Seat:
    return Seat(held[0])


@pytest.mark.parametrize("code", ["zh", "en"])
@pytest.mark.parametrize("size", [SMALL, LARGE])
def test_every_page_keeps_to_the_screen_in_both_languages(held: Night, size: Size, code: str) -> None:
    with Speaking(code):
        for page, args in OPENED:
            seat = Seat(held[0], size).open(page, **args)
            rows = seat.screen()
            assert len(rows) == size.height
            assert not too_wide(rows, size.width), page
        for row in held[0].rows():
            assert not too_wide(Seat(held[0], size).open("record", record=row.id).screen(), size.width)


def test_labels_are_never_cut(held: Night) -> None:
    for code in ("zh", "en"):
        with Speaking(code):
            for page in ("menu", "settings", "help", "lock"):
                assert "~" not in Seat(held[0]).open(page).text, (page, code)


def test_hostile_text_passes_every_page_and_reaches_the_screen_tamed(tmp_path: Path) -> None:
    replica, _ = new_station(tmp_path)
    desk = Desk(replica)
    desk.do(person.add_person, "[/red]\x1b[31m")
    desk.do(vehicle.add_vehicle, "[b]车")
    desk.do(place.add_place, "[/]泊位")
    record = desk.do(incident.open_incident, HOSTILE)
    desk.do(incident.note, record, HOSTILE)
    desk.do(log.note, HOSTILE)
    desk.do(action.open_line, HOSTILE)
    desk.do(issue.open_issue, "inc.danger", HOSTILE)
    for page, args in (*OPENED, *(("record", {"record": row.id}) for row in replica.rows())):
        seat = Seat(replica, SMALL)
        seat.open(page, **args)
        shown = seat.text
        assert not set(shown) & set("\x1b\x07\x9b\u202e\u200b"), page
        assert not too_wide(shown.split("\n"), 80), page
    replica.close()


def test_one_character_and_initials_find_lines_while_typing(seat: Seat) -> None:
    seat.press("/").type("烟")
    assert "2条" in seat.screen()[0]
    seat.press("backspace").type("xhs")
    assert "东门消火栓停水" in seat.text


def test_struck_text_is_found_and_shown_as_such(seat: Seat) -> None:
    seat.press("f7").type("误写")
    hit = seat.screen()[2]
    assert "误写的一行" in hit
    assert "废" in hit


def test_a_hit_opens_in_its_place_in_the_log_of_the_day(seat: Seat) -> None:
    seat.press("/").type("泵房").press("enter")
    rows = seat.screen()
    assert "日志  2026-11-22 周日" in rows[0]
    at = next(index for index, row in enumerate(rows) if "巡查 泵房正常" in row)
    assert "东门消火栓停水" in rows[at + 1]
    sheet = seat.shell.sheet()
    assert "巡查 泵房正常" in "".join(span.text for span in sheet.rows[sheet.cursor or 0])


def test_coming_back_from_a_hit_the_query_stands(seat: Seat) -> None:
    seat.press("/").type("烟").press("enter", "escape")
    assert "查找：烟" in seat.screen()[-2]
    assert "2条" in seat.screen()[0]
    seat.press("escape", "/")
    assert "可以输入什么" in seat.text


def test_a_search_leaves_a_half_typed_line_where_it_was(seat: Seat) -> None:
    seat.type("写了一半").press("f7").type("烟").press("escape")
    assert "：写了一半" in seat.screen()[-2]


def test_the_log_of_a_day_goes_on_into_the_days_around_it(seat: Seat) -> None:
    seat.open("daylog", day="2026-11-22").press("home", "up")
    assert "2026-11-21 周六" in seat.screen()[0]
    assert "接班点名" in seat.text
    seat.press("up", "up", "left")
    assert "没有更早或更晚" in seat.text


def test_an_event_is_amended_from_its_record_with_a_reason(seat: Seat) -> None:
    record = next(row.id for row in seat.terminal.replica.rows("log") if row.number.endswith("AL02"))
    seat.open("record", record=record).press("enter").type("1").press("enter").type("1").press("enter")
    assert "内容改为：巡查 泵房正常" in seat.screen()[-2]
    seat.type("，水池满").press("enter").type("补充").press("enter")
    shown = seat.text
    assert "巡查 泵房正常，水池满  更" in shown
    assert "更正，原 内容 巡查 泵房正常" in shown
    assert "原因 补充" in shown


def test_striking_the_first_event_strikes_the_record(seat: Seat) -> None:
    record = next(row.id for row in seat.terminal.replica.rows("log") if row.number.endswith("AL02"))
    seat.open("record", record=record).press("enter").type("2").press("enter").type("重复").press("enter")
    assert seat.terminal.replica.state(record).meta.struck.reason == "重复"
    assert "已作废" in seat.text


def test_help_names_every_command_and_says_why_one_cannot_be_given(seat: Seat) -> None:
    for code in ("zh", "en"):
        with Speaking(code):
            for command in COMMANDS:
                found = Seat(seat.terminal.replica, Size(80, 200)).open("help", text=command.code)
                assert (command.zh if code == "zh" else command.en)[0] in found.text
    with TemporaryDirectory() as folder:
        quiet = new_station(Path(folder))[0]
        assert "没有未结警情" in Seat(quiet).open("help", text="dc").text
        quiet.close()


def test_enter_in_help_puts_a_writing_command_on_the_first_pages_line(seat: Seat) -> None:
    seat.press("f1").type("作废").press("enter")
    assert "：作废 " in seat.screen()[-2]
    assert "值守台" in seat.screen()[0]


def test_help_does_not_overwrite_what_is_typed_on_the_first_page(seat: Seat) -> None:
    seat.type("写了一半")
    seat.shell.keep_draft()
    seat.press("f1").type("作废").press("enter")
    assert "：写了一半" in seat.screen()[-2]


def test_the_menu_goes_by_digit(seat: Seat) -> None:
    assert "设置" in seat.press("f9", "7").screen()[0]


@pytest.mark.parametrize("code", ["zh", "en"])
def test_the_whole_menu_shows_at_once(held: Night, code: str) -> None:
    with Speaking(code):
        seat = Seat(held[0]).press("f9")
        assert sum(row.startswith("   ") and row[3:4].isdigit() for row in seat.screen()) == 10


def test_settings_change_by_digit_and_are_kept(seat: Seat) -> None:
    with Speaking("zh"):
        seat.open("settings").press("5").press("ctrl+u").type("90").press("enter")
        assert "1 到 60 分钟" in seat.text
        seat.press("ctrl+u").type("10").press("enter")
        seat.press("6").type("22:00").press("enter").press("1")
        assert "Settings" in seat.screen()[0]
    kept = load(seat.terminal.replica)
    assert (kept.lock_after, kept.night_call, kept.language) == (10, "22:00", "en")


def test_a_night_roll_call_is_due_when_the_station_holds_one(held: Night) -> None:
    store(held[0], night_call="03:00")
    assert "夜间点名" in Seat(held[0]).text
    assert "超时12分" in Seat(held[0]).text.replace(" ", "")


def test_a_second_copy_needs_a_directory_that_is_there(seat: Seat, tmp_path: Path) -> None:
    seat.open("settings").press("4").type("/nowhere/at/all").press("enter")
    assert "没有目录" in seat.text
    seat.press("ctrl+u").type(str(tmp_path)).press("enter")
    assert load(seat.terminal.replica).copy_to == str(tmp_path)


def test_without_pins_enter_unlocks_and_nothing_shows_before(seat: Seat) -> None:
    seat.press("f10")
    locked = seat.text
    assert "集装箱" not in locked
    assert "平时" not in locked
    seat.press("escape", "f3", "f7")
    assert "已锁定" in seat.text
    seat.press("enter")
    assert "未结警情" in seat.text


def test_with_a_pin_the_seat_unlocks_to_whoever_gives_theirs(held: Night) -> None:
    replica, clock = held
    who = find_person(replica, "何清").meta.id
    set_pin(replica, who, "482915")
    seat = Seat(replica).press("f10", "enter")
    assert "要口令才能解锁" in seat.text
    seat.type("hq").press("enter").type("111222").press("enter")
    assert "口令不对" in seat.text
    seat.press("ctrl+u").type("482915")
    assert "482915" not in seat.text
    seat.press("enter")
    assert "何清 签到" in seat.screen()[0]
    seat.type("何清写的").press("enter")
    assert replica.entries(0, 2**62, limit=1)[0].author == who
    clock.advance(minutes=6)
    seat.shell.tick()
    assert "签到" not in seat.screen()[0]
    assert seat.terminal.desk.author != who


def test_an_alarm_can_be_written_at_a_locked_seat(held: Night) -> None:
    set_pin(held[0], find_person(held[0], "何清").meta.id, "482915")
    seat = Seat(held[0]).press("f10").type("hz 5号泊位 起火").press("enter")
    assert "已立案 A0" in seat.text
    assert "起火" not in seat.text
    assert held[0].rows("incident", newest=True, limit=1)[0].title == "起火"


def test_labels_of_marks_keep_their_column() -> None:
    for mark in ("struck", "undone", "amended", "backfill", "imported"):
        assert cells(t(f"mark.{mark}", language="zh")) == 2
        assert cells(t(f"mark.{mark}", language="en")) <= 4


@pytest.mark.parametrize(("code", "said"), [("zh", "警情照常可写"), ("en", "An alarm can still be written")])
def test_after_wrong_pins_the_lock_promises_no_more_than_it_does(held: Night, code: str, said: str) -> None:
    set_pin(held[0], find_person(held[0], "何清").meta.id, "482915")
    with Speaking(code):
        seat = Seat(held[0]).open("lock").type("何清").press("enter")
        for _ in range(7):
            seat.type("111222").press("enter")
        assert said in seat.text
        seat.press("escape").type("hz 3号泊位 冒烟").press("enter")
        assert said not in seat.text
        assert any(
            row.title.startswith("集装箱") or "冒烟" in row.title
            for row in held[0].rows("incident", open=True)
        )
