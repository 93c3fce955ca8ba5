"""A story is played in the order of its moments, whatever order it is told in; and the typhoon is told as domain §14 says."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from core.clock import STATION_ZONE, ManualClock
from core.demo.cast import YOUQU, units
from core.demo.cues import Cue, Play
from core.demo.scene import Scene
from core.demo.typhoon import STOOD_DOWN, typhoon
from core.i18n import has
from core.records import log
from core.replica.setup import set_up

MIDNIGHT = datetime(2026, 11, 6, 0, 0, tzinfo=STATION_ZONE)


class Bare:
    """A stage with one terminal, which keeps what it was told."""

    def __init__(self, scene: Scene) -> None:
        self._scene, self.heard = scene, list[str]()

    def become(self, moment: datetime) -> None:
        self._scene.clock.set(moment)
        self.heard.append(f"{moment:%H:%M}")

    def scene(self, unit: str) -> Scene:
        return self._scene

    def connect(self, unit: str, *, up: bool) -> None:
        self.heard.append(f"{unit} {'up' if up else 'down'}")

    def told(self, cue: Cue) -> None:
        self.heard.append(cue.says)


@pytest.fixture
def stage(tmp_path: Path) -> Bare:
    clock = ManualClock(MIDNIGHT)
    with set_up(tmp_path / "data", clock, station="油区站", code="油区") as replica:
        yield Bare(Scene(replica, clock, YOUQU))


def test_cues_are_played_by_their_moments_up_to_the_one_asked_for(stage: Bare) -> None:
    def wrote(text: str):
        return lambda scene, kept: kept.update({text: scene.do(log.note, text)})

    cues = [
        Cue(timedelta(hours=9), "a", wrote("九时"), "nine"),
        Cue(timedelta(hours=10), "a", wrote("十时"), line=True),
        Cue(timedelta(hours=8), "a", wrote("八时"), line=False),
    ]
    play = Play(cues, stage, MIDNIGHT)
    play.until(MIDNIGHT + timedelta(hours=9))
    assert stage.heard == ["08:00", "a down", "09:00", "nine", "09:00"]
    assert list(play.kept) == ["八时", "九时"]
    play.until(MIDNIGHT + timedelta(hours=11))
    assert stage.heard[5:] == ["10:00", "a up", "11:00"]
    play.until(MIDNIGHT + timedelta(hours=12))
    assert list(play.kept) == ["八时", "九时", "十时"]


def test_cues_of_one_moment_keep_the_order_they_were_told_in(stage: Bare) -> None:
    heard: list[int] = []
    cues = [
        Cue(timedelta(minutes=place // 5), "a", lambda scene, kept, place=place: heard.append(place))
        for place in range(25)
    ]
    mixed = [group for start in range(0, 25, 5) for group in [cues[start : start + 5]]]
    Random(3).shuffle(mixed)
    Play([cue for group in mixed for cue in group], stage, MIDNIGHT).until(MIDNIGHT + timedelta(hours=1))
    assert heard == list(range(25))


def test_the_typhoon_speaks_of_units_there_are_and_in_sentences_there_are() -> None:
    cues = typhoon()
    assert {cue.unit for cue in cues} < {path for path, _, _ in units()}
    assert [cue.says for cue in cues if cue.says and not has(cue.says)] == []
    assert max(cue.at for cue in cues) < timedelta(days=4)
    (end,) = [cue.at for cue in cues if cue.says == "typhoon.stood_down"]
    assert end == STOOD_DOWN
