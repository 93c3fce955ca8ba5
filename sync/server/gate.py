"""The gate: requests are read within limits and admitted with the signature of a device that may speak (S15–S22)."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from starlette.requests import ClientDisconnect, Request

from sync.server.registry import Device
from sync.server.storage import Entrance
from sync.wire.form import dumps
from sync.wire.signed import COUNTER, DEVICE, GREATEST_COUNTER, SIGNATURE, Asked, verified

MOST_BODY: Final = 1_000_000
IDLE: Final = 10.0
"""Seconds between two parts of a body."""

SLOWEST: Final = 300.0
"""Seconds for a whole body."""

JSON: Final = "application/json"
HERE: Final = frozenset({"127.0.0.1", "::1"})
"""Addresses of this machine as a connection shows them."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What is answered: status, body and headers."""

    status: int
    body: bytes
    media: str = JSON
    headers: dict[str, str] = field(default_factory=dict)


class Denied(Exception):
    """The request goes no further; `reply` says as much as its sender may know."""

    def __init__(self, status: int, error: str, *, close: bool = False) -> None:
        """An error answer with a word of `docs/protocol.md` §8.6, never with anything that was sent."""
        super().__init__(error)
        headers = {"connection": "close"} if close else {}
        self.reply = Reply(status, dumps({"answer": "error", "error": error}), headers=headers)


class Replayed(Denied):
    """The counter was used before."""

    def __init__(self, counter: int) -> None:
        """Say the greatest `counter` seen, so that a restored terminal finds its way back."""
        super().__init__(401, "counter")
        self.reply = Reply(401, dumps({"answer": "counter", "counter": counter}))


async def body_of(request: Request, limit: int = MOST_BODY) -> bytes:
    """The body, bounded in size and time; raises Denied."""
    declared = request.headers.get("content-length", "0")
    if declared.isdigit() and int(declared[:20]) > limit:
        raise Denied(413, "too_large", close=True)
    body, now = bytearray(), asyncio.get_running_loop().time
    last = now() + SLOWEST
    try:
        async with asyncio.timeout(IDLE) as patience:
            async for part in request.stream():
                body += part
                if len(body) > limit:
                    raise Denied(413, "too_large", close=True)
                patience.reschedule(min(last, now() + IDLE))
        return bytes(body)
    except TimeoutError as error:
        raise Denied(408, "too_slow", close=True) from error
    except ClientDisconnect as error:
        raise Denied(400, "cut", close=True) from error


def asked_of(request: Request, body: bytes, server: str) -> Asked:
    """What the signature of this request covers; raises Denied when it names no device or counter."""
    counter = request.headers.get(COUNTER, "")
    device = request.headers.get(DEVICE, "")
    if not (counter.isascii() and counter.isdigit() and len(counter) < 20) or len(device) != 32:
        raise Denied(401, "unsigned")
    path = request.scope["raw_path"].decode("latin-1")
    query = request.scope["query_string"].decode("latin-1")
    return Asked(server, device, int(counter), request.method, path, query, body)


class Gate:
    """Admits devices."""

    def __init__(self, server: str, entrance: Callable[[], Entrance]) -> None:
        """For the server of that id; `entrance` knows who may speak now."""
        self.server = server
        self._entrance = entrance
        self.on_revoked: Callable[[str], None] = lambda device: None

    async def admit(self, asked: Asked, signature: str) -> Device:
        """The device that signed the request, its counter used up; raises Denied or Unavailable."""
        device = await self._entrance().device(asked.device)
        if device is None:
            raise Denied(401, "unknown")
        if asked.counter > GREATEST_COUNTER or not verified(device.key, signature, asked.message()):
            raise Denied(401, "signature")
        if device.revoked_ms:
            self.on_revoked(device.id)
            raise Denied(401, "revoked")
        greatest = await self._entrance().use(device, asked.counter)
        if greatest is not None:
            raise Replayed(greatest)
        return device


def signature_of(request: Request) -> str:
    """The request's signature, as it stands in its header."""
    return request.headers.get(SIGNATURE, "")[:200]


def may_measure(request: Request, token: str) -> bool:
    """Whether figures of the server may be shown: on this machine, not through a proxy of it, or for the `token`."""
    shown = request.headers.get("authorization", "")
    if token and hmac.compare_digest(shown.encode("latin-1"), f"Bearer {token}".encode()):
        return True
    passed_on = "forwarded" in request.headers or "x-forwarded-for" in request.headers
    return not passed_on and request.client is not None and request.client.host in HERE
