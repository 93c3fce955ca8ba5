"""A watch in the small hours, for reading lines against."""

from __future__ import annotations

from datetime import datetime

import pytest

from core.clock import STATION_ZONE
from core.commands.context import Context, Named, Target

NIGHT = datetime(2026, 11, 22, 3, 12, 40, tzinfo=STATION_ZONE)


@pytest.fixture
def night() -> Context:
    """03:12 with an incident open, four vehicles and four people, two of them alike."""
    return Context(
        NIGHT,
        facts=frozenset({"incident", "undo"}),
        vehicles=(Named("v1", "1车"), Named("v2", "2车"), Named("v3", "2号泡沫车"), Named("v4", "12车")),
        people=(Named("p1", "何清"), Named("p2", "李建国"), Named("p3", "赵原"), Named("p4", "刘建国")),
        incident=Target("i", "东港-20261122-A03", "3号泊位 集装箱冒烟"),
        lookup={"A02": Target("s", "东港-20261121-A02", "5号泊位 油轮监护")}.get,
    )


@pytest.fixture
def quiet() -> Context:
    """The same hour with nothing open."""
    return Context(NIGHT)
