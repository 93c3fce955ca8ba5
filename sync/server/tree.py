"""The tree of units out of a TOML file: `[[unit]]` with `path`, `name` and `level`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection
from pathlib import Path
from typing import Any, Final

from core.errors import Refusal
from core.text import clean
from sync.server.registry import Unit

LEVELS: Final = ("hq", "branch", "station")
_PATH: Final = re.compile(r"[a-z0-9][a-z0-9-]*(/[a-z0-9][a-z0-9-]*){0,5}")
MOST_BYTES: Final = 1_000_000


def read_tree(path: Path, known: Collection[str]) -> list[Unit]:
    """The units of the file, each below a unit of it or a `known` one; raises Refusal, naming the place in the file."""
    try:
        found = tomllib.loads(path.read_bytes()[:MOST_BYTES].decode())
    except (OSError, ValueError) as error:
        raise Refusal("tree.unreadable", path=str(path)) from error
    listed = found.get("unit")
    if not isinstance(listed, list) or not listed or set(found) != {"unit"}:
        raise Refusal("tree.unreadable", path=str(path))
    units = [_unit(one, place) for place, one in enumerate(listed, 1)]
    paths = {unit.path for unit in units} | set(known)
    for place, unit in enumerate(units, 1):
        above = unit.path.rpartition("/")[0]
        if above and above not in paths:
            raise Refusal("tree.no_parent", place=place, path=unit.path)
    return units


def _unit(given: Any, place: int) -> Unit:
    if not isinstance(given, dict) or set(given) != {"path", "name", "level"}:
        raise Refusal("tree.bad_unit", place=place)
    path, name, level = given["path"], given["name"], given["level"]
    if not all(isinstance(value, str) for value in (path, name, level)):
        raise Refusal("tree.bad_unit", place=place)
    name = clean(name, limit=80).strip()
    if not _PATH.fullmatch(path) or len(path) > 150 or not name or level not in LEVELS:
        raise Refusal("tree.bad_unit", place=place)
    return Unit(path, name, level)
