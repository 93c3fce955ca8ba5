"""S1 Typhoon (domain §14) at real terminals: the branch's console, 东港站 with a line, 北堤站 without one.

Every program is the real one in a pseudo-terminal, the server a process of its own. Nobody tells a screen to look: what
happens elsewhere has to appear by itself. Keys are counted besides content, as the bars of the rules count them.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest

from core.clock import ManualClock, SystemClock
from core.demo.cast import BEIDI, BRANCH, DONGGANG, Story, units
from core.demo.scene import PIN, Scene
from core.demo.station import furnish, staff
from core.demo.typhoon.acting import said
from core.demo.watch import call_roll
from core.records.direct import Direct
from core.records.footing import periods
from core.records.lesson import Lesson
from core.records.meeting import Meeting
from core.records.report import Report
from core.replica.replica import Replica
from core.replica.setup import set_up
from core.replica.verify import verify
from core.rules.attendance import of_meeting
from sync.joined import move
from sync.server.registry import Unit
from tests.faults.processes import LOOPBACK, ROOT, join, serving
from tests.sync.running import with_units
from tests.terminal import Terminal
from watchroom.branch import way

pytestmark = pytest.mark.journey

DEAD = "http://127.0.0.1:9"
"""Where nobody listens."""
HOUR = timedelta(hours=1)
"""How long the watch has been on."""
WITHIN = 30.0
"""Seconds until the banner stands at every terminal that is online (domain §6)."""


class Post:
    """One real terminal and who sits at it; every wait keeps reading the other screens too."""

    def __init__(self, data: Path, posts: list[Post]) -> None:
        command = [sys.executable, "-P", "-m", "watchroom", "--data", str(data), "--lang", "zh"]
        self.data, self.terminal = data, Terminal(command, env={"PYTHONPATH": str(ROOT)})
        self.keys, self._posts = 0, posts
        posts.append(self)

    def reads(self, *texts: str) -> float:
        """Seconds until all of them stood on the screen at once."""
        return self.sees(lambda: all(text in self.terminal.text for text in texts), f"{texts}")

    def no_longer_reads(self, text: str) -> None:
        self.sees(lambda: text not in self.terminal.text, f"{text} gone")

    def sees(self, holds: Callable[[], object], what: str) -> float:
        def everybody_reads() -> object:
            for one in self._posts:
                one.terminal.read()
            return holds()

        everybody_reads.__qualname__ = what
        return self.terminal.wait_for(everybody_reads, WITHIN)

    def presses(self, *keys: str, and_reads: str = "") -> None:
        self.keys += len(keys)
        self.terminal.press(*keys)
        if and_reads:
            self.reads(and_reads)

    def types(self, text: str) -> None:
        """Content."""
        self.terminal.press(text)
        shown = "*" * len(text) if text == PIN else text[-12:]
        self.sees(lambda: shown in "".join(self.terminal.lines[-4:]), f"{text} typed")

    def says(self, text: str, *, asked: str = "") -> None:
        """Content and Enter, once the line asks for it."""
        if asked:
            self.sees(lambda: self.terminal.lines[-2].startswith(asked), f"asked {asked}")
        self.types(text)
        self.presses("enter")

    def counted(self, act: Callable[[], object]) -> int:
        """Keys besides content that `act` takes."""
        before = self.keys
        act()
        return self.keys - before

    def goes_home(self) -> None:
        while not (self.reads_now("现在要做") or self.reads_now("站点 2")):
            self.presses("escape")
            self.terminal.settle()

    def reads_now(self, text: str) -> bool:
        return text in self.terminal.text


class Company:
    """The branch's server, its console, and two stations' terminals."""

    def __init__(self, place: Path, url: str, stack: ExitStack) -> None:
        self.url = url
        made = [
            terminal_of(place, url, *one)
            for one in (("hq/b2", BRANCH), ("hq/b2/donggang", DONGGANG), ("hq/b2/beidi", BEIDI))
        ]
        for data in (*made[1:], made[0]):
            exchanged(data)
        with Replica(made[2], SystemClock()) as replica:
            move(replica, DEAD)
        posts: list[Post] = []
        self.office, self.donggang, self.beidi = (Post(data, posts) for data in made)
        for one in posts:
            stack.enter_context(one.terminal)
            one.reads("F9菜单")

    def line_returns(self) -> None:
        """北堤站's address leads to the server again."""
        with Replica(self.beidi.data, SystemClock()) as replica:
            move(replica, self.url)


