"""A station to try records on: a replica in a temporary directory with a clock and ids that tests control."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from core.clock import STATION_ZONE, ManualClock
from core.ids import IdSource
from core.replica.act import Desk
from core.replica.replica import Replica
from core.replica.setup import set_up

START = datetime(2026, 11, 22, 8, 0, tzinfo=STATION_ZONE)
"""A Sunday morning, the hour of the handover."""


@pytest.fixture
def clock() -> ManualClock:
    """A clock at the start of the watch that moves only when told."""
    return ManualClock(START, boot_ms=1_000_000)


@pytest.fixture
def replica(tmp_path: Path, clock: ManualClock) -> Iterator[Replica]:
    """东港站 on an empty terminal, with seeded ids."""
    made = set_up(
        tmp_path / "data", clock, station="东港站", code="东港", ids=IdSource(random.Random(7).randbytes)
    )
    yield made
    made.close()


@pytest.fixture
def desk(replica: Replica) -> Desk:
    """The seat of the duty room, nobody signed in."""
    return Desk(replica)
