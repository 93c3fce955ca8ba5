"""What this terminal was told about itself: beside the journal, in no event; a backup of the whole file has it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields, replace
from typing import TYPE_CHECKING, Any, Final

from core.errors import NotSaved
from core.replica.engine import sqlite

if TYPE_CHECKING:
    from core.replica.replica import Replica

_KEY: Final = "settings"


@dataclass(frozen=True, slots=True)
class Settings:
    """The terminal's settings; an empty text means that the terminal chooses.

    `copy_to` is the directory of the second copy, `lock_after` minutes without a key until whoever signed in
    is signed out, `night_call` the time of the night roll call (HH:MM) where the station holds one, `branch_phone`
    the number of the branch's duty officer.
    """

    language: str = ""
    glyphs: str = ""
    colours: str = ""
    copy_to: str = ""
    lock_after: int = 5
    night_call: str = ""
    branch_phone: str = ""


def load(replica: Replica) -> Settings:
    """The settings as stored; what this version does not know, or another sort of value, is left out."""
    row = replica.connection.execute("SELECT value FROM local WHERE key = ?", (_KEY,)).fetchone()
    return _read(row[0]) if row else Settings()


def store(replica: Replica, **changes: Any) -> Settings:
    """Change some settings and keep them; returns all of them. Raises NotSaved when the disk refuses."""
    settings = replace(load(replica), **changes)
    text = json.dumps(asdict(settings), ensure_ascii=False)
    try:
        replica.connection.execute("INSERT OR REPLACE INTO local VALUES (?, ?)", (_KEY, text))
    except sqlite.Error as error:
        raise NotSaved("store.not_saved", reason=str(error)) from error
    return settings


def _read(text: str) -> Settings:
    try:
        found = json.loads(text)
    except ValueError:
        return Settings()
    if not isinstance(found, dict):
        return Settings()
    standard = Settings()
    kept = {
        one.name: found[one.name]
        for one in fields(Settings)
        if type(found.get(one.name)) is type(getattr(standard, one.name))
    }
    return Settings(**kept)