def terminal_of(place: Path, url: str, unit: str, story: Story) -> Path:
    """The data of a terminal joined to the server as `unit`; at 东港站 the roll was called."""
    data = place / unit.rpartition("/")[2]
    cast, clock = story.told("station"), ManualClock(SystemClock().now() - HOUR, boot_ms=60_000)
    with set_up(data, clock, station=cast["station"], code=cast["code"]) as replica:
        scene = Scene(replica, clock, story)
        if story is BRANCH:
            staff(scene)
        else:
            furnish(scene, clock.now().date(), 0)
        if story is DONGGANG:
            clock.advance(minutes=5)
            call_roll(scene, "rollcall.takeover", [tuple(one) for one in said()["absences"]])
        join(replica, place / "server", url, unit)
    return data


def exchanged(data: Path) -> None:
    from sync.rounds import go

    with Replica(data, SystemClock()) as replica, way(replica) as there:
        assert go(replica, there).agreed


@pytest.fixture
def company(tmp_path: Path) -> Iterator[Company]:
    server = tmp_path / "server"
    server.mkdir(mode=0o700)
    with_units(server, tree=[Unit(*one) for one in units()])
    with serving(server, *LOOPBACK) as (_, url), ExitStack() as stack:
        yield Company(tmp_path, url, stack)


def test_s1_typhoon_at_real_terminals(company: Company, capsys: pytest.CaptureFixture[str]) -> None:
    office, donggang, beidi = company.office, company.donggang, company.beidi
    began = time.monotonic()
    shown = the_secretary_declares(office, donggang)
    assert donggang.counted(lambda: donggang.presses("ctrl+k", and_reads="已替本站确认战时")) == 1
    the_branch_sees_who_was_not_reached(office)
    the_cut_off_station_declares_by_itself(beidi)
    assert donggang.counted(lambda: a_micro_meeting_decides_two_things(donggang)) <= 60
    a_lesson_is_published(office)
    assert the_lesson_is_held(donggang) <= 3
    assert donggang.counted(lambda: trouble_is_reported(donggang)) <= 6
    the_branch_reads_and_replies(office, donggang)
    assert nothing_is_reported(beidi) == 1
    the_line_returns(company)
    the_daily_report_goes_up(donggang, office)
    the_branch_stands_down(office, donggang, beidi)
    for post in (office, donggang, beidi):
        post.goes_home()
        post.says("exit")
        assert post.terminal.wait_exit() == 0
    everything_is_as_it_was_done(company)
    with capsys.disabled():
        print(f" banner after {shown:.2f} s, all of it in {time.monotonic() - began:.1f} s ", end="")


def the_secretary_declares(office: Post, donggang: Post) -> float:
    """Seconds until the banner stands at 东港站, where nobody presses a key."""
    office.says("zbk")
    office.reads("站点 2", "东港站", "北堤站")
    office.presses("3", and_reads="为 2 个站点宣布战时")
    for asked, text in (("转换事由", "2"), ("等级", "3"), ("预计结束", "+72h"), ("要求", said()["order"])):
        office.says(text, asked=asked)
    office.says("zp", asked="宣布人")
    office.says(PIN, asked="周平 口令")
    since = time.monotonic()
    donggang.reads("战时 橙色二级  恶劣天气", "Ctrl-K 确认")
    return time.monotonic() - since


def the_branch_sees_who_was_not_reached(office: Post) -> None:
    office.reads("已确认")
    assert "! 未收到，请打电话" in station(office, "北堤站")
    assert "已确认" in station(office, "东港站")


def station(office: Post, name: str) -> str:
    return next(line for line in office.terminal.lines[3:] if name in line)


def the_cut_off_station_declares_by_itself(beidi: Post) -> None:
    assert not beidi.reads_now("恶劣天气")
    beidi.says("pz")
    beidi.reads("先行转入")
    for asked, text in (
        ("转换事由", "2"),
        ("等级", "3"),
        ("预计结束", "+72h"),
        ("要求", said()["self_order"]),
    ):
        beidi.says(text, asked=asked)
    beidi.says("周平", asked="宣布人")
    beidi.reads("战时 橙色二级  恶劣天气", "先行转入")


def a_micro_meeting_decides_two_things(donggang: Post) -> None:
    words = said()["micro"]
    donggang.presses("f4", and_reads="1  微会议")
    donggang.presses("1", and_reads="微会议 主题：")
    donggang.says(words["topic"])
    donggang.says(words["requirements"], asked="要求")
    donggang.reads(f"要求       {words['requirements']}")
    donggang.presses("enter")
    donggang.says(words["experience"], asked="经验")
    for line in words["decisions"]:
        donggang.says(f"!{line.replace('今日22:00', '明天 18:00')}")
        donggang.reads(line.partition(" ")[0])
    donggang.presses("ctrl+s", and_reads="二人确认")
    donggang.presses("enter")
    donggang.says(PIN, asked="何清 口令")
    donggang.reads("何清已确认")


