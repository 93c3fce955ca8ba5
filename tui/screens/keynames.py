"""Keys as they stand on the keyboard: F2, Ctrl-L."""

from __future__ import annotations


def key_name(key: str) -> str:
    """The name a person reads for Textual's name of a key."""
    return "-".join(part.capitalize() for part in key.split("+"))
