"""What a branch tells headquarters: counts by label, and nothing about a group of fewer than five (PV08, PV09)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from core.clock import ManualClock
from core.compile.digest import compile_digest
from core.records import incident, meeting, rollcall
from core.records.digest import Digest, send_digest
from core.records.person import Proposed, add_people
from core.records.shift.operations import close_shift, open_shift
from core.records.unit import add_station, add_team
from core.replica.act import Desk
from core.replica.replica import Replica
from core.replica.seat import store_seat
from core.replica.setup import set_up
from tests.core.conftest import START

BRANCH = "hq/b2"


def seated(replica: Replica, unit: str, name: str) -> None:
    """Let the replica write for another unit."""
    assert replica.seat is not None
    replica.seat = replace(replica.seat, unit=unit, station=name)
    store_seat(replica.connection, replica.seat)
    Desk(replica).do(add_station)


def branch(directory: Path, crews: Mapping[str, int]) -> Replica:
    """A branch whose stations called crews of so many people; one fire at the first."""
    replica = set_up(directory, ManualClock(START), station="第二支部", code="b2")
    work(replica, crews)
    Desk(replica).do(incident.open_incident, "hz 3号泊位 报警人李建国", chosen={"class": "inc.fire"})
    seated(replica, BRANCH, "第二支部")
    return replica


def work(replica: Replica, crews: Mapping[str, int]) -> None:
    """At each station a crew of so many is called and holds a meeting; the branch goes on afterwards."""
    for name, size in crews.items():
        seated(replica, f"{BRANCH}/{name}", f"{name}站")
        desk = Desk(replica)
        team = desk.do(add_team, f"{name}班")
        desk.do(add_people, [Proposed(f"{name}{number}", team=f"{name}班") for number in range(size)])
        shift = desk.do(open_shift, team=team)
        called = desk.do(rollcall.open_rollcall)
        desk.do(rollcall.mark_rest_present, called)
        held = desk.do(meeting.open_meeting, "micro", "夜间巡查")
        desk.do(meeting.close, held, nothing=True)
        desk.do(close_shift, shift, "", START)


def sent(replica: Replica, before: Digest | None = None) -> Digest:
    """The digest of the span as it is sent now, after the one sent before."""
    seated(replica, BRANCH, "第二支部")
    record = Desk(replica).do(send_digest, "weekly", *SPAN, *compile_digest(replica, *SPAN, before))
    assert record is not None
    state = replica.state(record)
    assert isinstance(state, Digest)
    return state


SPAN = (START - timedelta(hours=1), START + timedelta(hours=1))


def test_counts_by_label_and_not_a_word_of_the_records(tmp_path: Path) -> None:
    with branch(tmp_path, {"a": 9, "b": 8}) as replica:
        figures, stations, names = compile_digest(replica, *SPAN)
    assert figures["inc.fire"] == 1
    assert figures["rollcall"] == 2
    assert {path: one["people"] for path, one in stations.items()} == {"hq/b2/a": 9, "hq/b2/b": 8}
    assert set(names) == {BRANCH, "hq/b2/a", "hq/b2/b"}
    assert "李建国" not in str((figures, stations, names))


@pytest.mark.parametrize(
    ("crews", "hidden"), [({"a": 9, "b": 4, "c": 12}, {"a", "b"}), ({"a": 9, "b": 8}, set())]
)
def test_a_crew_of_four_is_hidden_and_what_would_tell_on_it(
    tmp_path: Path, crews: dict[str, int], hidden: set[str]
) -> None:
    with branch(tmp_path, crews) as replica:
        _, stations, _ = compile_digest(replica, *SPAN)
    assert {path.rpartition("/")[2] for path, one in stations.items() if one["people"] is None} == hidden
    assert all(
        set(one.values()) <= {None} for path, one in stations.items() if path.rpartition("/")[2] in hidden
    )


def told(one: Digest) -> dict[str, int | None]:
    """Participation of all, and of each station."""
    return {"": one.figures["K01"], **{path[-1]: each["K01"] for path, each in one.stations.items()}}


def test_what_came_later_tells_by_no_difference_what_a_small_crew_did(tmp_path: Path) -> None:
    """Headquarters keeps what it was told first."""
    with branch(tmp_path, {"a": 9, "c": 7}) as replica:
        first = sent(replica)
        assert told(first) == {"": 16, "a": 9, "c": 7}
        work(replica, {"b": 4})
        later = sent(replica, first)
        assert told(later) == {"": None, "a": 9, "b": None, "c": None}
        work(replica, {"d": 8})
        assert told(sent(replica, later)) == {"": None, "a": 9, "b": None, "c": None, "d": 8}


def test_what_was_hidden_stays_hidden_and_a_total_that_tells_nothing_new_is_told(tmp_path: Path) -> None:
    with branch(tmp_path, {"a": 9, "b": 4, "c": 7}) as replica:
        first = sent(replica)
        assert told(first) == {"": 20, "a": 9, "b": None, "c": None}
        work(replica, {"d": 8})
        later = sent(replica, first)
        assert told(later) == {"": 28, "a": 9, "b": None, "c": None, "d": 8}
        work(replica, {"e": 3})
        assert told(sent(replica, later)) == {"": None, "a": 9, "b": None, "c": None, "d": 8, "e": None}


def test_nothing_happened_nothing_is_told(tmp_path: Path) -> None:
    with branch(tmp_path, {"a": 9}) as replica:
        later = START + timedelta(days=2)
        figures, stations, _ = compile_digest(replica, later, later + timedelta(days=1))
    assert (figures, stations) == ({}, {})