def a_lesson_is_published(office: Post) -> None:
    office.presses("escape", and_reads="3平战转换")
    office.presses("4", and_reads="还没有微党课")
    words = said()["lesson"]
    for asked, text in (
        ("题目", words["title"]),
        ("类别", "4"),
        ("正文", words["text"]),
        ("来源", words["source"]),
        ("来源日期", words["source_date"]),
        ("讨论题", words["question"]),
    ):
        office.says(text, asked=asked)
    office.reads("已发布")
    office.presses("escape")


def the_lesson_is_held(donggang: Post) -> int:
    """Keys after it was read aloud."""
    donggang.goes_home()
    donggang.says("wdk")
    donggang.reads(said()["lesson"]["title"])
    donggang.presses("enter", and_reads=said()["lesson"]["question"])
    keys = donggang.counted(lambda: donggang.presses("1", and_reads="已记录本班开展"))
    donggang.goes_home()
    return keys


def trouble_is_reported(donggang: Post) -> None:
    donggang.presses("f8", and_reads="先打电话报警")
    donggang.presses("enter")
    what, where, need = said()["direct"]
    for asked, text in (("什么事", what), ("在哪里", where), ("需要什么", need), ("何时要", "+2h")):
        donggang.says(text, asked=asked)
    donggang.reads("已达          今日")


def the_branch_reads_and_replies(office: Post, donggang: Post) -> None:
    office.reads("直报待阅 1", said()["direct"][0])
    office.presses("1", and_reads="已阅          今日")
    office.says(said()["direct_reply"], asked="已复")
    donggang.reads(said()["direct_reply"])
    donggang.presses("2", and_reads="办结          今日")
    donggang.goes_home()
    office.presses("escape", and_reads="没有待阅直报")


def nothing_is_reported(beidi: Post) -> int:
    beidi.presses("f5", and_reads="按 0 报「无事项」")
    return beidi.counted(lambda: beidi.presses("0", and_reads="已报"))


def the_line_returns(company: Company) -> None:
    company.line_returns()
    company.beidi.reads("已同步", "Ctrl-K 确认")
    assert company.beidi.counted(lambda: company.beidi.presses("ctrl+k", and_reads="已替本站确认战时")) == 1
    company.office.presses("3")
    company.office.sees(lambda: "已确认" in station(company.office, "北堤站"), "北堤站 confirmed")
    company.office.presses("escape")


def the_daily_report_goes_up(donggang: Post, office: Post) -> None:
    donggang.presses("f5", and_reads="信息直报：")
    donggang.says(f"+{said()['by_hand']}")
    donggang.presses("ctrl+s", and_reads="已报")
    office.reads("报告待批 2")
    office.presses("2", and_reads="批复")
    office.presses("enter", and_reads="已收阅")
    office.presses("escape", and_reads="报告待批 1")
    office.presses("2")
    office.says(said()["report_reply"], asked="批复")
    office.presses("escape", and_reads="报告待批 0")
    donggang.reads(said()["report_reply"])


def the_branch_stands_down(office: Post, *stations: Post) -> None:
    office.presses("3", and_reads="3 解除")
    office.presses("3")
    office.says("zp", asked="宣布人")
    office.says(PIN, asked="周平 口令")
    for post in stations:
        post.no_longer_reads("战时 橙色二级")


def everything_is_as_it_was_done(company: Company) -> None:
    """One period and not two, and every record at the branch as the stations wrote it."""
    with Replica(company.office.data, SystemClock()) as replica:
        for unit in ("hq/b2/donggang", "hq/b2/beidi"):
            (period,) = periods(replica, unit)
            assert period.end is not None
        assert len(period.parts) == 2
        found = {
            kind: [replica.state(row.id) for row in replica.rows(kind)]
            for kind in ("meeting", "lesson", "direct", "report", "action")
        }
        (micro,), (lesson,), (direct,) = found["meeting"], found["lesson"], found["direct"]
        assert isinstance(micro, Meeting)
        assert (of_meeting(micro).fraction, len(micro.decisions), len(found["action"])) == ("7/8", 2, 2)
        assert isinstance(lesson, Lesson)
        assert [one.station for one in lesson.deliveries] == ["hq/b2/donggang"]
        assert isinstance(direct, Direct)
        assert direct.status == "direct.resolved"
        assert None not in (direct.delivered, direct.read, direct.replied)
        reports = [one for one in found["report"] if isinstance(one, Report)]
        assert {(one.form, one.nil, one.status) for one in reports} == {
            ("daily", True, "acknowledged"),
            ("daily", False, "replied"),
        }
    for post in (company.office, company.donggang, company.beidi):
        with Replica(post.data, SystemClock()) as replica:
            assert verify(replica.connection, views=True).problems == ()
