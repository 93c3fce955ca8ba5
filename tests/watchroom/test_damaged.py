"""Damaged data: exit 3, what can be read is read, the way back is told and works."""

from __future__ import annotations

from pathlib import Path

from core.replica.engine import sqlite
from core.replica.replica import DATABASE
from tests.watchroom.conftest import Type


def hurt(data: Path, table: str) -> None:
    """Ruin every page of one table."""
    path = data / DATABASE
    connection = sqlite.connect(str(path))
    root = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()[0]
    size = connection.execute("PRAGMA page_size").fetchone()[0]
    connection.close()
    torn = bytearray(path.read_bytes())
    torn[(root - 1) * size : root * size] = b"\x7f" * size
    path.write_bytes(bytes(torn))


def test_with_ruined_lists_everything_is_still_read(station: Type, data: Path):
    station("log", "损坏之前")
    for name in ("record", "entry"):
        hurt(data, name)
    listed = station("list", "log", "--json")
    assert listed.code == 3
    assert [one["title"] for one in listed.document["items"]] == ["损坏之前"]
    assert "salvage" in listed.err
    found = station("search", "损坏之前", "--json")
    assert (found.code, found.document["total"]) == (3, 1)
    assert station("show", "AL01", "--json").code == 3
    assert station("verify", "--json").code == 3
    assert station("log", "写不进").code == 3


def test_the_way_back_that_is_told_works(station: Type, data: Path, tmp_path: Path):
    station("log", "备份前")
    assert station("backup", str(tmp_path / "copy.db")).code == 0
    station("log", "备份后")
    (data / DATABASE).write_bytes((data / DATABASE).read_bytes()[: 4096 * 3] + b"\x00" * 4096 * 20)
    assert station("log", "写不进").code in (2, 3)
    saved = station("salvage", str(tmp_path / "saved.db"), "--with", str(tmp_path / "copy.db"), "--json")
    assert saved.code in (0, 1)
    assert saved.document["events"] >= 7
    assert station("restore", str(tmp_path / "saved.db")).code == 0
    assert station("verify").code == 0
    assert "备份前" in [one["title"] for one in station("list", "log", "--json").document["items"]]
    assert station("log", "又能写了").code == 0


def test_an_altered_line_is_never_shown_as_written(station: Type, data: Path):
    station("log", "泵房水压正常")
    path = data / DATABASE
    path.write_bytes(path.read_bytes().replace("泵房水压正常".encode(), "泵房水压偏低".encode()))
    assert station("verify").code == 3
    assert station("rebuild").code == 0
    shown = station("list", "log", "--json")
    assert "偏低" not in shown.out
