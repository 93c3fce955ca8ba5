"""`watchroom demo --scenario typhoon`: S1 on real servers, told on one page with its Check lines; its clock and pace."""

from __future__ import annotations

import threading
import time
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from core.clock import STATION_ZONE, ManualClock, SystemClock, epoch_ms
from core.demo.cues import Cue, Kept
from core.demo.scene import Scene
from core.errors import Refusal
from core.records import log
from core.replica.act import Desk
from core.replica.replica import Replica
from tests.watchroom.conftest import Type
from watchroom.commands import demo
from watchroom.demo.beside import Heard
from watchroom.demo.play import behind
from watchroom.demo.play.audience import Audience
from watchroom.demo.play.hour import StoryClock, write_down
from watchroom.demo.play.pace import Over, Pace
from watchroom.demo.play.places import Places, part
from watchroom.demo.play.story import ends, last_friday
from watchroom.demo.play.verdict import compared

FRIDAY = "2026-11-20"
EIGHT = datetime(2026, 11, 20, 8, tzinfo=STATION_ZONE)


def test_the_typhoon_is_played_to_its_end_and_every_check_line_holds(type_: Type, data: Path) -> None:
    answer = type_("demo", "--scenario", "typhoon", "--headless", "--date", FRIDAY, "--json")
    assert answer.code == 0, answer
    told = answer.document
    assert (told["since"], told["until"]) == ("2026-11-20T08:00:00+08:00", "2026-11-23T12:00:00+08:00")
    cues = [(one["at"][5:16], one["unit"], one["text"]) for one in told["cues"]]
    assert ("11-20T09:12", "hq/b2", "周平宣布转入战时：恶劣天气 橙色") in cues
    assert cues == sorted(cues, key=lambda one: one[0])
    checks = {one["name"]: one for one in told["checks"]}
    assert list(checks) == ["one_period", "no_duty_missed", "switching", "typed_once"]
    assert all(one["ok"] for one in checks.values())
    assert checks["one_period"]["counts"] == "1 1 1"
    assert checks["one_period"]["declared"] == 2
    assert checks["no_duty_missed"]["weekly_missed"] == checks["no_duty_missed"]["missed"] == 0
    assert checks["switching"]["times"] == "东港站 20 s  北堤站 480 s  油区站 25 s"
    assert checks["typed_once"]["twice"] == 0
    assert (told["in_sync"], told["differences"]) == (True, [])
    events = {one["watch"]: one["events"] for one in told["terminals"]}
    assert told["branch"]["events"] == told["hq"]["events"] == sum(events.values())
    assert 0 < told["hq"]["contents"] < told["branch"]["contents"] / 10
    for one in told["terminals"]:
        assert type_("status", "--json", "--data", one["data"]).document["waiting"] == 0
        assert type_("verify", "--data", one["data"]).code == 0
    places = Places(data)
    with Replica(places.terminal(part("beidi")), SystemClock()) as replica:
        Desk(replica).do(log.note, "事后的一行")
    found = {(one.where, one.what) for one in compared(places).differences}
    assert found == {("server.branch", "missing"), ("server.hq", "missing")}


def test_a_story_in_which_nothing_happened_answers_1_and_says_which_line_fails(
    type_: Type, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("watchroom.demo.play.outcome.typhoon", list)
    answer = type_("demo", "--scenario", "typhoon", "--headless", "--date", FRIDAY)
    assert answer.code == 1
    assert "不对  一次战时，不是两次：各站 0 0 0 次" in answer.out
    assert "不对  K08 列出 0 站" in answer.out
    assert "逐条比对一致" in answer.out
    again = type_("demo", "--scenario", "typhoon", "--headless", "--date", FRIDAY)
    assert again.code == 2
    assert "已有一个站点的数据，没有改动" in again.err


@pytest.mark.parametrize("words", [("--watch", "beidi"), ("--speed", "9"), ("--scenario", "flood")])
def test_what_goes_with_no_scenario_is_wrong_use(type_: Type, data: Path, words: tuple[str, str]) -> None:
    answer = type_("demo", "--headless", *words)
    assert answer.code == 2
    assert not data.exists()


def test_without_the_servers_no_story_is_played(
    type_: Type, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demo, "find_spec", lambda name: None)
    answer = type_("demo", "--scenario", "typhoon", "--headless")
    assert answer.code == 2
    assert "dev.py demo --scenario typhoon" in answer.err
    assert not data.exists()


@pytest.mark.parametrize("days", range(7))
def test_the_story_begins_on_a_friday_and_is_over_by_now(days: int) -> None:
    now = EIGHT + timedelta(days=days, hours=3)
    start = last_friday(now)
    assert (start.weekday(), start.hour) == (4, 8)
    assert ends(start) <= now < ends(start) + timedelta(days=7)


def test_every_screen_shows_the_time_that_is_written_down(tmp_path: Path) -> None:
    file = tmp_path / "clock"
    write_down(file, EIGHT)
    one, other = StoryClock(file), StoryClock(file)
    assert one.now() == other.now() == EIGHT
    later = EIGHT + timedelta(hours=1)
    write_down(file, later)
    assert one.now() == later
    assert one.boot_ms() - epoch_ms(EIGHT) == 3_600_000
    file.unlink()
    assert one.now() == later


def test_everybody_exchanges_before_the_screens_see_a_leap_and_nobody_watching_ends_it() -> None:
    clock, seen, ended = ManualClock(EIGHT), list[tuple[str, datetime]](), threading.Event()
    pace = Pace(
        clock,
        10**9,
        ended,
        lambda: seen.append(("exchanged", clock.now())),
        lambda now: seen.append(("shown", now)),
    )
    noon = EIGHT + timedelta(hours=4)
    pace.move_to(noon)
    assert seen == [("exchanged", noon), ("shown", noon)]
    pace.stand_still()
    assert clock.now() == noon
    ended.set()
    with pytest.raises(Over):
        pace.go_on()


def test_a_story_that_is_watched_tells_every_sentence_outlives_what_a_watcher_did_and_ends_with_them(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forestalled(scene: Scene, kept: Kept) -> None:
        raise Refusal("footing.same_level")

    def line(scene: Scene, kept: Kept) -> None:
        scene.do(log.note, "看得见的一行")

    cues = [
        Cue(timedelta(hours=9), "hq/b2/beidi", forestalled, "typhoon.confirmed"),
        Cue(timedelta(hours=10), "hq/b2/beidi", line, "typhoon.micro"),
    ]
    monkeypatch.setattr("core.demo.typhoon.typhoon", lambda: cues)
    data.mkdir()
    places, somebody = Places(data), Heard()
    somebody.told.set()
    audience = Audience(places)
    telling = threading.Thread(target=behind.tell, args=(places, EIGHT, 10**7, somebody), daemon=True)
    telling.start()
    until, heard = time.monotonic() + 60, list[str]()
    while "情景播放完毕，各屏可以继续操作" not in heard and time.monotonic() < until:
        heard += filter(None, [audience.said()])
        somebody.ended.wait(0.001)
    assert "11-20 10:00  北堤站  一班开微会议" in heard
    assert audience.clock.now() >= ends(EIGHT) - timedelta(seconds=1)
    with Replica(places.terminal(part("branch")), SystemClock()) as office:
        assert [row.title for row in office.rows("log")] == ["看得见的一行"]
    somebody.ended.set()
    telling.join(30)
    assert not telling.is_alive()
