"""Backup and restore."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.clock import ManualClock
from core.errors import Damaged, NotFound, Refusal
from core.records import log
from core.replica.act import Desk
from core.replica.backup import backup
from core.replica.replica import DATABASE, Replica
from core.replica.restore import restore
from core.replica.verify import verify


def test_a_restored_terminal_says_so_and_reuses_no_number(
    replica: Replica, desk: Desk, clock: ManualClock, tmp_path: Path
) -> None:
    desk.do(log.note, "备份前")
    backup(replica, tmp_path / "copy.db")
    desk.do(log.note, "备份后，读过编号")
    replica.close()
    clock.advance(hours=1)
    restore(replica.directory, tmp_path / "copy.db", clock)
    with Replica(replica.directory, clock) as again:
        record = Desk(again).do(log.note, "恢复后")
        assert again.state(record).meta.number == "东港-20261122-AL501"
        assert [line.message for line in again.entries(0, 2**62)] == [
            "log.line",
            "session.restored",
            "log.line",
        ]
        assert again.rows("session")[-1].status == "restored"
        assert verify(again.connection).ok
    clock.advance(minutes=1)
    with Replica(replica.directory, clock) as later:
        Desk(later).do(log.note, "下一次启动")
        assert later.rows("session")[-1].status == ""
    assert list(replica.directory.glob("before-restore-*.db"))


def test_a_backup_never_overwrites_and_a_damaged_one_is_refused(
    replica: Replica, desk: Desk, clock: ManualClock, tmp_path: Path
) -> None:
    desk.do(log.note, "一")
    path = tmp_path / "copy.db"
    backup(replica, path)
    with pytest.raises(Refusal):
        backup(replica, path)
    data = path.read_bytes()
    spot = data.index("一".encode(), data.index(b"W1"))
    path.write_bytes(data[:spot] + b"\xe4\xba\x8c" + data[spot + 3 :])
    before = (replica.directory / DATABASE).read_bytes()
    with pytest.raises(Damaged):
        restore(replica.directory, path, clock)
    assert (replica.directory / DATABASE).read_bytes() == before
    path.write_bytes(b"no database at all")
    with pytest.raises(Damaged):
        restore(replica.directory, path, clock)
    with pytest.raises(NotFound):
        restore(replica.directory, tmp_path / "nowhere.db", clock)


def test_the_device_key_is_in_no_backup_and_private(replica: Replica, desk: Desk, tmp_path: Path) -> None:
    desk.do(log.note, "一")
    path = tmp_path / "copy.db"
    backup(replica, path)
    key = replica.directory / "device.key"
    for file in (key, path, replica.directory / DATABASE):
        assert file.stat().st_mode & 0o777 == 0o600
    secret = key.read_text().split('"')[3]
    assert secret.encode() not in path.read_bytes()
    assert bytes.fromhex(secret) not in path.read_bytes()
