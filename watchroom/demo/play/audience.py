"""Who watches a story at an open screen: its clock, its sentences, and the end when the stage is taken down."""

from __future__ import annotations

import json
import os
import signal
import threading
import time
from datetime import datetime
from typing import Final

from core.i18n import t
from watchroom.demo.play.hour import StoryClock
from watchroom.demo.play.places import Places
from watchroom.demo.play.story import sentence

LOOK: Final = 0.5
"""Seconds between two looks whether the stage still stands."""


class Audience:
    """See `tui.services.Told`."""

    def __init__(self, places: Places) -> None:
        """Watch the story in `places` from now on."""
        self.clock = StoryClock(places.clock)
        self._places, self._read = places, 0

    def said(self) -> str:
        """The last sentence that was told since last asked, empty for none."""
        try:
            with self._places.told.open("rb") as file:
                file.seek(self._read)
                fresh = file.read()
        except OSError:
            return ""
        whole = fresh[: fresh.rfind(b"\n") + 1]
        self._read += len(whole)
        lines = whole.splitlines()
        return _spoken(lines[-1]) if lines else ""

    def leave_at_the_end(self) -> None:
        """Leave the screen of this process when the one that began the story is closed."""
        threading.Thread(target=self._wait_for_the_end, name="end", daemon=True).start()

    def _wait_for_the_end(self) -> None:
        while self._places.clock.exists():
            time.sleep(LOOK)
        os.kill(os.getpid(), signal.SIGTERM)


def _spoken(line: bytes) -> str:
    told = json.loads(line)
    return (
        sentence(datetime.fromisoformat(told["at"]), told["unit"], told["says"]) if told else t("play.over")
    )
