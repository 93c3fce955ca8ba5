"""A plan of the four weeks: what happens when, played in order up to the present."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count

from core.demo.cast import Story
from core.demo.scene import Scene

Step = Callable[[Scene], object]


class Plan:
    """Steps at moments; an episode is planned whole or not at all."""

    def __init__(self, until: datetime, story: Story) -> None:
        """Nothing is planned after `until`; what happens is told by `story`."""
        self.until, self.story = until, story
        self._order = count()
        self._steps: list[tuple[datetime, int, Step]] = []

    def add(self, moment: datetime, step: Step) -> None:
        """One step, dropped when it lies ahead."""
        if moment <= self.until:
            self._steps.append((moment, next(self._order), step))

    def episode(self, start: datetime, steps: list[tuple[float, Step]]) -> bool:
        """Steps so many minutes after `start`, all of them or none; whether they were planned."""
        if start + timedelta(minutes=max(minutes for minutes, _ in steps)) > self.until:
            return False
        for minutes, step in steps:
            self.add(start + timedelta(minutes=minutes), step)
        return True

    def earlier(self, span: timedelta) -> Plan:
        """A plan of the same steps that plans nothing within `span` of the present."""
        other = Plan(self.until - span, self.story)
        other._steps, other._order = self._steps, self._order
        return other

    def play(self, scene: Scene, tell: Callable[[float], None] = lambda _: None) -> None:
        """Carry everything out in the order of its moments; `tell` hears the share done."""
        ordered = sorted(self._steps, key=lambda planned: planned[:2])
        for place, (moment, _, step) in enumerate(ordered):
            scene.at(moment)
            step(scene)
            tell((place + 1) / len(ordered))
