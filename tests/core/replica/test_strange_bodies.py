"""Events of a newer, faulty or hostile terminal are taken in, kept byte for byte and never stop anything."""

from __future__ import annotations

import json
import os
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from core.clock import ManualClock
from core.errors import Damaged
from core.journal.encoding import BODY_HASH, GENESIS_PREV, TAIL, body_hash, canonical, header_hash
from core.journal.event import Event, Stored, decode, encode
from core.records import log
from core.replica.act import Desk
from core.replica.rebuild import rebuild, same_views
from core.replica.replica import Replica
from core.replica.setup import set_up
from core.replica.verify import verify
from tests.core.conftest import START
from tests.core.replica.power.station import a_day, other_terminal

TRIALS = int(os.environ.get("WATCHROOM_STRANGE", "60"))
ODD: tuple[Any, ...] = (
    None, [], {}, "", "x", 5, -(2**63), 2**62, True, ["x"], [[]], {"id": 5}, {"id": "zz", "name": None}, "01" * 16,
    "2026-13-45T99:99:99+08:00", "0001-01-01T00:00:00+14:00", "2026-11-22T08:00:00",
)  # fmt: skip
SALT = b"s" * 16


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> list[Event]:
    """Every event of a station's day."""
    folder = tmp_path_factory.mktemp("strange")
    a_day(folder / "day", other_terminal(folder / "other"))
    with Replica(folder / "day", ManualClock(START)) as replica:
        sql = "SELECT header, body FROM event ORDER BY position"
        return [decode(Stored(*row)) for row in replica.connection.execute(sql)]


def twisted(chance: random.Random, body: Any) -> Any:
    """A body in which one thing is of another sort, or is not there, or which is no object at all."""
    if chance.random() < 0.1:
        return chance.choice([{}, [], "x", 5, None, {"a": 1}, {"text": "\ud800"}])
    body = node = json.loads(json.dumps(body))
    while node:
        key = chance.choice(list(node) if isinstance(node, dict) else range(len(node)))
        if isinstance(node[key], dict | list) and node[key] and chance.random() < 0.6:
            node = node[key]
            continue
        if chance.random() < 0.25 and isinstance(node, dict):
            del node[key]
        else:
            node[key] = chance.choice(ODD)
        break
    return body


def rechained(events: list[Event], strange: dict[int, Any]) -> Iterator[Stored]:
    """The events as another program would have written them, with some bodies replaced."""
    tips: dict[str, bytes] = {}
    for place, event in enumerate(events):
        prev = tips.get(event.session, GENESIS_PREV)
        stored = encode(event._replace(body=event.body or {}), prev, SALT)
        if place in strange:
            body = SALT + json.dumps(strange[place]).encode()
            stored = Stored(
                stored.header[: BODY_HASH.start] + body_hash(body) + stored.header[BODY_HASH.stop :], body
            )
        tips[event.session] = header_hash(stored.header)
        yield stored


@pytest.mark.parametrize("seed", range(TRIALS))
def test_whatever_a_body_holds_it_is_taken_in_and_everything_goes_on(
    day: list[Event], tmp_path: Path, seed: int
) -> None:
    chance, clock = random.Random(seed), ManualClock(START.replace(hour=23))
    strange = {place: twisted(chance, day[place].body or {}) for place in chance.sample(range(len(day)), 6)}
    events = list(rechained(day, strange))
    with set_up(tmp_path, clock, station="东港站", code="东港", letter="C") as replica:
        assert replica.absorb(events) == len(events)
        sql = "SELECT header, body FROM event ORDER BY position"
        assert [Stored(*row) for row in replica.connection.execute(sql)] == events
        for row in replica.rows():
            assert replica.state(row.id).meta.id == row.id
        for line in replica.entries(0, 2**62):
            assert isinstance(line.text(), str)
        Desk(replica).do(log.note, "照常")
        assert verify(replica.connection).problems == ()
        rebuild(replica)
        assert list(same_views(replica.connection)) == []


@pytest.mark.parametrize("name", ["kind", "number", "author", "act", "recorded_at", "copy_of", "device"])
@pytest.mark.parametrize("value", [None, 5, [], {}, "x" * 3, "2026-11-22T08:00:00"])
def test_a_header_of_another_sort_is_read_or_refused_and_never_breaks_the_journal(
    day: list[Event], tmp_path: Path, name: str, value: Any
) -> None:
    first = next(rechained(day, {}))
    tail = json.loads(first.header[TAIL]) | {name: value}
    strange = Stored(first.header[: TAIL.start] + canonical(tail), first.body)
    with set_up(tmp_path, ManualClock(START), station="东港站", code="东港", letter="C") as replica:
        try:
            replica.absorb([strange])
        except Damaged as refused:
            assert refused.sentence()  # noqa: PT017
        Desk(replica).do(log.note, "照常")
        assert verify(replica.connection).problems == ()


def test_a_number_nobody_can_have_reached_uses_no_series_up(day: list[Event], tmp_path: Path) -> None:
    greedy = day[0]._replace(number="东港-20261122-CL" + "9" * 40)
    with set_up(tmp_path, ManualClock(START), station="东港站", code="东港", letter="C") as replica:
        replica.absorb(list(rechained([greedy], {})))
        record = Desk(replica).do(log.note, "照常")
        assert replica.state(record).meta.number.endswith("CL01")
        assert verify(replica.connection).problems == ()
