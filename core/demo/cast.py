"""What the demo is made of: people, places, calls and sentences of a station, in the JSON files beside this module."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

_FOLDER: Final = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Story:
    """A station to be made: the folder of its files and the seed of its dice."""

    name: str
    seed: int

    def told(self, part: str) -> dict[str, Any]:
        """One of its files: station, calls, days, tonight."""
        return _read(f"{self.name}/{part}")

    @property
    def teams(self) -> int:
        """How many teams take turns."""
        return len(self.told("station")["teams"])


DONGGANG: Final = Story("donggang", 20261122)
"""东港站: the station the screen opens on."""
BEIDI: Final = Story("beidi", 20261123)
"""北堤站: its neighbour in the same branch, quieter."""
YOUQU: Final = Story("youqu", 20261124)
"""油区站: the third station of the branch; only its people and things are told."""
BRANCH: Final = Story("branch", 20261125)
"""第二党支部: the committee at the branch's own terminal."""
HEADQUARTERS: Final = Story("hq", 20261126)
"""港航应急公司党总支: who looks at the totals."""


def told(part: str) -> dict[str, Any]:
    """A story of the whole company, such as the typhoon."""
    return _read(part)


def units() -> list[tuple[str, str, str]]:
    """The tree the stations belong to: path, name and level of each unit."""
    return [(path, name, level) for path, name, level in _read("company")["units"]]


@cache
def _read(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((_FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return content
