"""`--database` at the command line: what is said when it cannot be used, and a server moved by hand."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.processes import ROOT
from tests.sync.postgres import started
from tests.watchroom.conftest import Type
from tests.watchroom.test_server import TREE

NOWHERE = "postgresql://watchroom:geheim@127.0.0.1:1/none"


@pytest.mark.parametrize("words", [("serve",), ("admin", "units", "list"), ("admin", "backup", "copy")])
def test_an_address_that_is_none_is_wrong_use_and_repeats_nothing(
    type_: Type, words: tuple[str, ...]
) -> None:
    for url in ("mysql://geheim@x/y", "postgresql://[geheim", "postgresql://x?nonsense=geheim"):
        said = type_(*words, "--database", url)
        assert said.code == 2
        assert "postgresql://" in said.err
        assert "geheim" not in said.err + said.out


def test_a_database_that_does_not_answer_is_said_without_its_password(
    type_: Type, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert type_("admin", "units", "list", "--database", NOWHERE).code == 4
    monkeypatch.setenv("WATCHROOM_DATABASE", NOWHERE)
    for words in (("admin", "devices"), ("serve", "--listen", "127.0.0.1:0")):
        said = type_(*words)
        assert said.code == 4
        assert "PostgreSQL" in said.err
        assert "geheim" not in said.err


def test_without_its_driver_it_says_what_to_install(type_: Type, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith("sync.server.postgres_")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "psycopg", None)
    said = type_("admin", "units", "list", "--database", NOWHERE)
    assert said.code == 2
    assert "pip install" in said.err


def test_a_server_in_one_file_never_loads_the_driver(tmp_path: Path) -> None:
    code = (
        "import sys; from watchroom.cli import run; run(['admin', 'units', 'list']);"
        "import sync.server.app; print('psycopg' in sys.modules)"
    )
    env = {**os.environ, "PYTHONPATH": str(ROOT), "WATCHROOM_DATA": str(tmp_path / "d")}
    done = subprocess.run(
        [sys.executable, "-P", "-c", code], env=env, capture_output=True, text=True, check=True
    )
    assert done.stdout.endswith("False\n")


def test_a_server_is_moved_and_says_so(type_: Type, data: Path, tmp_path: Path) -> None:
    tree = tmp_path / "units.toml"
    tree.write_text(TREE, encoding="utf-8")
    assert type_("admin", "move").code == 2
    with started() as postgres:
        url = postgres.fresh()
        assert type_("admin", "move", "--database", url).code == 2
        assert type_("admin", "units", "load", str(tree)).code == 0
        assert type_("admin", "move", "--database", url, "--json").document == {
            "events": 0,
            "feeds": 0,
            "before": False,
        }
        assert type_("admin", "move", "--database", url, "--json").document["before"]
        left = type_("admin", "units", "list")
        assert left.code == 2
        assert "--database" in left.err
        found = type_("admin", "units", "list", "--database", url, "--json")
        assert [one["path"] for one in found.document["units"]] == ["hq", "hq/b2", "hq/b2/donggang"]
        assert type_("admin", "code", "hq", "--database", url).code == 0
        kept = type_("admin", "backup", str(tmp_path / "kept"), "--database", url)
        assert kept.code == 0
        assert "pg_dump" in kept.out
        assert not (tmp_path / "kept" / "server.db").exists()
        other = tmp_path / "other"
        assert type_("admin", "units", "list", "--data", str(other), "--database", url).code == 0
        env = {**os.environ, "PYTHONPATH": str(ROOT), "WATCHROOM_DATA": str(data), "WATCHROOM_DATABASE": url}
        words = [sys.executable, "-P", "-m", "watchroom", "serve", "--json", "--listen", "127.0.0.1:0"]
        with subprocess.Popen(
            words, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        ) as one:
            assert one.stdout is not None
            assert json.loads(one.stdout.readline())["url"]
            foreign = type_("serve", "--data", str(other), "--listen", "127.0.0.1:0", "--database", url)
            one.terminate()
        assert foreign.code == 2
        assert "密钥" in foreign.err
