"""Whole requests have a deadline: a peer that says a byte now and then is given up like one that is silent.

The client library's own limits are for each read; headers that trickle in would be waited for without end.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterable
from typing import Any, Final

import httpcore

EXTENSION: Final = "watchroom.deadline"
"""Name of a request's extension: seconds until its answer has been read, for ever without it."""

_PART: Final = 65536
"""Bytes sent at a time."""


class Until:
    """When the request that is running must be over; for one thread."""

    def __init__(self) -> None:
        """None is running."""
        self._at: float | None = None

    def begin(self, request: Any) -> None:
        """`request`, of httpx, is about to be sent: its deadline counts from now."""
        seconds = request.extensions.get(EXTENSION)
        self._at = None if seconds is None else time.monotonic() + seconds

    def left(self, timeout: float | None) -> float | None:
        """What remains of `timeout`; raises TimeoutError when nothing does."""
        if self._at is None:
            return timeout
        rest = self._at - time.monotonic()
        if rest <= 0:
            raise TimeoutError
        return rest if timeout is None else min(rest, timeout)


class _Stream(httpcore.NetworkStream):
    """A connection whose every step ends with the request."""

    def __init__(self, real: httpcore.NetworkStream, until: Until) -> None:
        """Stand before `real`."""
        self._real, self._until = real, until

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """See `NetworkStream`."""
        try:
            return self._real.read(max_bytes, self._until.left(timeout))
        except TimeoutError as error:
            raise httpcore.ReadTimeout from error

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write in parts, so that a peer that takes a little now and then meets the deadline too."""
        try:
            for start in range(0, len(buffer), _PART):
                self._real.write(buffer[start : start + _PART], self._until.left(timeout))
        except TimeoutError as error:
            raise httpcore.WriteTimeout from error

    def close(self) -> None:
        """See `NetworkStream`."""
        self._real.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        """See `NetworkStream`."""
        return _Stream(self._real.start_tls(ssl_context, server_hostname, timeout), self._until)

    def get_extra_info(self, info: str) -> Any:
        """See `NetworkStream`."""
        return self._real.get_extra_info(info)


class _Backend(httpcore.SyncBackend):
    """Opens such connections."""

    def __init__(self, until: Until) -> None:
        """Of the requests that `until` bounds."""
        self._until = until

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """See `NetworkBackend`."""
        found = super().connect_tcp(host, port, timeout, local_address, socket_options)
        return _Stream(found, self._until)


def connections(trusted: ssl.SSLContext, until: Until) -> httpcore.ConnectionPool:
    """At most two connections at a time, to whom `trusted` believes, each step of them bounded by `until`."""
    return httpcore.ConnectionPool(
        ssl_context=trusted,
        max_connections=2,
        max_keepalive_connections=2,
        keepalive_expiry=60,
        network_backend=_Backend(until),
    )
