"""Running the server: sockets, TLS, deadlines on handshakes and headers, and a stop that waits for nobody for long."""

from __future__ import annotations

import asyncio
import gc
import os
import socket
import ssl
import sys
from pathlib import Path
from typing import Any, Final

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from sync.server.app import build
from sync.server.house import House

HEADERS: Final = 5.0
"""Seconds from the first byte of a request, or from the connection, until its headers are complete."""

HANDSHAKE: Final = 5.0
"""Seconds from the connection until TLS is agreed on; longer than a line over a satellite takes."""

KEEP_ALIVE: Final = 75
"""Seconds a silent connection stays open between two requests."""

BACKLOG: Final = 512
GRACE: Final = 3
"""Seconds that open requests have when the server stops."""


if sys.platform == "win32":
    _Loop = asyncio.ProactorEventLoop
else:
    _Loop = asyncio.SelectorEventLoop


class Loop(_Loop):
    """A loop that listens with deadlines for TLS, which uvicorn hands over to nobody."""

    async def create_server(self, *words: Any, **named: Any) -> asyncio.Server:
        """See `asyncio.loop.create_server`."""
        if named.get("ssl") is not None:
            named |= {"ssl_handshake_timeout": HANDSHAKE, "ssl_shutdown_timeout": GRACE}
        return await super().create_server(*words, **named)


class Impatient(H11Protocol):
    """Closes a connection whose headers do not come to an end."""

    _deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wait for headers."""
        super().connection_made(transport)
        self._deadline = self.loop.call_later(HEADERS, transport.close)

    def data_received(self, data: bytes) -> None:
        """Stop waiting once a request has begun; wait again for the headers of the next."""
        before = self.cycle
        super().data_received(data)
        if self.cycle is not before:
            self._calm()
        elif self._deadline is None and (before is None or before.response_complete):
            self._deadline = self.loop.call_later(HEADERS, self.transport.close)

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing to wait for."""
        self._calm()
        super().connection_lost(exc)

    def _calm(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None


class Server(uvicorn.Server):
    """Ends the live streams before it waits for requests to finish."""

    def __init__(self, config: uvicorn.Config, house: House) -> None:
        """Serve `config`, whose application is built over `house`."""
        super().__init__(config)
        self._house = house

    async def shutdown(self, sockets: Any = None) -> None:
        """Stop."""
        self._house.live.close()
        await super().shutdown(sockets)
        self._captured_signals.clear()  # the stop was asked for and is done: not to be raised again as a death

    @property
    def port(self) -> int:
        """The port it listens on, once started."""
        return int(self.servers[0].sockets[0].getsockname()[1])


def bound(host: str, port: int) -> socket.socket:
    """A socket that listens; raises OSError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = socket.socket(
        family, socket.SOCK_STREAM, socket.IPPROTO_TCP
    )  # named: else asyncio leaves Nagle on
    try:
        if os.name != "nt":
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((host, port))
        made.listen(BACKLOG)
    except OSError:
        made.close()
        raise
    return made


def server(
    house: House, host: str, port: int, files: tuple[Path, Path] | None, *, metrics: str = ""
) -> Server:
    """A server for `house`; `files` are certificate and key, None on loopback; `metrics` opens `/metrics` from afar."""
    config = uvicorn.Config(
        build(house, metrics),
        host=host,
        port=port,
        loop=f"{__name__}:{Loop.__name__}",
        http=Impatient,
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=KEEP_ALIVE,
        timeout_graceful_shutdown=GRACE,
        backlog=BACKLOG,
    )
    if files is not None:
        config.load()
        config.ssl = _tls(*files)
    return Server(config, house)


def tune() -> None:
    """Settle the interpreter for serving: for a process that does nothing else.

    The collector looks seldom: batches hold no cycles, and looking costs a quarter of reading one.  The loop gets its
    turn from the writer within half a millisecond, so that an urgent request is not kept waiting by a large one.
    """
    sys.setswitchinterval(0.0005)
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def _tls(certificate: Path, key: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(certificate, key)
    return context
