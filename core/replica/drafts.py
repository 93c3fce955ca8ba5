"""Drafts: half-typed text, on disk at every pause so that a power cut takes no more than a second of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from core.clock import epoch_ms
from core.errors import NotSaved
from core.replica.engine import sqlite

if TYPE_CHECKING:
    from core.replica.replica import Replica


DROP: Final = "DELETE FROM draft WHERE form = ?"


class Draft(NamedTuple):
    """What was being typed in a form, and when it was last put down (milliseconds since 1970)."""

    form: str
    content: dict[str, Any]
    saved_ms: int


class Drafts:
    """The drafts of one terminal, by form."""

    def __init__(self, replica: Replica) -> None:
        """Keep drafts in `replica`'s file; they are no events."""
        self._replica = replica
        self._connection, self._clock, self._turn = replica.connection, replica.clock, replica.turn

    def keep(self, form: str, content: dict[str, Any]) -> None:
        """Put `content` of `form` down now; raises NotSaved when the disk refuses."""
        text = json.dumps(content, ensure_ascii=False)
        sql = "INSERT OR REPLACE INTO draft VALUES (?, ?, ?)"
        try:
            with self._turn.mine():
                self._connection.execute(sql, (form, text, epoch_ms(self._clock.now())))
        except sqlite.Error as error:
            raise NotSaved("store.draft_not_saved", reason=str(error)) from error

    def drop(self, form: str) -> None:
        """Forget the draft of `form`: it was saved as a record, or thrown away on purpose. Raises NotSaved."""
        try:
            with self._turn.mine():
                self._connection.execute(DROP, (form,))
        except sqlite.Error as error:
            raise NotSaved("store.draft_not_saved", reason=str(error)) from error

    @contextmanager
    def acting_on(self, form: str) -> Iterator[None]:
        """While the text of `form` is acted on, the first act that is saved drops its draft in the same transaction.

        So a power cut right after it does not offer text again that is on record already.
        """
        self._replica.settles = form
        try:
            yield
        finally:
            self._replica.settles = ""

    def get(self, form: str) -> Draft | None:
        """The draft of `form`, None when there is none."""
        row = self._connection.execute(
            "SELECT form, content, saved_ms FROM draft WHERE form = ?", (form,)
        ).fetchone()
        return None if row is None else Draft(row[0], json.loads(row[1]), row[2])

    def all(self) -> list[Draft]:
        """Every draft, the latest first."""
        rows = self._connection.execute(
            "SELECT form, content, saved_ms FROM draft ORDER BY saved_ms DESC, form"
        )
        return [Draft(form, json.loads(content), saved) for form, content, saved in rows]
