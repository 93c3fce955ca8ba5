"""Where the parts of a story lie: 东港站's terminal in the data directory itself, all others in one folder there."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from core.demo.cast import BEIDI, BRANCH, DONGGANG, YOUQU, Story
from core.errors import Refusal
from core.replica.replica import DATABASE
from watchroom.demo import places
from watchroom.demo.places import FOLDER


@dataclass(frozen=True, slots=True)
class Part:
    """A terminal of the story: the word it is watched by, its unit, its people, the page its screen opens on."""

    watch: str
    unit: str
    story: Story
    home: str = "watch"


PARTS: Final = (
    Part("branch", places.BRANCH, BRANCH, "branch"),
    Part("donggang", places.DONGGANG, DONGGANG),
    Part("beidi", places.BEIDI, BEIDI),
    Part("youqu", "hq/b2/youqu", YOUQU),
)
"""The branch's console, then the stations."""
OFFICE: Final = PARTS[0]
STATIONS: Final = PARTS[1:]


def part(watch: str) -> Part:
    """The part that is watched by this word."""
    return next(one for one in PARTS if one.watch == watch)


class Places(places.Places):
    """The directories of a story."""

    def empty(self) -> None:
        """Raises Refusal when a station has its data here already."""
        if (self.first / DATABASE).exists():
            raise Refusal("play.taken", path=str(self.first))

    def terminal(self, one: Part) -> Path:
        """The data of a terminal."""
        return self.first if one.unit == places.DONGGANG else self.first / FOLDER / one.unit.replace("/", "-")

    @property
    def clock(self) -> Path:
        """The story's time; it is there while the story is being shown."""
        return self.first / FOLDER / "clock"

    @property
    def told(self) -> Path:
        """What was told so far."""
        return self.first / FOLDER / "told"
