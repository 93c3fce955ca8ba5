"""Reminders at the terminal: one sentence, one bell, two keys; remembered over a restart; never in anybody's way."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from core.errors import NotSaved
from core.i18n import set_language
from core.ids import IdSource
from core.records import footing, incident, meeting
from core.records.reminder import Reminder
from core.replica.act import Desk
from core.replica.replica import Replica
from tests.core.signatures import signed
from tests.tui.screens.conftest import START
from tests.tui.screens.room import SIZES, Duty, check_shape
from tui.screens import registry
from tui.shell import Shell
from tui.terminal import Terminal

BRIEF = "提醒：班前会"


@pytest.fixture
def duty(open_terminal: Callable[..., Duty]) -> Duty:
    """A shift that began at eight, its roll call held; the first screen is painted."""
    made = open_terminal()
    made.screen()
    return made


def bells(duty: Duty) -> list[int]:
    rung: list[int] = []
    duty.shell.on_bell = lambda: rung.append(1)
    return rung


def wait(duty: Duty, minutes: float) -> None:
    """Nobody touches a key for so long; the program ticks every half minute."""
    for _ in range(round(minutes * 2)):
        duty.clock.advance(seconds=30)
        duty.shell.tick()


def remembered(duty: Duty) -> list[Reminder]:
    found = (duty.replica.state(row.id) for row in duty.replica.rows("reminder"))
    return [one for one in found if isinstance(one, Reminder)]


def again(duty: Duty) -> Duty:
    """The same station's terminal started anew."""
    room = Terminal(duty.replica)
    fresh = Duty(room, Shell(room, registry(), "watch"))
    fresh.screen()
    return fresh


def test_it_names_the_duty_its_time_and_the_keys_and_rings_once(duty: Duty) -> None:
    rung = bells(duty)
    wait(duty, 25)
    assert "提醒" not in duty.text()
    wait(duty, 10)
    assert f"{BRIEF}，今日 09:00 前。F4 去办，Ctrl-T 稍后" in duty.text()
    wait(duty, 60)
    assert len(rung) == 1
    assert [one.given for one in remembered(duty)] == [(START + timedelta(minutes=30),)]


def test_it_does_not_come_twice_not_after_a_restart_and_not_at_the_second_terminal(duty: Duty) -> None:
    wait(duty, 35)
    assert BRIEF in duty.text()
    other = again(duty)
    rung = bells(other)
    wait(other, 200)
    assert rung == []
    assert BRIEF not in other.text()


def test_put_off_it_comes_once_more_after_half_an_hour(duty: Duty) -> None:
    wait(duty, 35)
    before = duty.keys
    duty.press("ctrl+t")
    assert duty.keys - before == 1
    assert "班前会：09:05 再提醒" in duty.text()
    duty.press("escape")
    wait(duty, 29)
    assert BRIEF not in duty.text()
    other = again(duty)
    wait(other, 2)
    assert f"{BRIEF} 应在今日 09:00 前" in other.text()
    other.press("escape")
    wait(other, 200)
    assert BRIEF not in other.text()


def test_one_key_opens_what_it_spoke_of(duty: Duty) -> None:
    duty.press("ctrl+g")
    assert "现在没有提醒" in duty.text()
    duty.press("ctrl+t")
    assert "现在没有提醒" in duty.text()
    wait(duty, 35)
    duty.press("ctrl+g")
    assert duty.shell.stack.top.id == "meeting"


def test_nothing_is_said_while_somebody_is_out_and_it_comes_when_they_are_back(duty: Duty) -> None:
    rung = bells(duty)
    record = duty.room.desk.do(incident.open_incident, "3号泊位 集装箱冒烟")
    duty.room.desk.do(incident.send, record, "1车")
    wait(duty, 45)
    assert rung == []
    duty.room.desk.do(incident.stamp, record, "inc.back")
    wait(duty, 2)
    assert len(rung) == 1
    assert remembered(duty)


def test_a_standby_keeps_nothing_back(duty: Duty) -> None:
    record = duty.room.desk.do(incident.open_incident, "jh 5号泊位 油轮监护")
    duty.room.desk.do(incident.send, record, "1车")
    wait(duty, 35)
    assert BRIEF in duty.text()


