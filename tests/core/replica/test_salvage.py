"""Salvage keeps every event that still verifies, says what it left out, and leaves the damaged file as it is."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from core.clock import ManualClock
from core.errors import Damaged, NotFound, Refusal
from core.records import log
from core.records.fold import Folded
from core.replica.act import Desk
from core.replica.backup import backup
from core.replica.erasure import erase
from core.replica.mirror import Mirror
from core.replica.replica import DATABASE, Replica
from core.replica.restore import restore
from core.replica.salvage import readable, salvage
from core.replica.setup import set_up
from core.replica.verify import verify
from tests.core.conftest import START

LINES = 60


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three sessions, a backup taken after the first, a second copy of everything."""
    folder = tmp_path_factory.mktemp("salvage")
    clock = ManualClock(START)
    set_up(folder / "data", clock, station="东港站", code="东港").close()
    for session in range(3):
        with Replica(folder / "data", clock) as replica:
            for line in range(LINES // 3):
                clock.advance(minutes=1)
                Desk(replica).do(log.note, f"巡查 {session}-{line} " + "长" * (3000 if line == 3 else 20))
            if session == 0:
                backup(replica, folder / "early.db")
            Mirror(replica, folder).catch_up()
    return folder


def copied(data: Path, target: Path) -> Path:
    shutil.copytree(data / "data", target)
    return target / DATABASE


def titles(replica: Replica) -> list[str]:
    return [row.title for row in replica.rows("log")]


def test_a_whole_file_is_salvaged_whole(data: Path, tmp_path: Path, clock: ManualClock) -> None:
    path = copied(data, tmp_path / "d")
    before = path.read_bytes()
    report = salvage(path, tmp_path / "out.db", clock)
    assert (report.events, report.left) == (LINES + 3, [])
    assert path.read_bytes() == before
    restore(tmp_path / "d", tmp_path / "out.db", clock)
    with Replica(tmp_path / "d", clock) as replica:
        assert len(titles(replica)) == LINES
        assert verify(replica.connection).sealed == 3
        Desk(replica).do(log.note, "之后")
        assert verify(replica.connection).problems == ()


@pytest.mark.parametrize("page", range(0, 40, 3))
def test_a_ruined_page_costs_no_more_than_the_chain_behind_it(
    data: Path, tmp_path: Path, clock: ManualClock, page: int
) -> None:
    path = copied(data, tmp_path / "d")
    torn = bytearray(path.read_bytes())
    torn[page * 4096 : page * 4096 + 4096] = bytes(4096)
    path.write_bytes(bytes(torn))
    with readable(path, clock) as (replica, report):
        assert verify(replica.connection).problems == ()
        alone = report.events
        assert alone + len(report.left) >= LINES - 15
        assert all(isinstance(replica.folded(row.id), Folded) for row in replica.rows("log"))
    second = next(data.glob("*.wrj"))
    with readable(path, clock, data / "early.db", second) as (replica, report):
        assert report.events == LINES + 3 >= alone
        assert len(titles(replica)) == LINES


def test_an_altered_body_is_left_out_and_named(data: Path, tmp_path: Path, clock: ManualClock) -> None:
    path = copied(data, tmp_path / "d")
    path.write_bytes(path.read_bytes().replace("巡查 1-7".encode(), "巡查 1-8".encode()))
    with readable(path, clock) as (replica, report):
        assert [one.what for one in report.left] == ["verify.body_missing"]
        assert report.events == LINES + 3
        assert len([title for title in titles(replica) if "1-8" in title]) == 1
        assert verify(replica.connection).problems == ()


def test_an_altered_header_ends_its_session_only(data: Path, tmp_path: Path, clock: ManualClock) -> None:
    path = copied(data, tmp_path / "d")
    raw = path.read_bytes()
    with Replica(tmp_path / "d", clock) as replica:
        header = replica.connection.execute("SELECT header FROM event WHERE seq = 5 LIMIT 1").fetchone()[0]
    path.write_bytes(raw.replace(header, header.replace(b'"audience":"b', b'"audience":"B', 1)))
    with readable(path, clock) as (replica, report):
        assert verify(replica.connection).problems == ()
        assert report.events == LINES + 3 - len(report.left)
        assert len(report.left) == LINES // 3 + 1 - 4
        assert all(one.what == "verify.chain_broken" for one in report.left)


def test_what_was_erased_on_purpose_is_not_called_lost(tmp_path: Path, clock: ManualClock) -> None:
    with set_up(tmp_path / "d", clock, station="东港站", code="东港") as replica:
        record = Desk(replica).do(log.note, "隐私")
        Desk(replica).do(erase, replica.events(record)[0].id, "本人要求")
    assert salvage(tmp_path / "d" / DATABASE, tmp_path / "out.db", clock).left == []


def test_random_damage_is_always_salvaged_into_something_whole(
    data: Path, tmp_path: Path, clock: ManualClock
) -> None:
    chance = random.Random(9)
    for trial in range(25):
        path = copied(data, tmp_path / str(trial))
        torn = bytearray(path.read_bytes())
        for _ in range(chance.randint(1, 30)):
            spot = chance.randrange(len(torn))
            torn[spot : spot + chance.choice((1, 1, 8, 512))] = chance.randbytes(chance.choice((1, 4)))
        path.write_bytes(bytes(torn))
        with readable(path, clock) as (replica, report):
            assert report.events > 0
            assert verify(replica.connection).problems == ()


def test_salvage_says_when_there_is_nothing_to_do(tmp_path: Path, clock: ManualClock) -> None:
    (tmp_path / "text").write_text("不是数据" * 100, encoding="utf-8")
    with pytest.raises(Damaged):
        salvage(tmp_path / "text", tmp_path / "out.db", clock)
    with pytest.raises(NotFound):
        salvage(tmp_path / "nowhere", tmp_path / "out.db", clock)
    with pytest.raises(Refusal):
        salvage(tmp_path / "text", tmp_path / "text", clock)
