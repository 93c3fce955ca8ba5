"""The server's real application in this process, on a loop of its own: no socket, no port."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from typing import Any, TypeVar

import httpx

from sync.server.app import build
from sync.server.house import House

URL = "http://localhost:8080"
T = TypeVar("T")


class InProcess(httpx.BaseTransport):
    """Carries requests of a plain client into the application."""

    def __init__(self, house: House) -> None:
        self.house = house
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._asgi = httpx.ASGITransport(build(house))

    def __enter__(self) -> InProcess:
        self._thread.start()
        self._wait(self._open())
        return self

    def __exit__(self, *exc: object) -> None:
        self._wait(self.house.close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def client(self) -> httpx.Client:
        """A client that knows no other server."""
        return httpx.Client(transport=self, base_url=URL)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return self._wait(self._answer(request))

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        body = b"".join(list(request.stream))  # type: ignore[arg-type]
        carried = httpx.Request(request.method, request.url, headers=request.headers, content=body)
        found = await self._asgi.handle_async_request(carried)
        data = b"".join([part async for part in found.stream])  # type: ignore[union-attr]
        return httpx.Response(found.status_code, headers=found.headers, stream=httpx.ByteStream(data))

    async def _open(self) -> None:
        self.house.open()

    def _wait(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(30)
