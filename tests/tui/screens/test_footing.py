"""Footing on the screen: the banner, one key to confirm it, self-declaration alone, declaration at the branch (§6)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from core.compile.confirming import late_stations
from core.errors import NotSaved
from core.i18n import set_language, t
from core.journal.event import Stored
from core.records import footing, meeting
from core.records.footing import Footing, footing_now
from core.records.person import appoint
from core.records.phonebook import Entry, set_phones
from core.records.unit import add_station
from core.replica.act import Desk
from core.replica.seat import store_seat
from tests.core.signatures import signed
from tests.tui.screens.room import PINS, SIZES, Duty, check_shape
from tui.sheet.span import Size

HERE = "hq/b2/donggang"
ORDER = "排涝泵每2小时巡查一次"


def belong(duty: Duty, unit: str) -> None:
    """As if this terminal had joined a server as `unit`."""
    assert duty.replica.seat is not None
    duty.replica.seat = replace(duty.replica.seat, unit=unit)
    store_seat(duty.replica.connection, duty.replica.seat)
    duty.room.desk.do(add_station)


@pytest.fixture
def duty(open_terminal: Callable[..., Duty]) -> Duty:
    duty = open_terminal()
    duty.room.desk.do(appoint, duty.who("周平"), "role.secretary")
    return duty


@pytest.fixture
def told(duty: Duty) -> str:
    """The branch declared for this station; its declaration has arrived."""
    belong(duty, "hq/b2")
    end = duty.clock.now() + timedelta(hours=72)
    secretary = signed(duty.replica, duty.who("周平"))
    record = Desk(duty.replica).do(
        footing.declare, "mode.weather", "mode.orange", end, [HERE, "hq/b2/beidi"], ORDER, secretary
    )
    belong(duty, HERE)
    return record


def state(duty: Duty, record: str) -> Footing:
    found: Any = duty.replica.state(record)
    assert isinstance(found, Footing)
    return found


def test_the_banner_stands_on_every_page_and_one_key_confirms_for_the_room(duty: Duty, told: str) -> None:
    assert "战时 橙色二级  恶劣天气  第1天" in duty.text()
    assert "Ctrl-K 确认" in duty.text()
    for page in ("f3", "f5", "f8"):
        duty.press(page)
        assert "恶劣天气" in duty.text()
    assert state(duty, told).receipts == ()  # nothing is written while a screen is painted
    duty.shell.tick()
    shown = state(duty, told).receipts
    assert [(one.station, one.confirmed) for one in shown] == [(HERE, None)]
    duty.clock.advance(seconds=25)
    before = duty.keys
    duty.press("ctrl+k")
    assert duty.keys - before == 1
    (receipt,) = state(duty, told).receipts
    assert receipt.confirmed == duty.clock.now()
    assert "Ctrl-K 确认" not in duty.text()
    duty.press("ctrl+k")
    assert "没有要确认的战时" in duty.text()


def number_of(duty: Duty, unit: str, *phones: Entry) -> None:
    """A unit gave its duty phones; the terminal is then where it was."""
    seat = duty.replica.seat
    assert seat is not None
    duty.replica.seat = replace(seat, unit=unit)
    Desk(duty.replica).do(set_phones, phones)
    duty.replica.seat = seat


@pytest.mark.parametrize("code", ["zh", "en"])
@pytest.mark.parametrize("size", SIZES)
def test_the_branch_sees_who_is_late_by_name_with_whom_to_call(
    duty: Duty, told: str, size: Size, code: str
) -> None:
    set_language(code)
    number_of(duty, HERE, Entry("东港值班", "0574-27680001"), Entry("何清", "139-0000-0001"))
    duty.screen()
    belong(duty, "hq/b2")
    duty.shell.open("footing")
    shown = duty.text(size)
    assert shown.index("东港值班 0574-27680001") < shown.index("何清 139-0000-0001")
    other = next(line for line in duty.screen(size) if line.strip().startswith("beidi"))
    assert t("footing.silent") in other
    assert t("branch.no_phone") in other
    check_shape(duty, size)
    duty.shell.open("branch")
    assert t("branch.late", count=2) in duty.text(size)
    assert "东港站 东港值班 0574-27680001" in duty.text(size)
    check_shape(duty, size)
    belong(duty, HERE)
    duty.press("ctrl+k")
    belong(duty, "hq/b2")
    duty.shell.tick()
    assert t("branch.late", count=1) in duty.text(size)
    assert "0574-27680001" not in duty.text(size)


def test_a_station_that_entered_on_a_phone_order_is_not_late(duty: Duty, told: str) -> None:
    end = duty.clock.now() + timedelta(hours=72)
    duty.room.desk.do(footing.self_declare, "mode.weather", "mode.orange", end, HERE, "周平")
    belong(duty, "hq/b2")
    assert [one.unit for one in late_stations(duty.replica)] == ["hq/b2/beidi"]
    duty.shell.open("footing")
    here = next(line for line in duty.screen() if line.strip().startswith("东港站"))
    assert "先行转入" in here


def test_the_banner_is_noted_as_shown_once_and_only_after_it_stood(duty: Duty, told: str) -> None:
    duty.shell.tick()
    assert state(duty, told).receipts == ()
    duty.screen()
    duty.shell.tick()
    assert state(duty, told).receipts[0].shown == duty.clock.now()
    events = duty.replica.connection.execute("SELECT count(*) FROM event").fetchone()
    for _ in range(3):
        duty.clock.advance(seconds=1)
        duty.shell.tick()
        duty.screen()
    assert duty.replica.connection.execute("SELECT count(*) FROM event").fetchone() == events


def test_a_disk_that_refuses_hides_no_banner(duty: Duty, told: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise NotSaved("store.disk_full")

    monkeypatch.setattr(Desk, "do", refuse)
    duty.screen()
    duty.shell.tick()
    assert "战时 橙色二级  恶劣天气" in duty.text()


def test_past_its_planned_end_it_asks_and_does_not_end(duty: Duty, told: str) -> None:
    duty.press("ctrl+k")
    duty.clock.advance(hours=73)
    assert "待续期或解除" in duty.text()
    assert footing_now(duty.replica, HERE) is not None


def test_a_station_alone_enters_in_the_name_of_who_ordered_it(duty: Duty) -> None:
    belong(duty, HERE)
    duty.shell.open("footing")
    duty.say("2")
    duty.say("9")
    assert "4" in duty.text()
    duty.press("ctrl+u")
    for text in ("3", "+72h", ORDER, "周平"):
        duty.say(text)
    now = footing_now(duty.replica, HERE)
    assert now is not None
    assert now.leading.own
    assert now.leading.declared_by is not None
    assert (now.leading.level, now.leading.declared_by.name) == ("mode.orange", "周平")
    assert "先行转入" in duty.text()
    assert "Ctrl-K" not in duty.text()
    assert "未收到" not in duty.text()


def test_the_branch_declares_with_a_pin_sees_who_confirmed_and_stands_down(duty: Duty) -> None:
    belong(duty, "hq/b2")
    assert duty.replica.seat is not None
    for path in (HERE, "hq/b2/beidi"):
        belong(duty, path)
    belong(duty, "hq/b2")
    duty.shell.open("footing")
    assert "2 个站点" in duty.text()
    for text in ("2", "3", "+72h", ORDER, "zp", PINS["周平"]):
        duty.say(text)
    (row,) = duty.replica.rows("footing")
    one = state(duty, row.id)
    assert one.stations == ("hq/b2/beidi", HERE)
    assert duty.text().count("未收到，请打电话") == 2
    duty.room.desk.do(footing.confirm, row.id, HERE, "东港站")
    duty.shell.tick()
    assert duty.text().count("未收到，请打电话") == 1
    duty.press("1")
    for text in ("4", "zp", PINS["周平"]):
        duty.say(text)
    assert state(duty, row.id).level == "mode.red"
    duty.press("3")
    duty.say("zy")
    duty.say(PINS["赵原"])
    assert "不是支部书记或委员" in duty.text()
    duty.press("3")
    duty.say("zp")
    duty.say(PINS["周平"])
    assert state(duty, row.id).ended is not None
    assert "平时" in duty.screen()[0]


def test_a_station_cannot_change_what_the_branch_declared(duty: Duty, told: str) -> None:
    duty.shell.open("footing")
    duty.press("3")
    assert "由支部更改" in duty.text()
    assert state(duty, told).ended is None


def test_four_arrivals_of_a_declaration_are_one_period(duty: Duty, told: str) -> None:
    events = duty.replica.connection.execute("SELECT header, body FROM event ORDER BY position").fetchall()
    for _ in range(4):
        duty.replica.absorb([Stored(*row) for row in events])
    now = footing_now(duty.replica, HERE)
    assert now is not None
    assert len(now.parts) == 1


@pytest.mark.parametrize("code", ["zh", "en"])
@pytest.mark.parametrize("size", SIZES)
def test_it_fits_in_both_languages_and_sizes(duty: Duty, told: str, size: Size, code: str) -> None:
    set_language(code)
    for page in ("watch", "footing", "report", "rollcall"):
        duty.shell.open(page)
        check_shape(duty, size)
    belong(duty, "hq/b2")
    duty.shell.open("footing")
    check_shape(duty, size)


def ended(duty: Duty) -> str:
    """The station was in emergency footing by itself for three days and stood down."""
    belong(duty, HERE)
    end = duty.clock.now() + timedelta(hours=72)
    record = duty.room.desk.do(footing.self_declare, "mode.weather", "mode.orange", end, HERE, "周平")
    duty.clock.advance(hours=3)
    duty.room.desk.do(footing.stand_down, record, signed(duty.replica, duty.who("周平")))
    duty.shell.open("footing")
    return record


def test_after_the_end_the_closing_report_is_due_and_one_key_opens_it(duty: Duty) -> None:
    ended(duty)
    assert "· 收尾日报  明日 11:00 前  F5 收尾日报" in duty.text()
    before = duty.keys
    duty.press("f5")
    assert duty.keys - before == 1
    assert "微报告  收尾日报" in duty.text()
    duty.press("ctrl+s", "escape")
    assert "收尾日报" not in duty.text()
    assert "复盘" in duty.text()


def test_f5_alone_opens_the_closing_report_while_it_is_owed(duty: Duty) -> None:
    ended(duty)
    duty.press("escape", "f5")
    assert "收尾日报" in duty.screen()[0]


def test_the_review_is_held_from_the_footing_page_and_closing_it_meets_the_duty(duty: Duty) -> None:
    record = ended(duty)
    assert "复盘  11-29 前  F4 复盘" in duty.text()
    assert "F4复盘" in duty.screen()[-1]
    duty.press("f4")
    assert "主题：恶劣天气 橙色二级 11-22 " in duty.text()
    duty.press("enter")
    (row,) = duty.replica.rows("meeting")
    assert row.subject == "mode.review"
    duty.clock.advance(minutes=30)
    duty.room.desk.do(meeting.close, row.id, nothing=True)
    assert [one.meeting for one in state(duty, record).reviews] == [row.id]
    duty.shell.open("footing")
    assert "复盘" not in duty.text()


def test_a_second_review_is_a_meeting_and_a_struck_one_ties_nothing_twice(duty: Duty) -> None:
    record = ended(duty)
    for _ in range(2):
        held = duty.room.desk.do(meeting.open_meeting, "review", "复盘")
        duty.room.desk.do(meeting.close, held, nothing=True)
    assert len(state(duty, record).reviews) == 1


def test_who_declared_is_asked_on_the_page_and_at_the_branch_when_the_end_is_reached(duty: Duty) -> None:
    belong(duty, HERE)
    belong(duty, "hq/b2")
    end = duty.clock.now() + timedelta(hours=20)
    secretary = signed(duty.replica, duty.who("周平"))
    record = duty.room.desk.do(footing.declare, "mode.weather", "mode.orange", end, [HERE], ORDER, secretary)
    duty.shell.open("branch")
    assert "续期确认" not in duty.text()
    duty.clock.advance(hours=21)
    duty.shell.tick()
    assert "! 续期确认  今日 04:00 前" in duty.text()
    duty.press("3")
    assert "! 续期确认  今日 04:00 前  2 续期  3 解除" in duty.text()
    assert footing_now(duty.replica, HERE) is not None
    again = signed(duty.replica, duty.who("周平"))
    duty.room.desk.do(footing.renew, record, end + timedelta(days=2), again)
    duty.press("escape")
    duty.shell.open("footing")
    assert "续期确认" not in duty.text()


def test_a_station_that_was_told_is_asked_nothing(duty: Duty, told: str) -> None:
    duty.clock.advance(hours=80)
    duty.shell.open("footing")
    assert "续期确认" not in duty.text()


def test_that_the_banner_stood_is_nothing_to_take_back(duty: Duty, told: str) -> None:
    before = duty.room.undoable()
    duty.screen()
    duty.shell.tick()
    assert state(duty, told).receipts
    assert duty.room.undoable() == before


@pytest.mark.parametrize("code", ["zh", "en"])
@pytest.mark.parametrize("size", SIZES)
def test_what_is_owed_afterwards_fits(duty: Duty, size: Size, code: str) -> None:
    set_language(code)
    ended(duty)
    check_shape(duty, size)
    duty.press("f4")
    check_shape(duty, size)


def test_the_roll_call_page_takes_the_one_in_the_middle_while_it_is_owed(duty: Duty) -> None:
    belong(duty, HERE)
    end = duty.clock.now() + timedelta(hours=72)
    duty.room.desk.do(footing.self_declare, "mode.weather", "mode.orange", end, HERE, "周平")
    duty.clock.advance(hours=12)
    duty.shell.tick()
    assert "班中点名" in duty.text()
    duty.press("f3", "space", "space")
    rows = duty.replica.rows("rollcall")
    assert rows[-1].subject == "rollcall.middle"
    assert "班中点名" in duty.screen()[0]
