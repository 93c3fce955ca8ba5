"""A replica that many examples may search."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from core.clock import ManualClock
from core.records import log
from core.replica.act import Desk
from core.replica.replica import Replica
from core.replica.setup import set_up
from tests.core.conftest import START


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Replica]:
    """A station with a few lines in its log."""
    with set_up(tmp_path_factory.mktemp("s"), ManualClock(START), station="东港站", code="东港") as made:
        for text in ("3号泊位 集装箱冒烟", "巡查 泵房正常", "[/x] =1+2 \"quote'"):
            Desk(made).do(log.note, text)
        yield made
