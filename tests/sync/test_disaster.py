"""A branch server that is lost: an empty one or an old copy takes its place and becomes whole again by itself."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from sync.policy import ALL_ON
from sync.server import desk
from tests.sync.running import SCOPE, Running, running
from tests.sync.tiers import Station, branch, feed, until


@pytest.fixture
def hq(tmp_path: Path) -> Iterator[Running]:
    with running(tmp_path / "hq") as made:
        yield made


def bare(directory: Path) -> int:
    """How many events lie there without their content."""
    return sum(event.body is None for event in feed(directory, SCOPE))


def relayed(server: Running, hq: Running) -> None:
    """Wait until headquarters has what the branch has."""
    until(lambda: len(feed(hq.directory, SCOPE)) == len(feed(server.directory, SCOPE)))


def test_an_empty_server_takes_headers_from_above_and_contents_from_whoever_has_them(
    tmp_path: Path, hq: Running
) -> None:
    with branch(tmp_path / "branch", hq) as server:
        old = Station(tmp_path / "old", server)
        old.note("一", "二", "三")
        relayed(server, hq)
        total = len(feed(server.directory, SCOPE))
    shutil.rmtree(tmp_path / "branch")
    with branch(tmp_path / "branch", hq) as server:
        until(lambda: len(feed(server.directory, SCOPE)) == total)
        assert bare(server.directory) > 3
        new = Station(tmp_path / "new", server)
        new.sync()
        assert new.lines() == set()
        old.enrol(server)
        assert old.sync().agreed
        assert bare(server.directory) == 0
        new.sync()
        assert new.lines() == {"一", "二", "三"}
        assert new.sound()
        third = Station(tmp_path / "third", server)
        third.sync()
        assert third.lines() == {"一", "二", "三"}
        relayed(server, hq)
        assert hq.alarms() == set()


def test_an_old_copy_is_filled_although_every_number_of_its_feed_is_as_before(
    tmp_path: Path, hq: Running
) -> None:
    with branch(tmp_path / "branch", hq) as server:
        station = Station(tmp_path / "station", server)
        station.note("一")
        relayed(server, hq)
        desk.copy(server.directory, tmp_path / "copy")
        for text in ("二", "三"):
            station.note(text)
            relayed(server, hq)  # so that headquarters' feed has the same order as the branch's
        before = [event.header for event in feed(server.directory, SCOPE)]
    with branch(tmp_path / "copy", hq) as server:
        until(lambda: [event.header for event in feed(server.directory, SCOPE)] == before)
        assert bare(server.directory) > 1
        station.moved(server)
        assert station.sync().agreed
        assert bare(server.directory) == 0
        other = Station(tmp_path / "other", server)
        other.sync()
        assert other.lines() == {"一", "二", "三"}


def test_without_the_rule_the_contents_stay_away(
    tmp_path: Path, hq: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    with branch(tmp_path / "branch", hq) as server:
        station = Station(tmp_path / "station", server)
        station.note("一")
        relayed(server, hq)
        total = len(feed(server.directory, SCOPE))
    shutil.rmtree(tmp_path / "branch")
    for name in ("hello", "push"):
        defaults = (replace(ALL_ON, fill=False),)
        monkeypatch.setattr(f"sync.server.answers.{name}.__defaults__", defaults)
    with branch(tmp_path / "branch", hq) as server:
        until(lambda: len(feed(server.directory, SCOPE)) == total)
        station.enrol(server)
        station.sync()
        assert bare(server.directory) > 0


def test_what_only_headquarters_still_has_comes_down_with_its_content(tmp_path: Path, hq: Running) -> None:
    with branch(tmp_path / "branch", hq) as server:
        station = Station(tmp_path / "station", server)
        station.note("一")
        relayed(server, hq)
        above = feed(hq.directory, SCOPE)
    shutil.rmtree(tmp_path / "branch")
    with branch(tmp_path / "branch", hq) as server:
        until(lambda: len(feed(server.directory, SCOPE)) == len(above))
        assert {event for event in feed(server.directory, SCOPE) if event.body} == {
            event for event in above if event.body
        }
        assert any(event.body for event in above)