def test_a_duty_that_was_met_or_is_at_hand_is_not_spoken_of(duty: Duty) -> None:
    held = duty.room.desk.do(meeting.open_meeting, "pre_shift", "班前")
    wait(duty, 35)
    duty.room.desk.do(meeting.close, held, nothing=True)
    wait(duty, 35)
    assert remembered(duty) == []


def test_it_waits_while_somebody_types_and_over_a_locked_screen(duty: Duty) -> None:
    duty.clock.advance(minutes=35)
    duty.type("巡查")
    duty.clock.advance(seconds=2)
    duty.shell.tick()
    assert remembered(duty) == []
    duty.press("ctrl+u", "f10")
    wait(duty, 5)
    assert remembered(duty) == []


def test_painting_and_keys_write_nothing(duty: Duty) -> None:
    duty.clock.advance(minutes=35)
    for _ in range(3):
        duty.screen()
        duty.press("f4", "escape")
    assert remembered(duty) == []
    duty.clock.advance(seconds=6)
    duty.shell.tick()
    assert len(remembered(duty)) == 1


def test_a_disk_that_refuses_stops_nothing_and_it_is_said_once(
    duty: Duty, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise NotSaved("store.disk_full")

    monkeypatch.setattr(Desk, "do", refuse)
    rung = bells(duty)
    wait(duty, 90)
    assert len(rung) == 1
    assert duty.shell.fault is None
    duty.press("f3", "escape")
    assert "值守台" in duty.text()


def test_whoever_declared_is_reminded_that_the_end_is_reached(open_terminal: Callable[..., Duty]) -> None:
    duty = open_terminal(watch=False)
    duty.screen()
    assert duty.replica.seat is not None
    end = duty.clock.now() + timedelta(hours=3)
    record = duty.room.desk.do(
        footing.self_declare, "mode.weather", "mode.orange", end, duty.replica.seat.unit, "周平"
    )
    wait(duty, 185)
    assert "提醒：续期确认" in duty.text()
    duty.press("ctrl+g")
    assert duty.shell.stack.top.id == "footing"
    assert "2 续期  3 解除" in duty.text()
    who: Any = signed(duty.replica, duty.who("周平"))
    duty.room.desk.do(footing.renew, record, end + timedelta(days=1), who)
    duty.shell.tick()
    assert "续期确认" not in duty.text()


@pytest.mark.parametrize("code", ["zh", "en"])
@pytest.mark.parametrize("size", SIZES)
def test_the_sentence_fits(duty: Duty, size: Any, code: str) -> None:
    set_language(code)
    wait(duty, 35)
    assert remembered(duty)
    check_shape(duty, size)
    assert "~" not in next(line for line in duty.screen(size) if "Ctrl-T" in line)


def test_the_memory_survives_the_file(duty: Duty, tmp_path: Path) -> None:
    wait(duty, 35)
    folder, clock = duty.replica.directory, duty.clock
    duty.replica.close()
    with Replica(folder, clock, ids=IdSource(random.Random(8).randbytes)) as replica:
        room = Terminal(replica)
        fresh = Duty(room, Shell(room, registry(), "watch"))
        fresh.screen()
        rung = bells(fresh)
        wait(fresh, 60)
        assert rung == []


def test_without_a_shift_too_nothing_is_said_while_somebody_is_out(
    open_terminal: Callable[..., Duty],
) -> None:
    duty = open_terminal(watch=False)
    duty.screen()
    assert duty.replica.seat is not None
    end, unit = duty.clock.now() + timedelta(hours=1), duty.replica.seat.unit
    duty.room.desk.do(footing.self_declare, "mode.weather", "mode.orange", end, unit, "周平")
    record = duty.room.desk.do(incident.open_incident, "3号泊位 集装箱冒烟")
    duty.room.desk.do(incident.send, record, "1车")
    wait(duty, 65)
    assert remembered(duty) == []
    duty.room.desk.do(incident.stamp, record, "inc.back")
    wait(duty, 2)
    assert len(remembered(duty)) == 1
