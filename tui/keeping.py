"""Drafts behind the boundary: a disk that refuses is said and logged, and typing goes on."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from tui.services import Drafts

Safely = Callable[[Callable[[], Any], Any], Any]
"""Runs its first argument; on an error says and logs it and gives back the second."""


class GuardedDrafts:
    """Drafts that never raise."""

    def __init__(self, drafts: Drafts, safely: Safely) -> None:
        """Keep in `drafts`."""
        self._drafts, self._safely = drafts, safely

    def keep(self, form: str, content: dict[str, Any]) -> None:
        """Store the draft of `form` if that is possible."""
        self._safely(lambda: self._drafts.keep(form, content), None)

    def drop(self, form: str) -> None:
        """Forget the draft of `form` if that is possible."""
        self._safely(lambda: self._drafts.drop(form), None)

    def acting_on(self, form: str) -> AbstractContextManager[None]:
        """Drop the draft of `form` with the act that its text leads to."""
        return self._drafts.acting_on(form)

    def get(self, form: str) -> Any:
        """The draft of `form`; None when there is none or it cannot be read."""
        return self._safely(lambda: self._drafts.get(form), None)
