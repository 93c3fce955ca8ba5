"""Packages that offer names by a table: every name is there, and the first page loads few of their modules."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module

import pytest

from core.lazily import offer

OFFERING = (
    *("core.dates", "core.records.handover", "core.records.incident", "core.records.meeting"),
    *("core.records.person", "core.records.rollcall", "core.records.shift"),
)
FIRST_PAGE = "import tui.app, tui.terminal, tui.screens.watch"
LATER = (
    *("core.commands.preview", "core.pinyin", "core.records.incident", "core.records.meeting"),
    *("core.records.quickline", "core.replica.views", "core.signing", "sqlite_utils", "httpx", "pydantic"),
)
"""What nobody needs before the first page is painted."""


@pytest.mark.parametrize("package", OFFERING)
def test_every_name_a_package_offers_is_there(package: str) -> None:
    module = import_module(package)
    assert [name for name in module.__all__ if not hasattr(module, name)] == []


def test_a_name_nobody_offers_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="nothing"):
        offer("core.dates", {"show": "short_when"})("nothing")


def test_the_first_page_loads_no_more_than_it_shows() -> None:
    code = f"{FIRST_PAGE}; import sys; print(*[name for name in {LATER!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
