"""The stage of the demo: a replica, a clock that is set from act to act, people by name, and dice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from random import Random
from typing import Any, Final, TypeVar

from core.clock import SetClock
from core.demo.cast import Story
from core.records.reference import Ref
from core.replica.act import Desk
from core.replica.replica import Replica
from core.signing import Signature, check_pin

T = TypeVar("T")
PIN: Final = "135790"
"""Of everybody at the demo's station."""


class Scene:
    """Who acts when; every act goes through a desk as it would in the duty room."""

    def __init__(self, replica: Replica, clock: SetClock, story: Story) -> None:
        """Play `story` on `replica`, whose clock is `clock`."""
        self.replica, self.clock, self.story = replica, clock, story
        self.dice = Random(story.seed)
        self.people: dict[str, Ref] = {}
        self.teams: list[Ref] = []
        self.crews: list[list[str]] = []
        """Names by team, the leader first, then the duty officer."""

        self.turn = 0
        """Index of the team on duty."""
        self.away: list[str] = []
        """Names of those on duty who did not come today."""
        self.standing: set[str] = set()
        """Names of those who stand at a standby now: they are in no two places."""

    @property
    def leader(self) -> str:
        """Name of the team leader on duty."""
        return self.crews[self.turn][0]

    @property
    def officer(self) -> str:
        """Name of the duty officer on duty."""
        return self.crews[self.turn][1]

    @property
    def present(self) -> list[str]:
        """Names of those who are there, leader and officer first."""
        return [name for name in self.crews[self.turn] if name not in self.away]

    @property
    def hands(self) -> list[str]:
        """Names of those who are there and free: neither leading, nor at the desk, nor at a standby."""
        return [name for name in self.present[2:] if name not in self.standing]

    def at(self, moment: datetime) -> None:
        """Let it become `moment`; time never runs back."""
        self.clock.set(max(moment, self.clock.now()))

    def do(self, operation: Callable[..., T], *args: Any, author: str = "", **more: Any) -> T:
        """One act by the person called `author`, by default the duty officer."""
        person = self.people.get(author or (self.officer if self.crews else ""))
        return Desk(self.replica, person.id if person else None).do(operation, *args, **more)

    def sign(self, name: str) -> Signature:
        """The signature of `name`, given by PIN as at the desk."""
        return check_pin(self.replica, self.people[name].id, PIN)

    def id(self, name: str) -> str:
        """The id of the person called `name`."""
        return self.people[name].id

    def bodies(self, names: list[str]) -> list[dict[str, str]]:
        """People as event bodies name them."""
        return [self.people[name].body() for name in names]
