"""Stand-ins for what the composition root gives the terminal."""

from __future__ import annotations

import json
import os
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from core.replica.drafts import Draft
from tui.services import Situation

PORT = timezone(timedelta(hours=8))


@dataclass
class FixedClock:
    """A clock that stands until it is moved."""

    at: datetime = datetime(2026, 11, 22, 3, 12, 40, tzinfo=PORT)

    def now(self) -> datetime:
        """The time it was set to."""
        return self.at


@dataclass
class FileDrafts:
    """One file per form."""

    folder: Path

    def keep(self, form: str, content: dict[str, Any]) -> None:
        """Write it."""
        self._path(form).write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")

    def drop(self, form: str) -> None:
        """Remove it."""
        self._path(form).unlink(missing_ok=True)

    def acting_on(self, form: str) -> AbstractContextManager[None]:
        """Files know no transaction."""
        return nullcontext()

    def get(self, form: str) -> Draft | None:
        """Read it."""
        path = self._path(form)
        return Draft(form, json.loads(path.read_text(encoding="utf-8")), 0) if path.exists() else None

    def _path(self, form: str) -> Path:
        return self.folder / ("draft-" + form.replace("/", "_").replace(os.sep, "_"))


class NoCommands:
    """Knows no command."""

    def preview(self, text: str, scope: str = "") -> str:
        """Nothing."""
        return ""

    def complete(self, text: str, scope: str = "") -> str | None:
        """Nothing."""
        return None

    def unavailable(self, command: str) -> str | None:
        """Everything can be given."""
        return None


@dataclass
class Stand:
    """Services over a folder, with a list as the desk."""

    folder: Path
    desk: Any = field(default_factory=list)
    clock: FixedClock = field(default_factory=FixedClock)
    commands: NoCommands = field(default_factory=NoCommands)
    now: Situation = field(default_factory=lambda: Situation(footing="平时", sync="已同步 2分"))
    changes: int = 0
    last: str | None = None

    def __post_init__(self) -> None:
        """Drafts and log live in the folder."""
        self.drafts = FileDrafts(self.folder)
        self.log_path = self.folder / "faults.log"

    def situation(self, now: datetime) -> Situation:
        """The situation it was given."""
        return self.now

    def confirm_footing(self) -> bool:
        """No emergency here."""
        return False

    def tick(self, *, heard: bool) -> str:
        """Nothing to be reminded of."""
        return ""

    def reminded(self) -> tuple[str, str] | None:
        """Nobody was reminded."""
        return None

    def snooze(self) -> str:
        """Nothing to put off."""
        return ""

    def late(self, now: datetime) -> list[Any]:
        """Nothing urgent waits."""
        return []

    def touched(self) -> None:
        """Nobody signs in here."""

    def version(self) -> int:
        """How often the test said something changed."""
        return self.changes

    def undoable(self) -> str | None:
        """What the test put there."""
        return self.last

    def undo(self) -> None:
        """Take it back."""
        self.last = None
