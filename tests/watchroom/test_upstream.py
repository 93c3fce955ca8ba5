"""A branch server joined to headquarters by hand, as real processes: refused, joined, served, asked how it stands."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from tests.watchroom.conftest import Type
from tests.watchroom.test_server import TREE, serving

DEADLINE = 60.0


@pytest.fixture
def tiers(type_: Type, tmp_path: Path) -> tuple[Path, Path]:
    """Directories of headquarters and of the branch, each with the tree."""
    (tmp_path / "units.toml").write_text(TREE, encoding="utf-8")
    made = tmp_path / "hq", tmp_path / "branch"
    for directory in made:
        loaded = type_("admin", "units", "load", str(tmp_path / "units.toml"), "--data", str(directory))
        assert loaded.code == 0
    return made


def code(type_: Type, directory: Path, unit: str, *words: str) -> str:
    """A new code of a server."""
    return str(type_("admin", "code", unit, *words, "--data", str(directory), "--json").document["code"])


def standing(type_: Type, directory: Path) -> Any:
    """What the branch says of its exchange with headquarters."""
    return type_("admin", "upstream", "--data", str(directory), "--json").document


def test_without_having_joined_nothing_is_served_and_the_way_is_told(
    type_: Type, tiers: tuple[Path, Path]
) -> None:
    _, branch = tiers
    refused = type_(
        "serve", "--listen", "127.0.0.1:0", "--upstream", "http://127.0.0.1:9", "--data", str(branch)
    )
    assert refused.code == 2
    assert "admin join" in refused.err
    assert type_("serve", "--upstream-code", "X", "--data", str(branch)).code == 2
    assert type_("admin", "upstream", "--data", str(branch)).code == 2


def test_a_station_its_branch_and_headquarters(type_: Type, tiers: tuple[Path, Path], tmp_path: Path) -> None:
    hq, branch = tiers
    station = str(tmp_path / "station")
    with serving(hq, "--listen", "127.0.0.1:0") as (_, above):
        joined = type_(
            "admin", "join", above, code(type_, hq, "hq/b2", "--relay"), "--data", str(branch), "--json"
        )
        assert (joined.code, joined.document["unit"]) == (0, "hq/b2")
        with serving(branch, "--listen", "127.0.0.1:0", "--upstream", above) as (_, url):
            assert type_("init", "--station", "东港站", "--code", "东港", "--data", station).code == 0
            assert type_("enrol", url, code(type_, branch, "hq/b2/donggang"), "--data", station).code == 0
            assert type_("log", "泵房巡查正常", "--data", station).code == 0
            last, known = time.monotonic() + DEADLINE, {}
            while not known or known["at_hq"] != known["events"]:
                assert time.monotonic() < last, known
                assert type_("sync", "--once", "--data", station).code == 0
                known = type_("status", "--data", station, "--json").document
            assert known["at_branch"] == known["events"]
            assert "已到总部" in type_("status", "--data", station).out
        found = standing(type_, branch)
        assert (found["waiting"], found["error"], found["unit"]) == (0, "", "hq/b2")
        assert type_("admin", "alarms", "--data", str(hq)).code == 0
