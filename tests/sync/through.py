"""A storage used as if it were a store: every call is a transaction of its own, as a server's process makes them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sync.server.storage import Storage

WRITES = ("append", "set_aside")


class Through:
    """Implements `Store` over any engine, through the pen and the reader that a server uses."""

    def __init__(self, storage: Storage) -> None:
        """Over a `storage` that is made."""
        self._pen, self._reader = storage.pen(), storage.reader()

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def call(*given: Any) -> Any:
            if name not in WRITES:
                return self._reader.read(lambda store: getattr(store, name)(*given))
            (outcome,), _ = self._pen.group([lambda ledger: getattr(ledger.store, name)(*given)])
            if isinstance(outcome, Exception):
                raise outcome
            return outcome

        return call

    def close(self) -> None:
        """Let go."""
        self._pen.close()
        self._reader.close()
