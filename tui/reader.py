"""The command line's reader: `core.commands` against what the replica knows now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Final

from core.commands.registry import by_id
from core.i18n import t
from core.replica.act import Desk
from core.replica.replica import Replica

if TYPE_CHECKING:
    from core.commands.actions import Outcome
    from core.commands.context import Context
    from core.commands.invocation import Invocation

LOOKED_UP: Final = frozenset({"incident", "undo"})
"""Facts of the stored data; the others say which parts of the program there are."""


class Reader:
    """Reads lines; names and open incidents are looked up once after each change of the stored data."""

    def __init__(self, replica: Replica, version: Callable[[], int], undo: Callable[[], bool]) -> None:
        """Read against `replica`; `version` says when it changed, `undo` whether anything can be taken back."""
        self._replica, self._version, self._undo = replica, version, undo
        self._known: dict[str, Context] = {}
        self._seen = -1

    def context(self, scope: str = "", record: str = "") -> Context:
        """What a line is read against on the page `scope`, whose incident is `record` where it has one."""
        now, version = self._replica.clock.now(), self._version()
        if version != self._seen:
            self._known, self._seen = {}, version
        known = self._known.get(record)
        if known is None:
            known = self._known[record] = self._look(now, record)
        return replace(known, now=now, scope=scope)

    def prepare(self) -> None:
        """Look up and load what the first typed line needs, so that its first key does not wait for it."""
        from core.commands import actions

        assert actions.ACTIONS
        self.context()

    def read(self, text: str, scope: str = "", record: str = "") -> Invocation | None:
        """What `text` means; None for an empty line."""
        from core.commands.parse import parse

        return parse(text, self.context(scope, record))

    def run(self, desk: Desk, invocation: Invocation, scope: str = "", record: str = "") -> Outcome:
        """Carry `invocation` out; raises Refusal with nothing written."""
        from core.commands.actions import carry_out

        return carry_out(desk, invocation, self.context(scope, record))

    def preview(self, text: str, scope: str = "", record: str = "") -> str:
        """What Enter would do with `text`."""
        from core.commands.preview import preview

        return preview(text, self.context(scope, record))

    def complete(self, text: str, scope: str = "") -> str | None:
        """`text` completed as far as it is clear, or None."""
        from core.commands.complete import complete

        return complete(text, self.context(scope))

    def unavailable(self, command: str) -> str | None:
        """Why the command of that id cannot be given now, None when it can; most need nothing looked up."""
        asked = by_id(command)
        if not asked.needs:
            return None
        from core.commands.context import Context
        from core.commands.unavailable import unavailable

        looked_up = not LOOKED_UP.isdisjoint(asked.needs)
        key = unavailable(asked, self.context() if looked_up else Context(self._replica.clock.now()))
        return None if key is None else t(key)

    def _look(self, now: datetime, record: str) -> Context:
        from core.commands.surroundings import surroundings

        return surroundings(self._replica, now, undo=self._undo(), incident=record)
