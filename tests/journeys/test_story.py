"""The typhoon before the eyes of who watches: two screens in real terminals, one clock, and the end of both."""

from __future__ import annotations

import os
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.terminal import Terminal

pytestmark = pytest.mark.journey

ROOT = Path(__file__).resolve().parent.parent.parent
PROGRAM = [sys.executable, "-P", "-m", "watchroom"]


@contextmanager
def told(place: Path, *words: str) -> Iterator[Terminal]:
    """`watchroom demo --scenario typhoon` in a terminal, its throw-away data below `place`."""
    env = {"PYTHONPATH": str(ROOT), "TMPDIR": str(place), "WATCHROOM_CALLED_AS": "watchroom"}
    with Terminal([*PROGRAM, "demo", "--scenario", "typhoon", "--lang", "zh", *words], env=env) as screen:
        yield screen


@pytest.fixture
def place() -> Iterator[Path]:
    """A short path: what is printed shall be read from the screen."""
    with tempfile.TemporaryDirectory(prefix="w") as made:
        yield Path(made)


def test_two_screens_show_one_story_and_leaving_the_first_ends_all(place: Path) -> None:
    with told(place, "--speed", "5000") as branch:
        branch.wait_for("按 Enter 开始", 60)
        (data,) = place.iterdir()
        typed = re.sub(r"\s", "", branch.text)
        assert f"watchroomdemo--scenariotyphoon--data{data}--watchbeidi" in typed
        with told(place, "--data", str(data), "--watch", "beidi") as beidi:
            beidi.wait_for("北堤站 一班")
            branch.press("enter")
            branch.wait_for("战时 橙色二级  恶劣天气", 60)
            beidi.wait_for("战时 橙色二级  恶劣天气", 60)
            branch.wait_for("东港站  一班开微会议", 60)
            beidi.wait_for("周五 09:3")
            branch.wait_for("周五 09:3")
            branch.press("tc", "enter")
            assert branch.wait_exit() == 0
            assert beidi.wait_exit() == 0
    assert list(place.iterdir()) == []


def test_ctrl_c_before_it_begins_leaves_nothing(place: Path) -> None:
    with told(place) as screen:
        screen.wait_for("按 Enter 开始", 60)
        assert len(os.listdir(place)) == 1
        screen.press("ctrl+c")
        assert screen.wait_exit() == 130
    assert list(place.iterdir()) == []
