"""Where the parts of a demo lie: the first terminal's data directory, and everything else in one folder inside it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

FOLDER: Final = "demo"
BRANCH: Final = "hq/b2"
DONGGANG: Final = "hq/b2/donggang"
BEIDI: Final = "hq/b2/beidi"


@dataclass(frozen=True, slots=True)
class Places:
    """The directories of a demo whose first terminal's data lie in `first`."""

    first: Path

    @property
    def second(self) -> Path:
        """The second terminal of the same station."""
        return self.first / FOLDER / "donggang-b"

    @property
    def neighbour(self) -> Path:
        """The terminal of the other station."""
        return self.first / FOLDER / "beidi"

    @property
    def branch(self) -> Path:
        """The branch server."""
        return self.first / FOLDER / "branch"

    @property
    def headquarters(self) -> Path:
        """The headquarters server."""
        return self.first / FOLDER / "hq"
