"""Two processes on one file: readers see one moment, a busy file is said to be busy, a restore waits its turn."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.clock import ManualClock
from core.errors import NotSaved, Refusal
from core.journal.chain import ChainWalker
from core.records import log
from core.replica import verify as verifying
from core.replica.act import Desk
from core.replica.backup import backup
from core.replica.rebuild import rebuild
from core.replica.replica import DATABASE, Replica
from core.replica.restore import restore
from core.replica.setup import set_up
from core.replica.verify import verify


@pytest.fixture
def pair(tmp_path: Path, clock: ManualClock) -> Iterator[tuple[Replica, Replica]]:
    with set_up(tmp_path, clock, station="东港站", code="东港") as first, Replica(tmp_path, clock) as second:
        Desk(first).do(log.note, "一")
        yield first, second


def test_a_line_written_while_another_process_verifies_is_no_damage(
    pair: tuple[Replica, Replica], monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = pair
    walk = ChainWalker.walk

    def interrupted(self: ChainWalker, rows: object) -> Iterator[object]:
        yield from walk(self, rows)  # type: ignore[arg-type]
        Desk(second).do(log.note, "核对时写入")

    monkeypatch.setattr(verifying.ChainWalker, "walk", interrupted)
    assert verify(first.connection).problems == ()
    assert not first.connection.in_transaction


def test_lines_of_another_process_are_no_damage_to_the_search_index(pair: tuple[Replica, Replica]) -> None:
    first, second = pair
    assert verify(first.connection).problems == ()
    Desk(second).do(log.note, "另一个窗口")
    assert verify(first.connection).problems == ()


def test_a_busy_file_is_said_to_be_busy(pair: tuple[Replica, Replica]) -> None:
    first, second = pair
    for replica in pair:
        replica.connection.execute("PRAGMA busy_timeout = 1")
    second.connection.execute("BEGIN IMMEDIATE")
    for work in (
        lambda: Desk(first).do(log.note, "二"),
        lambda: first.absorb([]),
        lambda: rebuild(first),
    ):
        with pytest.raises(NotSaved) as refused:
            work()
        assert refused.value.key == "store.busy"
    second.connection.execute("ROLLBACK")


def test_a_restore_under_an_open_terminal_is_refused_and_nothing_moves(
    pair: tuple[Replica, Replica], tmp_path: Path, clock: ManualClock
) -> None:
    first, second = pair
    backup(first, tmp_path / "copy.db")
    second.close()
    with pytest.raises(Refusal) as refused:
        restore(tmp_path, tmp_path / "copy.db", clock)
    assert refused.value.key == "store.in_use"
    Desk(first).do(log.note, "仍在记")
    first.close()
    assert not list(tmp_path.glob("before-restore-*"))
    restore(tmp_path, tmp_path / "copy.db", clock)
    assert (tmp_path / DATABASE).exists()
    kept = next(iter(tmp_path.glob("before-restore-*.db")))
    assert "仍在记".encode() in kept.read_bytes()


def test_a_reader_that_stays_on_a_page_never_keeps_a_writer_waiting(pair: tuple[Replica, Replica]) -> None:
    first, second = pair
    cursor = second.connection.execute("SELECT header FROM event")
    cursor.fetchone()
    for number in range(50):
        Desk(first).do(log.note, f"{number} " + "长" * 500)
    cursor.close()
    assert second.refresh()
    assert len(second.rows("log")) == 51
    assert verify(second.connection).problems == ()


def test_the_log_of_changes_is_cut_back_after_a_long_read(
    pair: tuple[Replica, Replica], tmp_path: Path
) -> None:
    first, second = pair
    cursor = second.connection.execute("SELECT header FROM event")
    cursor.fetchone()
    for number in range(60):
        Desk(first).do(log.note, f"{number} " + "长" * 9000)
    wal = tmp_path / (DATABASE + "-wal")
    grown = wal.stat().st_size
    cursor.close()
    for number in range(120):
        Desk(first).do(log.note, f"{number} " + "长" * 9000)
    assert wal.stat().st_size < max(3 * grown, 16 * 1024 * 1024)
