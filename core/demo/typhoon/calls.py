"""A call of the typhoon's first day: half an hour with one vehicle."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

from core.demo.cues import Cue, Kept
from core.demo.scene import Scene
from core.demo.typhoon.acting import DONGGANG, said
from core.records import incident


def call(at: timedelta, line: str) -> Iterator[Cue]:
    """A call of half an hour at 东港站."""

    def begin(scene: Scene, kept: Kept) -> None:
        kept["call"] = scene.do(incident.open_incident, line, chosen={"class": "inc.assist"})
        scene.do(incident.send, kept["call"], said()["vehicle"], scene.bodies(scene.hands[:3]))

    def stage(name: str, vehicle: str = "") -> Callable[[Scene, Kept], None]:
        return lambda scene, kept: _stamp(scene, kept["call"], name, vehicle)

    def end(scene: Scene, kept: Kept) -> None:
        scene.do(incident.fill, kept["call"], injured=0, dead=0)
        scene.do(incident.close, kept["call"])

    yield Cue(at, DONGGANG, begin)
    yield Cue(at + timedelta(minutes=6), DONGGANG, stage("inc.on_scene"))
    yield Cue(at + timedelta(minutes=20), DONGGANG, stage("inc.closed"))
    yield Cue(at + timedelta(minutes=26), DONGGANG, stage("inc.back", said()["vehicle"]))
    yield Cue(at + timedelta(minutes=30), DONGGANG, end)


def _stamp(scene: Scene, record: str, name: str, vehicle: str) -> None:
    scene.do(incident.stamp, record, name, vehicle=vehicle)
    if vehicle:
        scene.do(incident.stamp, record, name)
