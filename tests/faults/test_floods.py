"""Whatever floods a server process, in requests that are none or far too large: it answers others and stays small."""

from __future__ import annotations

import os
import re
import socket
import struct
import sys
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from core.replica.seat import load_key
from sync.batch import HEAD
from sync.joined import load_link
from sync.server.gate import MOST_BODY
from tests.faults.lines import at_branch
from tests.faults.processes import LOOPBACK, exchange, founded, join, port_of, serving, terminal
from tests.sync.raw import Raw
from tests.sync.running import SCOPE

MEGABYTE = 1024 * 1024
MOST_GROWTH = 48 * MEGABYTE
"""Memory a flood may cost: some bodies in flight, an inflated batch, what the allocator keeps."""

POST = b"POST /v1/push?scope=x HTTP/1.1\r\nhost: x\r\n"
BEHIND = b"GET /v1/none HTTP/1.1\r\nhost: x\r\n\r\n"

MALFORMED = {
    "two lengths": POST + b"content-length: 5\r\ncontent-length: 6\r\n\r\nabcdef",
    "length and chunks": POST + b"content-length: 4\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n" + BEHIND,
    "chunks twice": POST
    + b"transfer-encoding: chunked\r\ntransfer-encoding: identity\r\n\r\n0\r\n\r\n"
    + BEHIND,
    "no chunks": POST + b"transfer-encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n",
    "an endless chunk": POST + b"transfer-encoding: chunked\r\n\r\nffffffffffffffffff\r\nabc",
    "a chunk with a minus": POST + b"transfer-encoding: chunked\r\n\r\n-1\r\nabc\r\n0\r\n\r\n",
    "a negative length": POST + b"content-length: -5\r\n\r\nabcde",
    "a length with a plus": POST + b"content-length: +5\r\n\r\nabcde",
    "a length in words": POST + b"content-length: five\r\n\r\nabcde",
    "a length of 5000 figures": POST + b"content-length: " + b"9" * 5000 + b"\r\n\r\nabcde",
    "no colon": b"GET / HTTP/1.1\r\nhost x\r\n\r\n",
    "a blank before the colon": b"GET / HTTP/1.1\r\nhost : x\r\n\r\n",
    "a folded header": b"GET / HTTP/1.1\r\nhost: x\r\n y: z\r\n\r\n",
    "a zero byte": b"GET /\0 HTTP/1.1\r\nhost: x\r\n\r\n",
    "a zero byte in a header": b"GET / HTTP/1.1\r\nhost: x\0y\r\n\r\n",
    "no host": b"GET /v1/live HTTP/1.1\r\n\r\n",
    "another version": b"GET / HTTP/9.9\r\nhost: x\r\n\r\n",
    "no version": b"GET /\r\n\r\n",
    "no request": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(200) + b"\r\n\r\n",
    "a method of 100 kB": b"A" * 100_000 + b" / HTTP/1.1\r\nhost: x\r\n\r\n",
    "a path of 100 kB": b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nhost: x\r\n\r\n",
    "another's address": b"GET http://10.1.2.3/v1/none HTTP/1.1\r\nhost: 10.1.2.3\r\n\r\n",
    "a tunnel": b"CONNECT 10.1.2.3:22 HTTP/1.1\r\nhost: x\r\n\r\n",
    "an upgrade": b"GET /v1/live HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n",
    "bytes in a path": b"GET /%ff%00%0a HTTP/1.1\r\nhost: x\r\n\r\n",
}


class Server:
    """A server process, and a device that may speak to it."""

    def __init__(self, data: Path, pid: int, port: int, raw: Raw) -> None:
        self.data, self.pid, self.port, self.raw = data, pid, port, raw

    def said_to(self, sent: bytes) -> bytes:
        """Everything answered until the server ends the connection, or has nothing more to say."""
        said = b""
        with (
            socket.create_connection(("127.0.0.1", self.port), timeout=30) as line,
            suppress(ConnectionError),
        ):
            with suppress(OSError):  # it may have ended the connection already
                line.sendall(sent)
                line.shutdown(socket.SHUT_WR)
            while part := line.recv(65536):
                said += part
        return said

    def memory(self) -> int:
        """Bytes of the process in memory."""
        pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    place = tmp_path_factory.mktemp("floods")
    data = founded(place / "server")
    with serving(data, *LOOPBACK) as (process, url), terminal(place / "terminal") as replica:
        join(replica, data, url)
        assert exchange(replica, url).agreed
        link, key = load_link(replica), load_key(replica.directory)
        assert link is not None
        assert key is not None
        raw = Raw(replace(link, url=url), key.secret)
        raw.counter = 2**62
        yield Server(data, process.pid, port_of(url), raw)
        raw.client.close()


@pytest.mark.parametrize("name", MALFORMED)
def test_a_request_that_is_none_gets_a_refusal_or_nothing(server: Server, name: str) -> None:
    statuses = [int(found) for found in re.findall(rb"HTTP/1\.1 (\d+)", server.said_to(MALFORMED[name]))]
    assert all(400 <= status < 500 for status in statuses), statuses
    assert server.raw.client.get("/healthz").status_code == 200
    assert at_branch(server.data) == []


def bomb() -> bytes:
    """A batch that swells to 200 MB."""
    packed = zlib.compress(bytes(200 * MEGABYTE), 9)
    head = HEAD.pack(b"WRB1", os.urandom(16), 1, 10, bytes(32), bytes(32), bytes(64))
    return head + struct.pack(">I", len(packed)) + packed


def endless() -> Iterator[bytes]:
    """A body of 60 MB that does not say so."""
    for _ in range(60):
        yield bytes(MEGABYTE)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_floods_cost_little_memory_and_keep_nobody_out(server: Server) -> None:
    swollen, deep = bomb(), b"[" * (MOST_BODY - 1)
    begun = server.memory()
    held = [socket.create_connection(("127.0.0.1", server.port), timeout=60) for _ in range(200)]
    for number, line in enumerate(held):
        line.sendall(POST + b"content-length: 900000\r\n\r\n" + bytes(100_000) if number % 2 else b"GET / HT")
    for _ in range(10):
        assert server.raw.post("/v1/push", swollen, f"scope={SCOPE}").status_code == 422
        assert server.raw.post("/v1/hello", deep).status_code == 422
        assert server.raw.client.post("/v1/push", content=endless()).status_code == 413
        flood = server.said_to(b"GET /healthz HTTP/1.1\r\n" + b"x: y\r\n" * 50_000 + b"\r\n")
        assert flood == b"" or flood.startswith(b"HTTP/1.1 4")
    assert server.raw.client.get("/readyz").status_code == 200
    grown = server.memory() - begun
    for line in held:
        line.close()
    print(f"grown by {grown / MEGABYTE:.1f} MB")
    assert grown < MOST_GROWTH
