"""Faults of the program: written to a file of their own, never to the screen."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from traceback import format_tb

_LARGEST = 1_000_000


def record(fault: BaseException, path: Path) -> None:
    """Append to `path` what sort of fault it was and where in the code; never raises.

    Messages and local variables hold what people wrote, so neither is noted (S25).
    """
    when = datetime.now(UTC).isoformat(timespec="seconds")
    text = f"{when} {type(fault).__name__}\n{''.join(format_tb(fault.__traceback__))}\n"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        mode = "w" if path.exists() and path.stat().st_size > _LARGEST else "a"
        with open(path, mode, encoding="utf-8", errors="backslashreplace", opener=_private) as log:
            log.write(text)
    except OSError:
        return


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
