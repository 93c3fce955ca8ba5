"""Reading ahead: the next page of a feed is on its way while the last one is folded."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Protocol

from sync.exchange import Answer, Request
from sync.messages import Page, Pull


class Asked(Protocol):
    """Whom requests are sent to; by one thread at a time."""

    def send(self, request: Request) -> Answer:
        """The answer, or an exception."""
        ...


class ReadAhead:
    """Sends what it is given, and guesses what will be asked behind a page that is not the last.

    A wrong guess costs one answer that nobody reads.  Call `rest` before the way is used without it again.
    """

    def __init__(self, way: Asked) -> None:
        """Over `way`."""
        self._way = way
        self._thread: threading.Thread | None = None
        self._guess: Request | None = None
        self._found: Answer | Exception | None = None

    def send(self, request: Request) -> Answer:
        """The answer; raises what `way` raises."""
        self.rest()
        guess, found = self._guess, self._found
        self._guess = self._found = None
        if found is None or guess != request:
            found = self._way.send(request)
        if isinstance(found, Exception):
            raise found
        if (
            isinstance(request, Pull)
            and isinstance(found, Page)
            and found.more
            and found.mark != request.mark
        ):
            self._ask(replace(request, mark=found.mark))
        return found

    def rest(self) -> None:
        """Wait for what is on its way."""
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _ask(self, guess: Request) -> None:
        self._guess = guess
        self._thread = threading.Thread(target=self._fetch, args=(guess,), name="read ahead", daemon=True)
        self._thread.start()

    def _fetch(self, guess: Request) -> None:
        try:
            self._found = self._way.send(guess)
        except Exception as trouble:
            self._found = trouble
