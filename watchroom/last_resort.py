"""When the program itself is at fault: one sentence, and a note of where in the code it was, without any content."""

from __future__ import annotations

import os
import platform
from datetime import UTC, datetime
from pathlib import Path
from traceback import extract_tb
from typing import Final

LOG: Final = "faults.log"
LARGEST: Final = 1_000_000
"""Bytes after which the note begins anew."""


def note(fault: BaseException, directory: Path) -> Path | None:
    """Append where `fault` happened to the log in `directory`: its type and places in the code, never its message.

    Messages and local variables hold what people wrote.  Returns the log, None when it cannot be written.
    """
    path = directory / LOG
    places = [f"  {Path(at.filename).name}:{at.lineno} {at.name}" for at in extract_tb(fault.__traceback__)]
    when = datetime.now(UTC).isoformat(timespec="seconds")
    head = f"{when} {type(fault).__name__} Python {platform.python_version()} {platform.system()}"
    try:
        mode = "w" if path.exists() and path.stat().st_size > LARGEST else "a"
        with open(path, mode, encoding="utf-8", opener=_private) as log:
            log.write("\n".join([head, *places]) + "\n")
    except OSError:
        return None
    return path


def damaged(directory: Path) -> bool:
    """Whether the journal in `directory` is not as it was written; False where there is none."""
    from core.replica.engine import connect
    from core.replica.replica import DATABASE
    from core.replica.verify import verify

    path = directory / DATABASE
    if not path.exists():
        return False
    try:
        connection = connect(path, read_only=True)
        try:
            return not verify(connection).whole
        finally:
            connection.close()
    except Exception:
        return True


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
