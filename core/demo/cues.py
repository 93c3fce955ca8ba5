"""A story of several terminals as a list of timed cues: who does what, where and when; played on any stage."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from core.demo.scene import Scene

Kept = dict[str, str]
"""Ids of records of the story that later cues speak of, by a word of the story's own."""


@dataclass(frozen=True, slots=True)
class Cue:
    """So long after the beginning, at the terminal of `unit`, somebody does `play`.

    `says` is the sentence for who watches (a catalogue key), empty for everyday work; `line` brings the line of the
    unit up or down before.
    """

    at: timedelta
    unit: str
    play: Callable[[Scene, Kept], object]
    says: str = ""
    line: bool | None = None


class Stage(Protocol):
    """Where a story is played: terminals at hand, a clock, lines between them."""

    def become(self, moment: datetime) -> None:
        """Let it become `moment`."""
        ...

    def scene(self, unit: str) -> Scene:
        """The terminal of `unit` with its people."""
        ...

    def connect(self, unit: str, *, up: bool) -> None:
        """The line of `unit` comes up or goes down."""
        ...

    def told(self, cue: Cue) -> None:
        """Something everybody hears of just happened."""
        ...


class Play:
    """A story while it is played."""

    def __init__(self, cues: Iterable[Cue], stage: Stage, start: datetime) -> None:
        """Begin at `start`; nothing is played yet."""
        self._left = sorted(cues, key=lambda cue: cue.at)
        self._stage, self._start = stage, start
        self.kept: Kept = {}

    def until(self, moment: datetime) -> None:
        """Play everything up to and at `moment`, which it is afterwards."""
        while self._left and self._start + self._left[0].at <= moment:
            self._one(self._left.pop(0))
        self._stage.become(moment)

    def _one(self, cue: Cue) -> None:
        self._stage.become(self._start + cue.at)
        if cue.line is not None:
            self._stage.connect(cue.unit, up=cue.line)
        cue.play(self._stage.scene(cue.unit), self.kept)
        if cue.says:
            self._stage.told(cue)
