"""The live stream: "scope s is at n", the moment it is on disk; what it is about is fetched by pull."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection, Mapping
from functools import lru_cache
from typing import Final

from sync.wire.form import dumps

HEARTBEAT: Final = 15.0
"""Seconds between signs of life."""

MOST_STREAMS: Final = 2000


class Listener:
    """One open stream: the feeds it may hear of, and where they stand that it was not told yet."""

    def __init__(self, scopes: Collection[str]) -> None:
        """Listen to `scopes`."""
        self.scopes = frozenset(scopes)
        self.news: dict[str, int] = {}
        self.woken = asyncio.Event()


class Live:
    """All open streams."""

    def __init__(self) -> None:
        """Nobody listens."""
        self._listeners: set[Listener] = set()
        self.closed = False
        self.most = MOST_STREAMS

    def __len__(self) -> int:
        return len(self._listeners)

    def poke(self, grown: Mapping[str, int]) -> None:
        """Tell whoever may hear it that feeds grew."""
        for listener in self._listeners:
            heard = {scope: n for scope, n in grown.items() if scope in listener.scopes}
            if heard:
                listener.news.update(heard)
                listener.woken.set()

    def close(self) -> None:
        """End every stream, so that the server can stop."""
        self.closed = True
        for listener in self._listeners:
            listener.woken.set()

    async def stream(self, scopes: Mapping[str, int], heartbeat: float = HEARTBEAT) -> AsyncIterator[bytes]:
        """The stream for somebody who may read `scopes`, which stand where they say."""
        listener = Listener(scopes)
        self._listeners.add(listener)
        try:
            yield _said(scopes)
            while not self.closed:
                try:
                    async with asyncio.timeout(heartbeat):
                        await listener.woken.wait()
                except TimeoutError:
                    yield b": \n\n"
                    continue
                listener.woken.clear()
                news, listener.news = listener.news, {}
                if news:
                    yield _said(news)
        finally:
            self._listeners.discard(listener)


def _said(news: Mapping[str, int]) -> bytes:
    return b"".join(_line(scope, n) for scope, n in news.items())


@lru_cache(256)
def _line(scope: str, n: int) -> bytes:
    """One line of news; hundreds are told the same."""
    return b"data: " + dumps({"scope": scope, "n": n}) + b"\n\n"
