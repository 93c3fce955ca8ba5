"""The room, its terminal, and the language put back after each test."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from core import signing
from core.clock import STATION_ZONE, ManualClock
from core.i18n import language, set_language
from core.ids import IdSource
from core.replica.act import Desk
from core.replica.replica import Replica
from core.replica.setup import set_up
from tests.tui.screens.room import Duty, begin_watch, give_pins, people_of
from tui.screens import registry
from tui.shell import Shell
from tui.terminal import Terminal

START = datetime(2026, 11, 22, 8, 0, tzinfo=STATION_ZONE)


@pytest.fixture(autouse=True)
def chinese() -> Iterator[None]:
    before = language()
    set_language("zh")
    yield
    set_language(before)


@pytest.fixture
def replica(tmp_path: Path) -> Iterator[Replica]:
    clock = ManualClock(START, boot_ms=1_000_000)
    made = set_up(
        tmp_path / "data", clock, station="东港站", code="东港", ids=IdSource(random.Random(7).randbytes)
    )
    yield made
    made.close()


@pytest.fixture
def quick_pins(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same argon2id, made cheap."""
    from argon2 import PasswordHasher

    monkeypatch.setattr(
        signing, "_hasher", lambda: PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    )


@pytest.fixture
def open_terminal(replica: Replica, quick_pins: None) -> Callable[..., Duty]:
    """A terminal over the station, with every page there is."""

    def make(*, watch: bool = True) -> Duty:
        desk = Desk(replica)
        people_of(desk)
        if watch:
            begin_watch(desk)
        give_pins(desk)
        room = Terminal(replica)
        return Duty(room, Shell(room, registry(), "watch"))

    return make
