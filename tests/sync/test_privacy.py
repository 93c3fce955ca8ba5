"""Weeks of two stations go up: nothing that was meant for a station or its branch lies in headquarters' files (PV08)."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from core.clock import STATION_ZONE, SystemClock
from core.demo.building import build
from core.demo.cast import BEIDI
from core.journal.encoding import SALT_BYTES, TAIL
from core.replica.replica import Replica
from sync.agent.standing import standing
from sync.policy import ALL_ON, Policy
from tests.sync.running import TREE, running
from tests.sync.tiers import BRANCH, Station, branch, feed, until

UNTIL = datetime(2026, 11, 22, 3, 12, tzinfo=STATION_ZONE)
STATIONS = ("hq/b2/donggang", "hq/b2/beidi")
NARROW = ("station", "branch")
_CHINESE = re.compile(r"[\u4e00-\u9fff]{2}")


@pytest.fixture(scope="module")
def weeks(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Two stations with work behind them."""
    homes = [tmp_path_factory.mktemp("station") / name for name in ("one", "two")]
    build(homes[0], UNTIL, days=14)
    build(homes[1], UNTIL, days=7, story=BEIDI)
    return homes


def written(home: Path) -> Iterator[tuple[str, Any]]:
    """Audience and content of every event of a terminal."""
    with Replica(home, SystemClock()) as replica:
        for header, body in replica.connection.execute("SELECT header, body FROM event").fetchall():
            yield json.loads(header[TAIL])["audience"], json.loads(body[SALT_BYTES:])


def texts(value: Any) -> Iterator[str]:
    """Every text inside a content that a person could be known by: with Chinese in it, or long."""
    if isinstance(value, str):
        if _CHINESE.search(value):
            yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from texts(one)


def private(homes: list[Path]) -> set[str]:
    """Texts of records that stay at the station or the branch, and stand in no other and in no header."""
    narrow, wide, headers = set[str](), set[str](), ""
    for home in homes:
        for audience, content in written(home):
            (narrow if audience in NARROW else wide).update(texts(content))
        with Replica(home, SystemClock()) as replica:
            rows = replica.connection.execute("SELECT header FROM event").fetchall()
            headers += "\n".join(header[TAIL].decode() for (header,) in rows)
    units = "\n".join(unit.name for unit in TREE)
    return {word for word in narrow - wide if word not in headers and word not in units}


def held(directory: Path) -> bytes:
    """Every byte of a server's files, and whatever in them can be inflated."""
    raw = b"\n".join(path.read_bytes() for path in sorted(directory.rglob("*")) if path.is_file())
    return raw + b"\n".join(_inflated(raw))


def _inflated(raw: bytes) -> Iterator[bytes]:
    for found in re.finditer(rb"\x78[\x01\x5e\x9c\xda]|\x1f\x8b\x08", raw):
        engine = zlib.decompressobj(47)
        try:
            yield engine.decompress(raw[found.start() : found.start() + 1_000_000], 4_000_000)
        except zlib.error:
            continue


def leaked(directory: Path, words: set[str]) -> set[str]:
    """The words that lie in a server's files, as UTF-8 or written with escapes."""
    there = held(directory)
    return {word for word in words if word.encode() in there or json.dumps(word)[1:-1].encode() in there}


def gone_up(tmp_path: Path, homes: list[Path], policy: Policy) -> Path:
    """Headquarters' directory after everything went up."""
    with running(tmp_path / "hq") as hq, branch(tmp_path / "branch", hq, policy) as server:
        for home, unit in zip(homes, STATIONS, strict=True):
            Station.there(home, server, unit).sync()
        scopes = [f"unit/{unit}" for unit in STATIONS]
        until(
            lambda: all(
                len(feed(hq.directory, scope)) == len(feed(server.directory, scope)) for scope in scopes
            )
        )
        until(lambda: standing(server.directory, BRANCH)[1] == 0)
        assert any(event.body is not None for scope in scopes for event in feed(hq.directory, scope))
        assert leaked(server.directory, private(homes))
    return hq.directory


def test_nothing_meant_for_a_station_or_its_branch_lies_at_headquarters(
    tmp_path: Path, weeks: list[Path]
) -> None:
    words = private(weeks)
    assert len(words) > 200
    assert leaked(gone_up(tmp_path, weeks, ALL_ON), words) == set()


def test_the_search_finds_what_went_up_without_the_rule(tmp_path: Path, weeks: list[Path]) -> None:
    words = private(weeks)
    found = leaked(gone_up(tmp_path, weeks, Policy(withhold=False)), words)
    assert len(found) > len(words) * 0.9
