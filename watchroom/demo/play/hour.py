"""The time of a story, the same in every process that shows a part of it: the process that tells it writes it down."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Final

from core.clock import epoch_ms, from_ms

_WIDTH: Final = 8
BOOT_ID: Final = "story"


def write_down(file: Path, now: datetime) -> None:
    """Let every screen of the story show `now`."""
    with file.open("r+b" if file.exists() else "wb", buffering=0) as open_:
        open_.write(epoch_ms(now).to_bytes(_WIDTH, "big"))


class StoryClock:
    """A screen's clock: its milliseconds since 1970 are the eight bytes of a file."""

    def __init__(self, file: Path) -> None:
        """The time written down in `file`."""
        self._file, self._last = file, 0

    def now(self) -> datetime:
        """The instant last written down."""
        return from_ms(self.boot_ms())

    def boot_ms(self) -> int:
        """Grows like the time itself; it stands still once the story is over and its file gone."""
        try:
            said = self._file.read_bytes()
        except OSError:
            return self._last
        if len(said) == _WIDTH:
            self._last = max(self._last, int.from_bytes(said, "big"))
        return self._last

    def boot_id(self) -> str:
        """The same for every screen: all machines of a story were started once."""
        return BOOT_ID
