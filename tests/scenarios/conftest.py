"""The company at eight o'clock on a Monday morning, all stations on duty."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.scenarios import company as founded
from tests.scenarios.company import Company, monday, morning


@pytest.fixture
def company(tmp_path: Path) -> Iterator[Company]:
    """Real servers, real terminals, one clock."""
    with founded.company(tmp_path, morning(monday())) as made:
        yield made
