"""Keeping what the cursor is on within sight on pages whose entries take several rows."""

from __future__ import annotations


def in_sight(top: int, start: int, end: int, room: int) -> int:
    """The first row to show so that rows `start` to `end` show, moving as little as possible."""
    if end - top > room:
        top = end - room
    return max(0, min(top, start))
