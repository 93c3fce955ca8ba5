"""The company behind an open screen, in a process beside it.

The screen never waits for it.  It says on its stdout by which code the first terminal joins.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import cycle
from pathlib import Path
from typing import Final

from core.errors import WatchroomError
from watchroom.demo.beside import Stdin, beside
from watchroom.last_resort import note

PAUSE: Final = 40.0
"""Seconds between two lines that the other terminals write."""
THROW_AWAY: Final = "--throw-away"


@contextmanager
def company_behind(data: Path, until: datetime, *, throw_away: bool) -> Iterator[None]:
    """The company runs until the end of the block, and the terminal in `data` joins it as soon as it can be joined.

    With `throw_away` the process removes `data` even if this one is killed.
    """
    throwing = [THROW_AWAY] * throw_away
    with beside("watchroom.demo.behind", str(data), until.isoformat(), *throwing) as process:
        threading.Thread(target=_join, args=(process, data), name="join", daemon=True).start()
        yield


def _join(process: subprocess.Popen[bytes], data: Path) -> None:
    """Let the first terminal join by the code the company says; a company that does not begin leaves it alone."""
    from watchroom.demo.company import enrol

    assert process.stdout is not None
    try:
        said = json.loads(process.stdout.readline())
        enrol(data, said["url"], said["code"])
    except (WatchroomError, ValueError):
        return
    except Exception as fault:
        note(fault, data)


def main(data: Path, until: datetime, *, throw_away: bool) -> None:
    """Be the company until stdin ends."""
    ended = Stdin().ended
    try:
        _run(data, until, ended)
    except Exception as fault:
        if not ended.is_set():
            note(fault, data)
        ended.wait()
    finally:
        if throw_away:
            shutil.rmtree(data, ignore_errors=True)


def _run(data: Path, until: datetime, ended: threading.Event) -> None:
    from watchroom.demo.company import founded
    from watchroom.demo.life import write_something
    from watchroom.demo.places import DONGGANG, Places

    places = Places(data)
    with founded(places) as company:
        said = {"url": company.branch.url, "code": company.branch.invite(DONGGANG)}
        print(json.dumps(said), flush=True)
        company.staff(until)
        others = (places.second, places.neighbour)
        company.exchange(*others, stop=ended.is_set)
        for place in cycle(others):
            if ended.wait(PAUSE):
                return
            write_something(place)
            company.exchange(*others, stop=ended.is_set)


if __name__ == "__main__":
    main(Path(sys.argv[1]), datetime.fromisoformat(sys.argv[2]), throw_away=THROW_AWAY in sys.argv[3:])
