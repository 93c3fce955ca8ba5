"""A stick between terminals: carried twice, torn, old, of another unit, of another history: safe, and told apart."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.clock import ManualClock
from core.errors import NotFound
from core.ids import IdSource
from core.journal.encoding import header_hash
from core.journal.event import decode as read_event
from core.journal.event import encode as write_event
from core.journal.seal import sign
from core.records import log
from core.replica import standing
from core.replica.act import Desk
from core.replica.replica import Replica
from core.replica.seat import load_key
from core.replica.setup import set_up
from core.replica.verify import verify
from sync import carry as module
from sync.batch import Batch, decode, encode
from sync.carry import FOLDER, SUFFIX, carry_in, carry_out
from sync.joined import adopt
from sync.link import Link


def terminal(directory: Path, clock: ManualClock, letter: str, code: str = "东港") -> Replica:
    ids = IdSource(random.Random(letter + code).randbytes)
    return set_up(directory, clock, station=f"{code}站", code=code, letter=letter, ids=ids)


@pytest.fixture
def two(tmp_path: Path, clock: ManualClock) -> Iterator[tuple[Replica, Replica]]:
    """Two terminals of one station, the first with something to carry."""
    with terminal(tmp_path / "a", clock, "A") as a, terminal(tmp_path / "b", clock, "B") as b:
        for number in range(5):
            Desk(a).do(log.note, f"甲{number}")
        yield a, b


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    place = tmp_path / "stick"
    place.mkdir()
    return place


def files(stick: Path) -> list[Path]:
    return sorted((stick / FOLDER).rglob(f"*{SUFFIX}"))


def texts(replica: Replica) -> list[str]:
    return [entry.text() for entry in replica.entries(0, 2**62, newest=False)]


def test_a_stick_there_and_back_makes_both_terminals_the_same(
    two: tuple[Replica, Replica], stick: Path
) -> None:
    a, b = two
    Desk(b).do(log.note, "乙")
    carry_out(a, stick)
    assert carry_in(b, stick).whole
    carry_out(b, stick)
    taken = carry_in(a, stick)
    assert taken.whole
    assert texts(a) == texts(b)
    for replica in two:
        assert verify(replica.connection).ok
        assert standing.waiting(replica.connection) > 0


def test_a_stick_read_twice_and_an_old_stick_bring_nothing_new_and_no_harm(
    two: tuple[Replica, Replica], stick: Path, tmp_path: Path
) -> None:
    a, b = two
    carry_out(a, stick)
    shutil.copytree(stick, tmp_path / "old")
    assert carry_in(b, stick).new > 0
    again = carry_in(b, stick)
    assert (again.new, again.whole) == (0, True)
    Desk(a).do(log.note, "后来")
    carry_out(a, stick)
    assert len(files(stick)) == len(files(tmp_path / "old"))
    assert carry_in(b, stick).new == 1
    old = carry_in(b, tmp_path / "old")
    assert (old.new, old.whole) == (0, True)
    assert texts(b).count("后来") == 1


def test_a_torn_or_altered_file_is_named_and_the_others_are_taken(
    two: tuple[Replica, Replica], stick: Path
) -> None:
    a, b = two
    Desk(b).do(log.note, "乙")
    carry_out(b, stick)
    theirs = files(stick)[0].name
    carry_out(a, stick)
    mine = next(path for path in files(stick) if path.name != theirs)
    whole = mine.read_bytes()
    for spoilt in (b"", whole[:100], whole[:-1], whole[:-1] + bytes([whole[-1] ^ 1]), b"WRB1" * 50):
        mine.write_bytes(spoilt)
        taken = carry_in(b, stick)
        assert taken.broken == [mine.name]
        assert taken.new == 0
    mine.write_bytes(whole)
    assert carry_in(b, stick).new > 0


def test_a_batch_whose_seal_is_another_devices_is_left(two: tuple[Replica, Replica], stick: Path) -> None:
    a, b = two
    carry_out(a, stick)
    (path,) = files(stick)
    batch = decode(path.read_bytes())
    path.write_bytes(encode(Batch(batch.session, batch.first, batch.prev, batch.events, bytes(63) + b"x")))
    assert carry_in(b, stick).broken == [path.name]
    assert "甲0" not in texts(b)


def test_a_stick_that_lacks_an_earlier_part_says_so(
    two: tuple[Replica, Replica], stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a, b = two
    monkeypatch.setattr(module, "PUSH_EVENTS", 2)
    made = carry_out(a, stick)
    assert made.files == 3
    first, *_, last = files(stick)
    content = first.read_bytes()
    first.unlink()
    taken = carry_in(b, stick)
    assert taken.new == 0
    assert last.name in taken.gaps
    first.write_bytes(content)
    assert carry_in(b, stick).whole
    assert [text for text in texts(b) if text.startswith("甲")] == [f"甲{number}" for number in range(5)]


def test_a_stick_of_another_station_is_left_alone_and_named(
    two: tuple[Replica, Replica], stick: Path, tmp_path: Path, clock: ManualClock
) -> None:
    with terminal(tmp_path / "c", clock, "A", "北堤") as other:
        Desk(other).do(log.note, "北堤的事")
        carry_out(other, stick)
    a, _ = two
    before = texts(a)
    taken = carry_in(a, stick)
    assert (taken.files, taken.foreign) == (0, [("北堤站", "station/北堤")])
    assert texts(a) == before


def joined(replica: Replica, unit: str = "hq/b2/donggang") -> None:
    """As if it had joined: its unit and tie are those of a branch."""
    link = Link(
        "http://127.0.0.1:1", "", "aa" * 16, "bb" * 32, "cc" * 16, unit, "东港站", "A", f"unit/{unit}"
    )
    adopt(replica, link)


def test_a_stick_written_before_its_station_joined_is_taken(
    two: tuple[Replica, Replica], stick: Path
) -> None:
    a, b = two
    carry_out(b, stick)
    carry_out(a, stick)
    joined(b)
    taken = carry_in(b, stick)
    assert (taken.whole, taken.foreign) == (True, [])
    assert [text for text in texts(b) if text.startswith("甲")] == [f"甲{number}" for number in range(5)]


def test_a_stick_of_a_station_that_joined_waits_until_the_terminal_has_joined_too(
    two: tuple[Replica, Replica], stick: Path
) -> None:
    a, b = two
    joined(a)
    carry_out(a, stick)
    taken = carry_in(b, stick)
    assert (taken.whole, taken.new, taken.ahead) == (False, 0, [("东港站", "hq/b2/donggang")])
    joined(b)
    assert carry_in(b, stick).whole
    assert "甲0" in texts(b)


def test_a_stick_of_a_station_of_that_name_in_another_branch_is_left_alone_with_its_unit(
    two: tuple[Replica, Replica], stick: Path
) -> None:
    a, b = two
    joined(a, "hq/b9/donggang")
    carry_out(a, stick)
    joined(b)
    taken = carry_in(b, stick)
    assert (taken.new, taken.foreign) == (0, [("东港站", "hq/b9/donggang")])
    assert "甲0" not in texts(b)


def test_a_device_the_branch_has_not_shown_yet_is_named_and_its_records_are_taken(
    two: tuple[Replica, Replica], stick: Path
) -> None:
    a, b = two
    carry_out(a, stick)
    joined(b)
    assert a.seat is not None
    assert carry_in(b, stick).strangers == [a.seat.device]
    Desk(a).do(log.note, "后来")
    carry_out(a, stick)
    sessions = [row[0] for row in b.connection.execute("SELECT session FROM session WHERE ours = 0")]
    b.connection.executemany("INSERT INTO proof (session, fed) VALUES (?, 6)", [(one,) for one in sessions])
    with Replica(a.directory, a.clock) as again:
        Desk(again).do(log.note, "另一次开机")
        carry_out(again, stick)
    taken = carry_in(b, stick)
    assert (taken.new > 0, taken.strangers) == (True, [])


def test_another_history_of_a_session_is_kept_aside_with_an_alarm(
    two: tuple[Replica, Replica], stick: Path
) -> None:
    a, b = two
    carry_out(a, stick)
    carry_in(b, stick)
    (path,) = files(stick)
    batch, key = decode(path.read_bytes()), load_key(a.directory)
    assert key is not None
    changed = read_event(batch.events[-1])._replace(body={"text": "另一条历史"})
    last = write_event(changed, header_hash(batch.events[-2].header), bytes(16))
    seal = sign(key.secret, batch.session, batch.last, header_hash(last.header)).signature
    other = Batch(batch.session, batch.first, batch.prev, (*batch.events[:-1], last), seal)
    path.write_bytes(encode(other))
    assert carry_in(b, stick).forked == [path.name]
    assert [one.message for one in standing.alarms(b.connection)] == ["sync.alarm.fork"]
    assert b.connection.execute("SELECT count(*) FROM aside").fetchone()[0] == 1
    assert verify(b.connection).ok


def test_a_place_that_is_not_there_or_holds_nothing_is_told(
    two: tuple[Replica, Replica], stick: Path
) -> None:
    a, _ = two
    with pytest.raises(NotFound):
        carry_out(a, stick / "missing")
    with pytest.raises(NotFound):
        carry_in(a, stick)
