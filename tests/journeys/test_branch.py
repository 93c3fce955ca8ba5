"""A terminal in a real terminal and a branch server on loopback: what is typed arrives, and the status line says so."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import pytest

from core.clock import STATION_ZONE, SystemClock
from core.replica.replica import Replica
from sync.joined import adopt
from tests.sync.running import SCOPE, running
from tests.terminal import Terminal
from tests.tui.station import night
from watchroom.branch import join, way

pytestmark = pytest.mark.journey


def test_a_line_typed_at_the_desk_is_at_the_branch_and_one_written_elsewhere_comes_to_the_screen(
    tmp_path: Path,
) -> None:
    from core.records import log
    from core.replica.act import Desk
    from core.replica.setup import set_up
    from sync.rounds import go
    from sync.server.sqlite_store import SqliteStore

    data = tmp_path / "data"
    night(data, datetime.now(STATION_ZONE).replace(microsecond=0))[0].close()
    with running(tmp_path / "server", tls=True) as server:
        with Replica(data, SystemClock()) as replica:
            adopt(replica, join(replica, server.url, server.invitation()))
        with Terminal([sys.executable, "-m", "watchroom", "--data", str(data), "--lang", "zh"]) as duty:
            duty.wait_for("F10锁定")
            duty.wait_for("已同步")
            duty.press("东门岗亭换灯泡")
            duty.press("enter")
            store = SqliteStore(tmp_path / "server" / "server.db")

            def arrived() -> bool:
                rows = store.rows(SCOPE, 0, 1000)
                return any("东门岗亭换灯泡".encode() in (row.event.body or b"") for row in rows)

            duty.wait_for(arrived)
            duty.wait_for("已同步")
            with set_up(tmp_path / "b", SystemClock(), station="东港站", code="东港", letter="B") as other:
                adopt(other, join(other, server.url, server.invitation()))
                Desk(other).do(log.note, "另一台写的")
                with way(other) as there:
                    assert go(other, there).agreed
            duty.wait_for("另一台写的")
            store.close()
            duty.press("tb", "enter")
            duty.wait_for("全部已到支部")
        server_gone = Terminal([sys.executable, "-m", "watchroom", "--data", str(data), "--lang", "zh"])
    with server_gone as duty:
        duty.wait_for("F10锁定")
        duty.wait_for("离线")
