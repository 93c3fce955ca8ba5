"""What the branch must hear of at once (紧急): told by an event's header, so that a sealed batch need not be opened."""

from __future__ import annotations

import re
from typing import Final

from core.records.registry import is_urgent

_KIND: Final = re.compile(rb'"kind":"([^"\\]+)"')
_OURS: Final = re.compile(rb'"origin":"(?:live|backfill|compiled)"')
"""Canonical JSON escapes quotes inside a text, so neither can be part of one."""


def urgent(header: bytes) -> bool:
    """Whether this event cannot wait: one of an urgent kind that happened here, not one out of an imported book."""
    found = _KIND.search(header)
    return found is not None and is_urgent(found[1].decode()) and _OURS.search(header) is not None
