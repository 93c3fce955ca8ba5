"""The handover page: read, walked through, said back, signed by two, in few keys."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from core.i18n import set_language
from core.records import handover, incident
from core.records.action import open_line
from core.records.gear import add_gear, count_gear
from core.records.handover import Handover
from core.records.issue import Details, open_issue
from core.records.order import give_order
from core.records.shift import current_shift
from core.records.vehicle import find_vehicle, take_out_of_service
from tests.tui.pages import Speaking
from tests.tui.screens.room import PINS, SIZES, Duty, check_shape
from tui.sheet.span import Size

HOSTILE = ("[/x]", "\u202e反了", "a" * 500, "\u200b[red]红", "一" * 300)


@pytest.fixture
def duty(open_terminal: Callable[..., Duty]) -> Duty:
    """Nine items to hand over."""
    duty = open_terminal()
    desk = duty.room.desk
    desk.do(incident.open_incident, "5号泊位 油轮监护", chosen={"class": "inc.cover", "place": "5号泊位"})
    desk.do(take_out_of_service, find_vehicle(duty.replica, "2号泡沫车").meta.id, "水泵检修")
    desk.do(count_gear, desk.do(add_gear, "水带", 40), 38, "缺 2")
    desk.do(open_issue, "inc.danger", "消火栓停水", Details(place="东门"))
    desk.do(give_order, "排涝泵每2小时巡查一次", given_by="支部")
    for line in ("沙袋 200 只 @何清 今日18:00", "检查2号泵 @秦朗"):
        desk.do(open_line, line)
    duty.clock.advance(hours=23, minutes=50)
    return duty


def state(duty: Duty) -> Handover:
    rows = duty.replica.rows("handover", newest=True)
    found = duty.replica.state(rows[0].id)
    assert isinstance(found, Handover)
    return found


def walk(duty: Duty) -> None:
    duty.press("f6", "enter", "space")
    for answer in ("A01 油轮监护", "2号泡沫车", "李建国"):
        duty.say(answer)


def sign(duty: Duty) -> None:
    duty.press("ctrl+s")
    duty.say(PINS["赵原"])
    duty.say(PINS["沈舟"])


def test_a_whole_handover_of_nine_items_takes_ten_keys_and_two_pins(duty: Duty) -> None:
    walk(duty)
    assert len(state(duty).brief.items) == 9
    sign(duty)
    assert state(duty).status == "accepted"
    assert duty.keys <= 10
    assert state(duty).signed is not None
    assert state(duty).signed.shown in duty.text()
    shift = current_shift(duty.replica)
    assert shift is not None
    assert (shift.team.name, shift.officer.name if shift.officer else "") == ("二班", "沈舟")


def test_reading_the_brief_writes_nothing(duty: Duty) -> None:
    before = duty.replica.changes
    duty.press("f6", "down", "pagedown", "escape")
    assert duty.replica.changes == before
    assert duty.replica.rows("handover") == []


def test_enter_confirms_one_item_after_the_other_and_says_which_comes_next(duty: Duty) -> None:
    duty.press("f6", "enter", *["enter"] * 9)
    assert state(duty).unchecked == ()
    assert "未结警情是哪一起？" in duty.screen()[-2]


def test_a_doubt_by_number_or_at_the_cursor_becomes_a_problem_at_the_signature(duty: Duty) -> None:
    duty.press("f6", "enter")
    duty.say("2 水泵下午复测")
    duty.press("?")
    duty.say("等谁换岗")
    assert [note for _, note in state(duty).queries] == ["等谁换岗", "水泵下午复测"]
    assert "› 水泵下午复测" in duty.text()
    duty.press("space")
    for _ in range(3):
        duty.say("无")
    sign(duty)
    assert state(duty).status == "accepted_notes"
    problems = [row.title for row in duty.replica.rows("issue", open=True) if row.subject == "issue.title"]
    assert len(problems) == 2
    assert any("水泵下午复测" in title for title in problems)


def test_signing_too_soon_says_what_is_left_and_asks_for_no_pin(duty: Duty) -> None:
    duty.press("f6", "enter", "ctrl+s")
    assert "没有交接" in duty.text()
    duty.press("space", "ctrl+s")
    assert "三个问题" in duty.text()
    assert "口令" not in duty.screen()[-2]


def test_a_wrong_pin_is_asked_again_and_nothing_of_it_shows(duty: Duty) -> None:
    walk(duty)
    duty.press("ctrl+s")
    duty.type("111222")
    assert "******" in duty.screen()[-2]
    assert "111222" not in duty.text()
    duty.press("enter")
    assert "口令不对" in duty.text()
    assert duty.screen()[-2].startswith("赵原 口令：")
    duty.say(PINS["赵原"])
    duty.say(PINS["赵原"])
    assert "口令不对" in duty.text()
    duty.say(PINS["沈舟"])
    assert state(duty).status == "accepted"


def test_esc_takes_the_pins_back_and_leaves_everything_as_it_was(duty: Duty) -> None:
    walk(duty)
    duty.press("ctrl+s")
    duty.say(PINS["赵原"])
    duty.press("escape")
    assert state(duty).status == "ready"
    sign(duty)
    assert state(duty).status == "accepted"


def test_while_an_incident_runs_the_handover_waits_and_goes_on_when_the_stage_is_settled(duty: Duty) -> None:
    fire = {"class": "inc.fire", "place": "3号泊位"}
    duty.room.desk.do(incident.open_incident, "3号泊位 集装箱冒烟", chosen=fire)
    walk(duty)
    assert "处置中" in duty.text()
    duty.press("ctrl+s")
    duty.say("二班协助")
    assert state(duty).status == "held"
    assert "口令" not in duty.text()
    duty.press("enter")
    assert state(duty).status == "ready"
    sign(duty)
    assert state(duty).status == "accepted"


def test_an_item_that_changed_since_it_was_confirmed_is_asked_again(duty: Duty) -> None:
    walk(duty)
    vehicle = find_vehicle(duty.replica, "2号泡沫车").meta.id
    duty.room.desk.do(take_out_of_service, vehicle, "水泵检修，等配件")
    duty.press("escape", "f6")
    assert [item.part for item in state(duty).unchecked] == ["vehicle"]
    duty.press("enter")
    sign(duty)
    assert state(duty).status == "accepted"


def test_relief_not_arrived_is_recorded_and_shown_until_they_come(duty: Duty) -> None:
    duty.press("f6")
    duty.say("0")
    assert "接班未到：沈舟" in duty.text()
    assert [who.name for who in state(duty).late] == ["沈舟"]
    duty.say("刘洋")
    assert state(duty).incoming is not None
    assert state(duty).incoming.name == "刘洋"
    assert "接班未到" not in duty.text()


def test_declining_asks_why_and_goes_to_the_duty_commander(duty: Duty) -> None:
    duty.press("f6", "enter", "x")
    duty.say("2号泡沫车未修好")
    duty.say(PINS["沈舟"])
    after = state(duty)
    assert (after.status, after.declined) == ("declined", "2号泡沫车未修好")
    assert after.commander is not None
    assert after.commander.name == "周平"
    shift = current_shift(duty.replica)
    assert shift is not None
    assert shift.team.name == "一班"
    assert "沈舟暂不接班：2号泡沫车未修好" in duty.text()


def test_somebody_without_a_pin_is_told_where_to_set_one(duty: Duty) -> None:
    duty.press("f6")
    duty.say("刘洋")
    duty.press("space")
    for _ in range(3):
        duty.say("无")
    duty.press("ctrl+s")
    duty.say(PINS["赵原"])
    assert "刘洋在本机没有口令" in duty.text()
    assert state(duty).open


def test_a_text_half_typed_survives_going_away(duty: Duty) -> None:
    duty.press("f6", "enter", "space")
    duty.type("A01 油")
    duty.press("escape", "f6")
    assert "A01 油" in duty.screen()[-2]


def test_the_sheet_lies_beside_the_data(duty: Duty) -> None:
    walk(duty)
    sign(duty)
    duty.press("ctrl+p")
    sheets = list((duty.replica.directory / "print").iterdir())
    assert [sheet.name for sheet in sheets] == ["东港-20261122-AH01.txt"]
    assert "水泵检修" in sheets[0].read_text(encoding="utf-8")
    assert sheets[0].stat().st_mode & 0o077 == 0


def test_without_a_shift_the_page_says_how_to_begin(open_terminal: Callable[..., Duty]) -> None:
    duty = open_terminal(watch=False)
    duty.press("f6", "enter", "ctrl+s")
    assert "还没有开班" in duty.text()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("code", ["zh", "en"])
def test_every_step_fits_in_both_languages_and_sizes(duty: Duty, size: Size, code: str) -> None:
    set_language(code)
    for text in HOSTILE:
        duty.room.desk.do(give_order, text, given_by=text[:40])
    duty.press("f6")
    check_shape(duty, size)
    duty.press("enter")
    check_shape(duty, size)
    duty.say("2 " + HOSTILE[2])
    duty.press("space")
    check_shape(duty, size)
    for text in HOSTILE[:3]:
        duty.say(text)
    check_shape(duty, size)
    sign(duty)
    check_shape(duty, size)
    assert "\u202e" not in duty.text(size)


@pytest.mark.parametrize("code", ["zh", "en"])
def test_hints_and_steps_are_never_cut_at_eighty_columns(duty: Duty, code: str) -> None:
    set_language(code)
    duty.press("f6")
    seen = [duty.screen()]
    duty.press("enter")
    seen.append(duty.screen())
    duty.press("space")
    for _ in range(3):
        seen.append(duty.screen())
        duty.say("无")
    seen.append(duty.screen())
    sign(duty)
    seen.append(duty.screen())
    for screen in seen:
        assert "~" not in screen[0]
        assert "~" not in screen[-2]


def test_what_was_handed_over_is_the_next_shifts_brief_and_one_handover_older(duty: Duty) -> None:
    walk(duty)
    sign(duty)
    duty.clock.advance(hours=24)
    duty.press("escape", "f6")
    assert "沙袋 200 只" in duty.text()
    assert "第2班" in duty.text()
    assert duty.text().splitlines()[0].startswith(" 交接班  二班 沈舟 → 一班 赵原")


def test_an_earlier_handover_is_shown_as_it_was_signed(duty: Duty) -> None:
    walk(duty)
    sign(duty)
    record = state(duty).meta.id
    duty.shell.open("handover", record=record)
    assert "与签字时一致" in duty.text()
    duty.press("ctrl+s", "enter", "x")
    assert duty.replica.state(record).status == "accepted"
    assert handover.current_handover(duty.replica) is None


def test_while_a_pin_is_weighed_the_desk_goes_on_and_esc_takes_it_back(duty: Duty) -> None:
    waiting: list[tuple[Callable[[], Any], Callable[[Any], None]]] = []
    walk(duty)
    duty.shell.background = lambda work, then: waiting.append((work, then))
    duty.press("ctrl+s")
    duty.say(PINS["赵原"])
    assert "核对口令" in duty.screen()[-2]
    duty.press("enter")
    assert "请稍候" in duty.text()
    duty.press("escape")
    work, then = waiting.pop()
    then(work())
    assert "口令" not in duty.screen()[-2]
    assert state(duty).status == "ready"


def test_the_second_pin_is_asked_on_the_handovers_own_page(duty: Duty) -> None:
    waiting: list[tuple[Callable[[], Any], Callable[[Any], None]]] = []
    walk(duty)
    duty.shell.background = lambda work, then: waiting.append((work, then))
    duty.press("ctrl+s")
    duty.say(PINS["赵原"])
    duty.press("f2")
    work, then = waiting.pop()
    then(work())
    assert "口令" not in duty.screen()[-2]
    duty.press("f6")
    assert duty.screen()[-2].startswith("沈舟 口令：")


@pytest.mark.parametrize(("code", "size"), [("zh", SIZES[0]), ("zh", SIZES[1]), ("en", SIZES[1])])
def test_the_footer_keeps_every_other_place(duty: Duty, code: str, size: Size) -> None:
    with Speaking(code):
        duty.press("f6")
        footer = duty.screen(size)[-1]
    keys = ("F1", "F2", "F3", "F4", "F5", "F7", "F8", "F9", "F10", "Ctrl-S")
    assert [key for key in keys if key not in footer] == []
