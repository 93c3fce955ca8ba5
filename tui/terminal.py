"""The services of a terminal over its replica: who sits at the desk, what is typed, what the status line says."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Final

from core.clock import Clock
from core.i18n import t
from core.journal.event import Stored
from core.records.reference import Ref
from core.records.shift import current_shift
from core.records.urgency import urgent
from core.replica.act import Desk
from core.replica.drafts import Drafts
from core.replica.mirror import Mirror
from core.replica.replica import Replica
from core.replica.sentences import render
from core.replica.settings import load
from core.replica.unsent import Unsent
from tui.footing import Footing
from tui.reader import Reader
from tui.reminding import Reminders
from tui.services import Branch, Situation
from tui.standing import Cell, Standing
from tui.unread import Unread

STILL_MS: Final = 5_000
"""So long no key came: a reminder waits while somebody types, and stands until the next key."""


class Terminal:
    """What pages work with, over one replica."""

    def __init__(self, replica: Replica, branch: Branch | None = None) -> None:
        """Work on `replica` in the name of the shift's duty officer; `branch` exchanges what is written."""
        self.replica = replica
        self.drafts = Drafts(replica)
        self.commands = Reader(replica, self.version, lambda: self.undoable() is not None)
        self.signed_in: Ref | None = None
        """Who signed in with a PIN, None while the seat itself writes in the duty officer's name."""

        self._desk = Desk(replica)
        self._settled = self._judged = -1
        self._undoable: str | None = None
        self._last_key = replica.clock.boot_ms()
        self._copy: Mirror | None = None
        self._branch = branch
        self._standing = Standing(replica.connection, self.version, branch)
        self._footing = Footing(replica, self.version)
        self._reminders = Reminders(replica)
        self._unread = Unread(replica, self.version)
        if branch is not None:
            replica.listeners.append(
                lambda written: branch.written(any(urgent(one.header) for one in written))
            )

    @property
    def clock(self) -> Clock:
        """Station time."""
        return self.replica.clock

    @property
    def log_path(self) -> Path:
        """Where faults of the program are written."""
        return self.replica.directory / "faults.log"

    def keep_copy(self, directory: Path) -> None:
        """Keep the second copy in `directory` from the next saved act on; a disk that is away stops nothing."""
        if self._copy is None:
            self.replica.listeners.append(self._copied)
        self._copy = Mirror(self.replica, directory)

    @property
    def desk(self) -> Desk:
        """The desk, in the name of who signed in, else of the duty officer of the running shift."""
        version = self.version()
        if version != self._settled:
            self._settled = version
            self._desk.author = self._author()
        return self._desk

    def sign_in(self, person: Ref | None) -> None:
        """Write in the name of `person` from now on; None returns to the duty officer."""
        self.signed_in = person
        self._desk.author = self._author()

    def touched(self) -> None:
        """A key came: whoever signed in is still here."""
        self._last_key = self.clock.boot_ms()

    def version(self) -> int:
        """Grows with every change of the stored data, by us or by another process."""
        self.replica.refresh()
        return self.replica.changes

    def situation(self, now: datetime) -> Situation:
        """Footing, who signed in, where the data goes; who left is signed out (by the clock nobody can turn)."""
        if self.signed_in is not None:
            if self.clock.boot_ms() - self._last_key <= load(self.replica).lock_after * 60_000:
                return self._situated(self._signed(now), now)
            self.sign_in(None)
        if self._copy is not None and self._copy.error is not None:
            return self._situated((t("seat.copy_failed"), "due"), now)
        return self._situated(self._standing.cell(now), now)

    def _situated(self, cell: Cell, now: datetime) -> Situation:
        """Footing and banner beside what the status line says, and who is to be called or what is to be read."""
        banner = self._footing.banner(now)
        call, unread = self._call(now), self._unread.found()
        key = t("direct.call_key") if call else t("branch.read_key")
        waiting = tuple(one.meta.id for one in unread)
        return Situation(self._footing.word(), *cell, banner, call or self._unread.words(), key, waiting)

    def tick(self, *, heard: bool) -> str:
        """Note what has stood on the screen; when the officer is there to hear it (`heard`), a reminder due now."""
        self._footing.note(self.desk)
        still = self.clock.boot_ms() - self._last_key >= STILL_MS
        return self._reminders.due(self.clock.now()) if heard and still else ""

    def reminded(self) -> tuple[str, str] | None:
        """The page and form the last reminder leads to, None without one."""
        return self._reminders.leads(self.clock.now())

    def snooze(self) -> str:
        """Put the last reminder off (稍后); the sentence that says so, or that there is none."""
        return self._reminders.snooze(self.clock.now())

    def _call(self, now: datetime) -> tuple[str, ...]:
        """What has to be reported by phone; nothing of it is loaded while nothing is late."""
        if not self._standing.late(now):
            return ()
        from tui.screens.calling import call_words

        return call_words(self, now)

    def confirm_footing(self) -> bool:
        """The officer confirms the emergency footing for the room; False when there is nothing to confirm."""
        return self._footing.confirm(self.desk)

    def exchange(self) -> tuple[int, int] | None:
        """How far a long exchange is."""
        return None if self._branch is None else self._branch.progress()

    def late(self, now: datetime) -> list[Unsent]:
        """Urgent records the branch has not got in time."""
        return self._standing.late(now)

    def _signed(self, now: datetime) -> Cell:
        """Who signed in, and where the records stand once the terminal belongs to a branch."""
        name = t("seat.signed", name=self.signed_in.name if self.signed_in else "")
        said, style = self._standing.cell(now)
        if not self._standing.joined:
            return name, "accent"
        return f"{name}  {said}", style if style in ("due", "overdue") else "accent"

    def undoable(self) -> str | None:
        """The sentence of what Ctrl-Z would take back, or None."""
        from core.records.undo import what_undo

        version = self.version()
        if version != self._judged:
            line = what_undo(self.replica, self.desk.author)
            self._judged, self._undoable = version, None if line is None else render(line)
        return self._undoable

    def undo(self) -> None:
        """Take it back."""
        from core.records.undo import undo_last

        self.desk.do(undo_last)

    def copy_now(self, directory: Path) -> bool:
        """Keep the second copy in `directory` and bring it up to date at once; False when the disk refuses."""
        self.keep_copy(directory)
        return self._copy is not None and self._copy.catch_up()

    def _copied(self, written: list[Stored]) -> None:
        if self._copy is not None:
            self._copy.catch_up(written)

    def _author(self) -> str | None:
        if self.signed_in is not None:
            return self.signed_in.id
        shift = current_shift(self.replica)
        return shift.officer.id if shift is not None and shift.officer is not None else None
