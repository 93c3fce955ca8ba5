"""A station to try everything on: 东港站, four weeks of it, made through the operations officers use."""

from __future__ import annotations

from core.demo.building import DAYS, PIN, build
from core.demo.summary import Summary

__all__ = ["DAYS", "PIN", "Summary", "build"]
