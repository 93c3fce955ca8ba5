"""What the terminal is given by the composition root; pages see these protocols and nothing behind them."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from core.clock import Clock
    from core.commands.actions import Outcome
    from core.commands.invocation import Invocation
    from core.records.reference import Ref
    from core.replica.act import Desk
    from core.replica.unsent import Unsent


@dataclass(frozen=True, slots=True)
class Situation:
    """What status line and banner say: footing (平战), sync, the emergency sentence if there is one.

    `call` stands on every screen in words that are shown whole or not at all: at a station a direct report nobody at
    the branch knows of and whom to phone about it, in order; at the branch what nobody has read; `call_key` is the key
    to act on it. `waiting` are the ids of what the bell rings for.
    """

    footing: str = ""
    sync: str = ""
    sync_style: str = "text"
    banner: str = ""
    call: tuple[str, ...] = ()
    call_key: str = ""
    waiting: tuple[str, ...] = ()


class Told(Protocol):
    """A story that goes on behind the screen: its clock, and its sentences for who watches."""

    @property
    def clock(self) -> Clock:
        """The story's time."""

    def said(self) -> str:
        """What was told since last asked, empty for nothing new."""


class Drafts(Protocol):
    """Half-typed text that survives power cuts; `core.replica.drafts.Drafts` is one."""

    def keep(self, form: str, content: dict[str, Any]) -> None:
        """Store the draft of `form`; durable when it returns."""

    def drop(self, form: str) -> None:
        """Forget the draft of `form`."""

    def acting_on(self, form: str) -> AbstractContextManager[None]:
        """While the text of `form` is acted on: what is saved meanwhile drops its draft in the same transaction."""

    def get(self, form: str) -> Any:
        """The draft of `form` with its `content`, or None."""


class Commands(Protocol):
    """`core.commands` with its surroundings filled in; `scope` is a page's id, `record` the incident it shows."""

    def prepare(self) -> None:
        """Look up and load what the first typed line needs; asked once, when nobody waits."""

    def read(self, text: str, scope: str = "", record: str = "") -> Invocation | None:
        """What `text` means; None for an empty line."""

    def run(self, desk: Desk, invocation: Invocation, scope: str = "", record: str = "") -> Outcome:
        """Carry `invocation` out; raises Refusal with nothing written."""

    def preview(self, text: str, scope: str = "", record: str = "") -> str:
        """What Enter would do with `text`, in a few words."""

    def complete(self, text: str, scope: str = "") -> str | None:
        """`text` completed as far as it is clear, or None."""

    def unavailable(self, command: str) -> str | None:
        """The sentence why the command of that id cannot be given now, or None; asked at every paint."""


class Branch(Protocol):
    """The exchange with the branch, running somewhere else; nothing of it waits or makes wait."""

    def start(self) -> None:
        """Begin; once begun it does nothing."""

    def written(self, urgent: bool) -> None:
        """Something was saved here."""

    def progress(self) -> tuple[int, int] | None:
        """Events taken in and their total while a long exchange runs, None otherwise."""


class Services(Protocol):
    """Everything a page may use besides its own state."""

    @property
    def desk(self) -> Desk:
        """The person at the keyboard and the replica: acts, states, rows."""

    @property
    def drafts(self) -> Drafts:
        """Half-typed text."""

    @property
    def commands(self) -> Commands:
        """The command line's reader."""

    @property
    def clock(self) -> Clock:
        """Station time."""

    @property
    def log_path(self) -> Path:
        """Where faults of the program are written."""

    def touched(self) -> None:
        """A key came: somebody sits here."""

    @property
    def signed_in(self) -> Ref | None:
        """Who gave their PIN and writes in their own name, None while the seat writes."""

    def sign_in(self, person: Ref | None) -> None:
        """Write in the name of `person`, who gave their PIN; None: of the shift's duty officer again."""

    def copy_now(self, directory: Path) -> bool:
        """Keep the second copy in `directory` and bring it up to date at once; False when the disk refuses."""

    def exchange(self) -> tuple[int, int] | None:
        """Events taken in and their total while a long exchange runs, None otherwise."""

    def late(self, now: datetime) -> Sequence[Unsent]:
        """Urgent records the branch has not got in time, the longest waiting first; as cheap as `situation`."""

    def confirm_footing(self) -> bool:
        """Confirm the emergency footing for the room; False when there is nothing to confirm."""

    def tick(self, *, heard: bool) -> str:
        """Once a second, never while painting: what is noted meanwhile; a sentence to remind with when `heard`."""

    def reminded(self) -> tuple[str, str] | None:
        """The page and form the last reminder leads to, None without one."""

    def snooze(self) -> str:
        """Put the last reminder off; the sentence that says so, or that there is none."""

    def situation(self, now: datetime) -> Situation:
        """What the status line says; must be cheap, it is asked every second."""

    def version(self) -> int:
        """A number that changes when the stored data changed, by us or by another process."""

    def undoable(self) -> str | None:
        """The sentence of what Ctrl-Z would take back, or None."""

    def undo(self) -> None:
        """Take it back; raises Refusal if that is no longer possible."""
