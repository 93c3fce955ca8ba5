"""A power cut at any moment loses no saved transaction, halves none and doubles none."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.core.replica.power.judge import BROKEN, HELD, LOST, judged
from tests.core.replica.power.recording import Recording, recorded
from tests.core.replica.power.shim import replay
from tests.core.replica.power.station import a_day, other_terminal

CUTS = int(os.environ.get("WATCHROOM_CUTS", "5000"))
SEED = int(os.environ.get("WATCHROOM_SEED", "1"))
THOROUGH = 50
"""Every how many cuts the whole journal is verified and a line is written."""

MEMORY = Path("/dev/shm")

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the shim is written for POSIX files")


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """A directory in memory where there is one: the cuts are simulated, the disk need not take part."""
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as name:
        yield Path(name)


@pytest.fixture(scope="module")
def day(folder: Path) -> Recording:
    """Everything the replica wrote in a day."""
    visitor = other_terminal(folder / "other")
    with recorded() as recording:
        a_day(folder / "day", visitor)
    return recording


def _fresh(folder: Path, name: str) -> tuple[Path, Path]:
    for part in ("run", "remains"):
        (folder / name / part).mkdir(parents=True)
    return folder / name / "run" / "watchroom.db", folder / name / "remains"


def test_no_cut_loses_or_breaks_anything_saved(day: Recording, folder: Path) -> None:
    path, remains = _fresh(folder, "full")
    diary = replay(day, path)
    verdicts = judged(day, diary, remains, count=CUTS, seed=SEED, thorough=THOROUGH)
    assert verdicts == {HELD: CUTS}


def test_the_simulator_breaks_a_file_that_is_never_synced(day: Recording, folder: Path) -> None:
    path, remains = _fresh(folder, "off")
    diary = replay(day, path, journal_mode="DELETE", synchronous="OFF")
    assert judged(day, diary, remains, count=200, seed=SEED)[BROKEN] > 180


def test_the_simulator_loses_what_was_synced_too_rarely_and_keeps_the_rest_whole(
    day: Recording, folder: Path
) -> None:
    path, remains = _fresh(folder, "normal")
    verdicts = judged(day, replay(day, path, synchronous="NORMAL"), remains, count=400, seed=SEED)
    assert verdicts[LOST] > 80
    assert verdicts[BROKEN] == 0


def test_the_simulator_lets_a_careful_rollback_journal_hold(day: Recording, folder: Path) -> None:
    path, remains = _fresh(folder, "extra")
    diary = replay(day, path, journal_mode="DELETE", synchronous="EXTRA")
    assert judged(day, diary, remains, count=400, seed=SEED) == {HELD: 400}
