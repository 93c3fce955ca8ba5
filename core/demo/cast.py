"""What the demo is made of: people, places, calls and sentences, in the JSON files beside this module."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any, Final

_FOLDER: Final = Path(__file__).parent / "data"


@cache
def told(name: str) -> dict[str, Any]:
    """The file `name` (station, calls, days)."""
    content: dict[str, Any] = json.loads((_FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return content
