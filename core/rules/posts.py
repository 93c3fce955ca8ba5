"""Posts of a turnout (岗位): commander, a driver per vehicle, communicator, crew; filled from who is there.

A person fills one post only. Minimums are the station's own data, not a rule of any regulation.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

COMMANDER: Final = "qual.commander"
DRIVER: Final = "qual.driver"
COMMUNICATOR: Final = "qual.communicator"
CREW: Final = "post.crew"


@dataclass(frozen=True, slots=True)
class Minimums:
    """How many of each post a shift needs; drivers are counted per vehicle that is ready."""

    commander: int = 1
    drivers_per_vehicle: int = 1
    communicator: int = 1
    crew: int = 0


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who is there, and what they are trusted with."""

    id: str
    name: str
    qualifications: frozenset[str]

    def fits(self, post: str) -> bool:
        """Whether they may fill `post`; anybody may be crew."""
        return post == CREW or post in self.qualifications


@dataclass(frozen=True, slots=True)
class Post:
    """One post: how many it needs and who fills it; `vehicle` is a name, for drivers only."""

    post: str
    needed: int
    filled: tuple[Candidate, ...]
    vehicle: str = ""

    @property
    def below(self) -> bool:
        """Whether fewer are there than the minimum."""
        return len(self.filled) < self.needed

    @property
    def fraction(self) -> str:
        """Filled over needed: 1/2."""
        return f"{len(self.filled)}/{self.needed}"


def fill(candidates: Sequence[Candidate], minimums: Minimums, vehicles: Sequence[str]) -> tuple[Post, ...]:
    """Fill as many posts as can be filled at once, commander first, then drivers, communicator, crew."""
    wanted = [(COMMANDER, minimums.commander, "")]
    wanted += [(DRIVER, minimums.drivers_per_vehicle, vehicle) for vehicle in vehicles]
    wanted += [(COMMUNICATOR, minimums.communicator, ""), (CREW, minimums.crew, "")]
    slots = [(post, vehicle) for post, needed, vehicle in wanted for _ in range(needed)]
    holder: dict[int, int] = {}
    for slot in range(len(slots)):
        _seat(slot, slots, candidates, holder, set())
    by_slot = {slot: candidates[person] for person, slot in holder.items()}
    return tuple(
        Post(
            post,
            needed,
            tuple(by_slot[slot] for slot in sorted(by_slot) if slots[slot] == (post, vehicle)),
            vehicle,
        )
        for post, needed, vehicle in wanted
        if needed
    )


def _seat(
    slot: int,
    slots: Sequence[tuple[str, str]],
    candidates: Sequence[Candidate],
    holder: dict[int, int],
    tried: set[int],
) -> bool:
    """Find somebody for `slot`, moving others to another post they can fill; the least qualified first."""
    fitting = [place for place, one in enumerate(candidates) if one.fits(slots[slot][0])]
    for person in sorted(fitting, key=lambda place: len(candidates[place].qualifications)):
        if person in tried:
            continue
        tried.add(person)
        if person not in holder or _seat(holder[person], slots, candidates, holder, tried):
            holder[person] = slot
            return True
    return False
