"""A terminal process that writes a line and exchanges, over and over, until it is killed: `-m tests.faults.duty NAME`."""

from __future__ import annotations

import os
import sys
from itertools import count

from watchroom.cli import run

SAVED, AGREED = "saved", "agreed"


def main(name: str) -> None:
    """Say of each line that it is saved only when the command said so, and of each exchange that agreed likewise."""
    out = os.dup(1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    os.dup2(1, 2)
    for number in count():
        text = f"{name}-{number}"
        if run(("log", text)) == 0:
            os.write(out, f"{SAVED} {text}\n".encode())
        if run(("sync", "--once", "--json")) == 0:
            os.write(out, f"{AGREED} {text}\n".encode())


if __name__ == "__main__":
    main(sys.argv[1])
