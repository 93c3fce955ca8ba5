"""One house: the four packages that run are the four that were shipped together."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Final

PACKAGES: Final = ("core", "tui", "sync", "watchroom")
"""The top-level packages of the distribution; their names are general, so a stranger may shadow one."""


def homes() -> dict[str, Path]:
    """Where each package would be imported from, unimported; raises ImportError if one is missing."""
    found: dict[str, Path] = {}
    for name in PACKAGES:
        spec = find_spec(name)
        if spec is None or spec.origin is None:
            raise ImportError(name)
        found[name] = Path(spec.origin).resolve().parent.parent
    return found


def refuse_strangers() -> None:
    """Raise ImportError when a folder of the same name elsewhere shadows one of our packages."""
    found = homes()
    strangers = [name for name in PACKAGES if found[name] != found["watchroom"]]
    if strangers:
        places = ", ".join(f"{name}: {found[name]}" for name in strangers)
        raise ImportError(f"not watchroom's own package ({places}); start from another folder")
