"""A branch over two stations: their records arrive as the exchange would bring them, and stay those of others."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from pathlib import Path

from core.clock import Clock
from core.ids import IdSource
from core.journal.event import Stored
from core.records.person import Proposed, add_people, add_person, appoint, find_person
from core.records.unit import add_station
from core.replica.act import Desk
from core.replica.replica import Replica
from core.replica.seat import store_seat
from core.replica.setup import set_up
from core.replica.standing import OF_OTHERS

BRANCH = "hq/b2"
STATIONS = (
    ("东港站", "东港", f"{BRANCH}/donggang", (("何清", "一班"), ("刘洋", "二班"))),
    ("北堤站", "北堤", f"{BRANCH}/beidi", (("马骏", "一班"), ("郑凯", "二班"))),
)
LEADERS = ("何清", "刘洋", "马骏", "郑凯")


@dataclass
class Company:
    """The branch's own desk and those of its stations, all at one clock."""

    branch: Desk
    stations: list[Desk]

    def arrive(self) -> None:
        """Everything the stations wrote is at the branch, known there as theirs."""
        for one in self.stations:
            rows = one.replica.connection.execute(
                "SELECT header, body FROM event ORDER BY position"
            ).fetchall()
            self.branch.replica.absorb([Stored(*row) for row in rows])
            sessions = one.replica.connection.execute("SELECT session FROM session").fetchall()
            self.branch.replica.connection.executemany(
                f"UPDATE session SET ours = {OF_OTHERS} WHERE session = ?", sessions
            )

    def who(self, name: str) -> str:
        """The id of somebody the branch knows."""
        return find_person(self.branch.replica, name).meta.id

    def close(self) -> None:
        """Close every replica."""
        for desk in (self.branch, *self.stations):
            desk.replica.close()


def company(folder: Path, clock: Clock) -> Company:
    """第二党支部 with its secretary, and two stations of two teams each; everything has arrived."""
    branch = _terminal(folder / "branch", clock, "第二党支部", "二支", BRANCH, 1)
    secretary = branch.do(add_person, "周平")
    branch.do(appoint, secretary, "role.secretary")
    branch.author = secretary
    stations = []
    for seed, (name, code, unit, leaders) in enumerate(STATIONS, 2):
        desk = _terminal(folder / code, clock, name, code, unit, seed)
        people = [Proposed(who, team=team, roles=("role.team_leader",)) for who, team in leaders]
        desk.do(add_people, [*people, Proposed(f"{code}甲", team="一班")])
        stations.append(desk)
    made = Company(branch, stations)
    made.arrive()
    return made


def _terminal(folder: Path, clock: Clock, name: str, code: str, unit: str, seed: int) -> Desk:
    ids = IdSource(random.Random(seed).randbytes)
    made: Replica = set_up(folder, clock, station=name, code=code, ids=ids)
    assert made.seat is not None
    made.seat = replace(made.seat, unit=unit)
    store_seat(made.connection, made.seat)
    desk = Desk(made)
    desk.do(add_station)
    return desk
