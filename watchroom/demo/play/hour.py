"""The time of a story, the same in every process that shows a part of it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Final

from core.clock import epoch_ms, from_ms

_WIDTH: Final = 8
BOOT_ID: Final = "story"


class StoryClock:
    """A clock that moves only when told, by any process: its milliseconds since 1970 are the eight bytes of a file."""

    def __init__(self, file: Path) -> None:
        """The time in `file`; the process that tells the story sets it first."""
        self._file, self._last = file, 0

    def now(self) -> datetime:
        """The instant last set."""
        return from_ms(self.boot_ms())

    def boot_ms(self) -> int:
        """Grows like the time itself; it stands still once the story is over and its file gone."""
        try:
            said = self._file.read_bytes()
        except OSError:
            return self._last
        if len(said) == _WIDTH:
            self._last = int.from_bytes(said, "big")
        return self._last

    def boot_id(self) -> str:
        """The same for every process: all machines of a story were started once."""
        return BOOT_ID

    def set(self, now: datetime) -> None:
        """Let it become `now`; time never runs back."""
        self._last = max(self._last, epoch_ms(now))
        with self._file.open("r+b" if self._file.exists() else "wb", buffering=0) as file:
            file.write(self._last.to_bytes(_WIDTH, "big"))
