"""Pinyin initials without a dictionary: 李建国 is found by `ljg`."""

from __future__ import annotations

from core.pinyin.letters import initials, letter, spell
from core.pinyin.matching import matches, rank, weight

__all__ = ["initials", "letter", "matches", "rank", "spell", "weight"]
