"""Room to write one more incident: a file given up when the disk is full (security-libraries §2.3)."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Final

NAME: Final = "ballast"
SIZE: Final = 8 * 1024 * 1024
LOW_BYTES: Final = 200 * 1024 * 1024
"""Below this much free space the officer is warned."""


def keep(directory: Path) -> None:
    """Put the ballast in place while there is room for it; never fails."""
    path = directory / NAME
    try:
        if path.exists() or free(directory) < LOW_BYTES:
            return
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            for _ in range(SIZE // 65536):
                file.write(bytes(65536))
    except OSError:
        path.unlink(missing_ok=True)


def give_up(directory: Path) -> bool:
    """Remove the ballast; True when that freed room."""
    try:
        (directory / NAME).unlink()
    except OSError:
        return False
    return True


def free(directory: Path) -> int:
    """Free bytes on the disk of `directory`."""
    return shutil.disk_usage(directory).free
