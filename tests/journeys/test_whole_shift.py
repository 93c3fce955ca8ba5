"""A whole watch at a new station, from the first command to the signed handover, as the officer lives it.

One person, one keyboard, no network, nobody's help: everything here is typed into the real program in a
pseudo-terminal, the Chinese as the bytes an input method would send.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from core.replica.engine import connect
from core.replica.replica import DATABASE
from tests.terminal import Terminal

pytestmark = pytest.mark.journey

ROOT = Path(__file__).resolve().parent.parent.parent
ROSTER = """编号,姓名,班组,资格,职务
01,何清,一班,指挥,班组长
02,赵原,一班,通信,值班员
03,秦朗,一班,驾驶,
04,李建国,一班,,
05,沈舟,二班,通信,值班员
06,王岩,二班,驾驶,
"""
PINS = {"赵原": "602417", "沈舟": "730519", "何清": "815236"}


class Station:
    """A data directory of its own, and the two ways to it: the shell and the screen."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = folder / "data"

    def shell(self, *words: str, typed: str = "", answers: int = 0) -> dict[str, Any]:
        """Type a command into a shell; its document."""
        command = [*self.program(), *words, "--json"]
        env = {**os.environ, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(command, input=typed.encode(), capture_output=True, env=env, timeout=60)
        assert done.returncode == answers, done.stderr.decode()
        found = json.loads(done.stdout)
        assert isinstance(found, dict)
        return found

    @contextmanager
    def screen(self) -> Iterator[Officer]:
        """Sit down at the terminal."""
        with Terminal(self.program(), env={"PYTHONPATH": str(ROOT)}) as terminal:
            officer = Officer(terminal, self.data)
            officer.reads("F10锁定")
            yield officer

    def program(self) -> list[str]:
        return [sys.executable, "-P", "-m", "watchroom", "--data", str(self.data), "--lang", "zh"]


class Officer:
    """Somebody at the keyboard, who reads before typing on."""

    def __init__(self, terminal: Terminal, data: Path) -> None:
        self.terminal = terminal
        self.data = data

    def reads(self, *texts: str) -> None:
        for text in texts:
            self.terminal.wait_for(text)

    def presses(self, *keys: str, and_reads: str = "") -> None:
        self.terminal.press(*keys)
        if and_reads:
            self.reads(and_reads)

    def types(self, text: str, *, and_sees: str = "") -> None:
        """Type, watch it appear, and what Enter will do, before Enter."""
        self.terminal.press(text)
        self.reads(text if text not in PINS.values() else "*" * len(text))
        if and_sees:
            self.reads(and_sees)

    def writes(self, text: str, *, and_sees: str = "") -> None:
        self.types(text, and_sees=and_sees)
        self.terminal.press("enter")

    def is_asked(self, question: str, answer: str) -> None:
        """A question stands at the line; answer it."""
        self.terminal.wait_for(lambda: self.terminal.lines[-2].startswith(question))
        self.writes(answer)

    def signs(self, name: str) -> None:
        self.reads(f"{name} 口令：")
        self.writes(PINS[name])

    def goes_home(self) -> None:
        self.presses("escape", and_reads="现在要做")

    def log_holds(self, *texts: str) -> None:
        for text in texts:
            self.terminal.wait_for(lambda text=text: any(text in line for line in self.terminal.lines[2:-3]))


def test_a_new_station_lives_through_its_first_watch(tmp_path: Path) -> None:
    station = Station(tmp_path)
    the_station_is_set_up(station)
    with station.screen() as officer:
        the_vehicles_are_entered_and_the_shift_begins(officer)
        everybody_is_called_and_one_is_on_leave(officer)
        the_morning_is_written_down(officer)
        a_slip_is_corrected_and_a_double_struck(officer)
        an_alarm_comes_in_mid_sentence(officer)
        the_incident_is_completed(officer)
        the_crew_meets_for_three_minutes(officer)
        the_line_is_found_again(officer)
        the_language_is_switched_and_back(officer)
        power_fails_in_mid_typing(officer)
    with station.screen() as officer:
        the_half_line_stands_where_it_stood(officer)
        the_watch_is_handed_over(officer)
        the_next_officer_finds_what_waits(officer)
        officer.writes("exit")
        assert officer.terminal.wait_exit() == 0
    everything_is_as_it_was_written(station)


def the_station_is_set_up(station: Station) -> None:
    (station.folder / "people.csv").write_text(ROSTER, encoding="gb18030")
    made = station.shell(
        "init", "--station", "东港站", "--code", "东港", "--people", str(station.folder / "people.csv")
    )
    assert (made["station"], made["letter"]) == ("东港站", "A")
    for name, pin in PINS.items():
        station.shell("people", "pin", name, "--pin-stdin", typed=f"{pin}\n")


def the_vehicles_are_entered_and_the_shift_begins(officer: Officer) -> None:
    officer.reads("未开班", "车辆 未登记")
    officer.writes("zw")
    officer.reads("1 车辆")
    officer.writes("+1车 水罐车")
    officer.log_holds("水罐车")
    officer.presses("3", and_reads="还没有地点")
    officer.writes("+3号泊位 泊位")
    officer.log_holds("3号泊位")
    officer.presses("4", and_reads="Enter 开班")
    officer.presses("enter", and_reads="Enter 赵原")
    officer.presses("enter", and_reads="当班")
    officer.goes_home()
    officer.reads("东港站 一班", "未点名  应到 4")


def everybody_is_called_and_one_is_on_leave(officer: Officer) -> None:
    officer.presses("f3", and_reads="接班点名还没有开始")
    officer.presses("space", and_reads="实到 4")
    officer.writes("ljg 请假", and_sees="4 李建国 → 请假")
    officer.reads("实到 3   缺 1")
    officer.presses("enter")
    officer.signs("赵原")
    officer.reads("赵原 已签名")
    officer.goes_home()
    officer.reads("在岗 3/4", "李建国 请假")


def the_morning_is_written_down(officer: Officer) -> None:
    officer.writes("泵房巡查，压力正长", and_sees="回车 记入日志")
    officer.log_holds("泵房巡查，压力正长")
    officer.writes("泵房巡查，压力正长")
    officer.writes("yh 东门消火栓缺盖 @秦朗 明天", and_sees="秦朗")
    officer.reads("险情隐患 1")


def an_alarm_comes_in_mid_sentence(officer: Officer) -> None:
    officer.types("码头来电：三号门")
    officer.presses("f2", and_reads="hz 火灾扑救")
    officer.writes("hz 3号泊位 集装箱冒烟，有刺激气味", and_sees="立案 火灾扑救")
    officer.reads("结案还缺", "全案")
    officer.writes("+1车 何清 秦朗")
    officer.reads("1车  2人")
    officer.writes("2")
    officer.log_holds("到场")
    officer.writes("箱体冒烟，未见明火，外部冷却")
    officer.log_holds("外部冷却")
    for figure, stage in (("3", "控制"), ("4", "处置完毕"), ("5", "归队")):
        officer.writes(figure)
        officer.log_holds(stage)


def the_incident_is_completed(officer: Officer) -> None:
    officer.presses("ctrl+s", and_reads="结案还缺")
    officer.is_asked("受伤人数", "0")
    officer.is_asked("死亡人数", "0")
    officer.is_asked("原因", "- 待消防局调查")
    officer.is_asked("现场移交", "港务值班")
    officer.presses("ctrl+s", and_reads="已结案")
    while "现在要做" not in officer.terminal.text:
        officer.presses("escape")
        officer.terminal.settle()
    officer.reads("：码头来电：三号门")
    officer.writes("开启困难，已通知机修")
    officer.log_holds("码头来电：三号门开启困难，已通知机修")


def the_crew_meets_for_three_minutes(officer: Officer) -> None:
    officer.presses("f4", and_reads="1  微会议")
    officer.presses("1", and_reads="微会议 主题：")
    officer.writes("台风前检查")
    officer.reads("进行 00:")
    officer.is_asked("要求：", "排涝泵每2小时巡查一次")
    officer.log_holds("排涝泵每2小时巡查一次")
    officer.writes("!沙袋 200 只到东门 @hq 明天 18:00", and_sees="@何清 明日 18:00")
    officer.log_holds("议定       1 沙袋 200 只到东门")
    officer.presses("ctrl+s", and_reads="二人确认")
    officer.presses("enter")
    officer.signs("何清")
    officer.reads("何清已确认")
    officer.goes_home()
    officer.reads("议定事项 1", "沙袋 200 只到东门")


def a_slip_is_corrected_and_a_double_struck(officer: Officer) -> None:
    officer.writes("gz AL01 泵房巡查，压力正常")
    officer.reads("更正 AL01")
    officer.writes("写错字")
    officer.log_holds("泵房巡查，压力正常")
    officer.writes("zf AL02 重复")
    officer.log_holds("废")


def the_line_is_found_again(officer: Officer) -> None:
    officer.presses("/", and_reads="查找：")
    officer.types("烟")
    officer.log_holds("集装箱冒烟")
    officer.presses("ctrl+u")
    officer.types("bfxc")
    officer.log_holds("泵房巡查")
    officer.goes_home()


def the_language_is_switched_and_back(officer: Officer) -> None:
    officer.presses("ctrl+l", and_reads="To do now")
    officer.reads("Action items 1", "On duty")
    officer.presses("ctrl+l", and_reads="议定事项 1")


def power_fails_in_mid_typing(officer: Officer) -> None:
    officer.types("港调电话：明早有大雾，能见度")
    officer.terminal.wait_for(lambda: draft_of(officer, "能见度"), timeout=10)
    officer.terminal.kill()
    officer.terminal.wait_exit()


def draft_of(officer: Officer, text: str) -> bool:
    """Whether the half line is on disk, seen from outside."""
    officer.terminal.read(0.05)
    with closing(connect(officer.data / DATABASE, read_only=True)) as file:
        return any(text in row[0] for row in file.execute("SELECT content FROM draft"))


def the_half_line_stands_where_it_stood(officer: Officer) -> None:
    officer.reads("：港调电话：明早有大雾，能见度")
    officer.writes("不足五百米")
    officer.log_holds("能见度不足五百米")


def the_watch_is_handed_over(officer: Officer) -> None:
    officer.presses("f6", and_reads="一班 赵原 → 二班 沈舟")
    officer.reads("沙袋 200 只到东门", "东门消火栓缺盖", "Enter 沈舟接班")
    officer.presses("enter", and_reads="空格 其余全部")
    officer.presses("space", and_reads="未结警情是哪一起？")
    officer.is_asked("未结警情", "没有")
    officer.is_asked("哪辆车", "都能出动")
    officer.is_asked("谁不在岗", "李建国请假")
    officer.presses("ctrl+s")
    officer.signs("赵原")
    officer.signs("沈舟")
    officer.reads("沈舟 负责，赵原 已交班")
    assert not any(pin.encode() in officer.terminal.received for pin in PINS.values())


def the_next_officer_finds_what_waits(officer: Officer) -> None:
    officer.goes_home()
    officer.reads("东港站 二班", "沙袋 200 只到东门", "接班点名")


def everything_is_as_it_was_written(station: Station) -> None:
    assert station.shell("verify") == {
        "ok": True,
        "events": station.shell("status")["events"],
        "problems": [],
    }
    texts = [hit["text"] for hit in station.shell("search", "泵房巡查", "--limit", "9")["hits"]]
    assert sorted(texts) == ["泵房巡查，压力正常", "泵房巡查，压力正长"]
    assert [one["status"] for one in station.shell("list", "incident")["items"]] == ["incident.done"]
    sheet = station.shell("handover", "print")
    assert sheet["status"] == "accepted"
    assert len(sheet["hash"]) == 64
    assert "沙袋 200 只到东门" in json.dumps(sheet, ensure_ascii=False)
