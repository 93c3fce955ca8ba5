"""The clock of the watch, shared with the tests of core."""

from __future__ import annotations

from tests.core.conftest import clock

__all__ = ["clock"]
