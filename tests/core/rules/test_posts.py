"""Posts are filled as far as they can be, one person each."""

from __future__ import annotations

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from core.rules.posts import COMMANDER, COMMUNICATOR, CREW, DRIVER, Candidate, Minimums, fill

QUALS = st.frozensets(st.sampled_from([COMMANDER, DRIVER, COMMUNICATOR]))


def people(*qualifications: set[str]) -> list[Candidate]:
    return [
        Candidate(str(place), f"人{place}", frozenset(quals)) for place, quals in enumerate(qualifications)
    ]


def shown(posts: tuple[object, ...]) -> list[str]:
    return [f"{post.post}{post.vehicle} {post.fraction}" for post in posts]  # type: ignore[attr-defined]


def test_one_who_can_do_everything_is_put_where_nobody_else_fits() -> None:
    found = fill(people({COMMANDER, DRIVER, COMMUNICATOR}, {COMMANDER}, {DRIVER}), Minimums(), ["1车"])
    assert shown(found) == ["qual.commander 1/1", "qual.driver1车 1/1", "qual.communicator 1/1"]


def test_a_commander_who_can_drive_drives_when_somebody_else_can_command() -> None:
    found = fill(people({COMMANDER, DRIVER}, {COMMANDER, COMMUNICATOR}), Minimums(communicator=0), ["1车"])
    assert [[one.name for one in post.filled] for post in found] == [["人1"], ["人0"]]


def test_a_vehicle_without_a_driver_is_named() -> None:
    found = fill(people({COMMANDER}, {DRIVER}, {COMMUNICATOR}), Minimums(), ["1车", "2车"])
    assert [post.vehicle for post in found if post.below] == ["2车"]


def test_crew_may_be_anybody_left_over() -> None:
    found = fill(people({COMMANDER}, set(), set()), Minimums(communicator=0, crew=3), [])
    assert shown(found) == ["qual.commander 1/1", f"{CREW} 2/3"]


@given(st.lists(QUALS, max_size=5), st.integers(0, 2))
def test_as_many_posts_are_filled_as_any_arrangement_could(
    quals: list[frozenset[str]], vehicles: int
) -> None:
    names = [f"{number}车" for number in range(vehicles)]
    candidates = people(*map(set, quals))
    found = fill(candidates, Minimums(crew=1), names)
    seats = [COMMANDER, *[DRIVER] * vehicles, COMMUNICATOR, CREW]
    padded = candidates + [Candidate("", "", frozenset())] * len(seats)
    best = max(
        sum(one.id != "" and one.fits(seat) for one, seat in zip(order, seats, strict=True))
        for order in permutations(padded[: max(len(seats), len(candidates))], len(seats))
    )
    assert sum(len(post.filled) for post in found) == best
    filled = [one.id for post in found for one in post.filled]
    assert len(filled) == len(set(filled))
