"""The benchmarks go along with what they measure: they are no tests, so nothing else would notice that one is broken."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent / "benchmarks"


@pytest.mark.parametrize("name", sorted(path.stem for path in HERE.glob("*.py")))
def test_every_benchmark_still_finds_what_it_measures(name: str) -> None:
    assert import_module(f"tests.benchmarks.{name}").__doc__
