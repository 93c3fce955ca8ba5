"""Signs that stand for a state beside its word; in no language, the same in both."""

from __future__ import annotations

from typing import Final

OVERDUE: Final = "!"
DUE: Final = "·"
OUT: Final = "×"
EMPTY: Final = "-"
"""Nothing was written there, which is not nought."""

ORDER: Final = ("struck", "undone", "amended", "backfill", "imported")
"""The marks of a log line, the one that matters most first; labels under mark.*."""
