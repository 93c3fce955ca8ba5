"""What a unit tells everybody below it: read in its own feed, the rest of that feed as headers alone, never offered."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from core.journal.event import Stored, decode
from core.records import direct, footing, lesson, log
from core.records.direct import Answers
from core.records.footing import footing_now
from core.records.lesson import Text
from core.records.person import Proposed, add_people, add_person, appoint, find_person
from core.records.shift import open_shift
from core.records.unit import teams
from core.replica import standing
from core.replica.act import Desk
from core.replica.verify import verify
from tests.core.signatures import signed
from tests.sync.running import STATION, running
from tests.sync.tiers import BRANCH, Station, branch, feed, until
from tui.terminal import Terminal

TEXT = Text("防台风用电安全", "lesson.safety", "电" * 280, "应急管理部通知", "本站哪处电缆最低？")
SECRET = "支部内部一句话"


def speak(console: Station) -> None:
    """The branch declares, publishes, and writes a line that is nobody else's business."""
    with console.replica() as replica:
        desk = Desk(replica)
        person = desk.do(add_person, "周平")
        desk.do(appoint, person, "role.secretary")
        end = replica.clock.now() + timedelta(hours=72)
        desk.do(
            footing.declare,
            "mode.weather",
            "mode.orange",
            end,
            [STATION],
            "排涝泵巡查",
            signed(replica, person),
        )
        desk.do(lesson.publish, TEXT)
        desk.do(log.note, SECRET)


def told(station: Station) -> bool:
    """Whether the station is in emergency footing and has the lesson with its text."""
    with station.replica() as replica:
        now = footing_now(replica, STATION)
        return now is not None and [one.text for one in lesson.lessons(replica)] == [TEXT.text]


def bodies(station: Station) -> str:
    """Every content the station holds."""
    with station.replica() as replica:
        rows = replica.connection.execute("SELECT body FROM event WHERE body IS NOT NULL").fetchall()
    return "\n".join(bytes(body).decode("utf-8", "replace") for (body,) in rows)


def test_a_station_hears_its_branch_and_reads_nothing_else_of_it(tmp_path: Path) -> None:
    with running(tmp_path / "branch") as server:
        console = Station(tmp_path / "console", server, BRANCH)
        station = Station(tmp_path / "station", server)
        speak(console)
        assert console.sync().agreed
        assert station.sync().agreed
        assert told(station)
        assert SECRET not in bodies(station)
        with station.replica() as replica:
            assert verify(replica.connection).problems == ()
            assert standing.waiting(replica.connection) == 0
            rows = replica.connection.execute("SELECT header, body FROM event").fetchall()
        assert BRANCH in {decode(Stored(*row)).unit for row in rows}


def test_the_answer_of_the_branch_reaches_the_station_and_the_stations_own_stays_its_own(
    tmp_path: Path,
) -> None:
    with running(tmp_path / "branch") as server:
        console = Station(tmp_path / "console", server, BRANCH)
        station = Station(tmp_path / "station", server)
        with station.replica() as replica:
            record = Desk(replica).do(direct.send, Answers("排涝泵缺备件", "3号泊位", "密封2套"))
        assert station.sync().agreed
        assert console.sync().agreed
        with console.replica() as replica:
            Desk(replica).do(direct.reply, record, "备件 16:00 到")
        assert console.sync().agreed
        assert station.sync().agreed
        with station.replica() as replica:
            state = replica.state(record)
            assert isinstance(state, direct.Direct)
            assert [one.text for one in state.replies] == ["备件 16:00 到"]
            assert state.read is not None


def test_nobody_at_the_branch_acts_in_the_name_of_a_stations_officer(tmp_path: Path) -> None:
    with running(tmp_path / "branch") as server:
        console = Station(tmp_path / "console", server, BRANCH)
        station = Station(tmp_path / "station", server)
        with station.replica() as replica:
            desk = Desk(replica)
            desk.do(add_people, [Proposed("赵原", team="一班")])
            officer = find_person(replica, "赵原").meta.id
            desk.do(open_shift, team=teams(replica)[0].meta.id, officer=officer)
            assert Terminal(replica).desk.author == officer
        assert station.sync().agreed
        assert console.sync().agreed
        with console.replica() as replica:
            assert len(replica.rows("shift")) == 1
            assert Terminal(replica).desk.author is None


def test_after_the_server_was_set_back_nobody_offers_what_is_of_others(tmp_path: Path) -> None:
    with running(tmp_path / "branch") as server:
        console = Station(tmp_path / "console", server, BRANCH)
        station = Station(tmp_path / "station", server)
        speak(console)
        for one in (console, station, console):
            assert one.sync().agreed
    with running(tmp_path / "empty") as server:
        for one in (station, console):
            one.enrol(server)
        for one in (station, console, station, console):
            one.sync()
        assert station.sync().agreed
        assert console.sync().agreed
        assert told(station)
        assert {decode(one).unit for one in feed(server.directory, f"unit/{BRANCH}")} <= {
            BRANCH,
            "station/东港",
        }
        assert "sync.alarm.foreign_scope" not in server.alarms()


def test_what_headquarters_tells_goes_through_the_branch_and_what_a_branch_tells_stays_below_it(
    tmp_path: Path,
) -> None:
    with running(tmp_path / "hq") as hq, branch(tmp_path / "branch", hq) as server:
        above = Station(tmp_path / "above", hq, "hq")
        console = Station(tmp_path / "console", server, BRANCH)
        station = Station(tmp_path / "station", server)
        with above.replica() as replica:
            Desk(replica).do(lesson.publish, TEXT)
        assert above.sync().agreed

        def arrived() -> bool:
            station.sync()
            with station.replica() as replica:
                return [one.text for one in lesson.lessons(replica)] == [TEXT.text]

        until(arrived)
        speak(console)
        assert console.sync().agreed
        until(
            lambda: len(feed(hq.directory, f"unit/{BRANCH}")) == len(feed(server.directory, f"unit/{BRANCH}"))
        )
        held = b"".join(one.body or b"" for one in feed(hq.directory, f"unit/{BRANCH}"))
        for word in ("周平", "排涝泵巡查", SECRET, TEXT.title):
            assert word.encode() not in held
