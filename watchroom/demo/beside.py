"""A process of its own beside an open screen, that lives exactly as long as the one that began it.

It ends when its stdin does, however the screen ended: left, killed or with its terminal closed.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final

LEAVE: Final = 8.0
"""Seconds the process has to end."""
GO: Final = b"\n"
"""What the one that began it writes to say: go on now."""


@contextmanager
def beside(module: str, *words: str) -> Iterator[subprocess.Popen[bytes]]:
    """`python -m module words` runs until the end of the block; its stdin and stdout are pipes."""
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", module, *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        assert process.stdin is not None
        with suppress(OSError):
            process.stdin.close()
        try:
            process.wait(LEAVE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


class Heard:
    """What the process hears of the one that began it."""

    def __init__(self) -> None:
        """Nothing yet."""
        self.told, self.ended = threading.Event(), threading.Event()
        """`told`: go on now; `ended`: the other one is gone."""


class Stdin(Heard):
    """Heard on stdin: anything written is `told`, its end is the end."""

    def __init__(self) -> None:
        """Listen, on a thread that does not keep the process alive."""
        super().__init__()
        threading.Thread(target=self._listen, name="end", daemon=True).start()

    def _listen(self) -> None:
        with suppress(OSError):
            while os.read(sys.stdin.fileno(), 1):
                self.told.set()
        self.ended.set()
        self.told.set()
