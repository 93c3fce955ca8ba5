"""A stretch of bad network between a terminal and its server: what it does to a connection can be changed at any time."""

from __future__ import annotations

import random
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

Way = Callable[[socket.socket, int], None]
"""What is done with the connection of a client to the server at a port of this machine."""

PORTAL = b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 34\r\n\r\n<html>Please accept our rules</html>"


class Proxy:
    """Listens, and treats each connection in the way that is set then."""

    def __init__(self, port: int) -> None:
        self.port, self.way = port, whole
        self._listening = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        threading.Thread(target=self._run, daemon=True).start()

    def close(self) -> None:
        self._listening.close()

    def _run(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                threading.Thread(target=self._treat, args=(client, self.way), daemon=True).start()

    def _treat(self, client: socket.socket, way: Way) -> None:
        with client, suppress(OSError):
            way(client, self.port)


@contextmanager
def between(port: int) -> Iterator[Proxy]:
    """A proxy before the server at `port`."""
    made = Proxy(port)
    try:
        yield made
    finally:
        made.close()


def _server(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port))


def _pass(source: socket.socket, sink: socket.socket, change: Callable[[bytes], bytes | None]) -> None:
    """Pass on what `change` makes of each part, until it makes nothing of one or a side ends."""
    with suppress(OSError):
        while part := source.recv(65536):
            made = change(part)
            if made is None:
                break
            sink.sendall(made)
    for one in (source, sink):
        with suppress(OSError):
            one.shutdown(socket.SHUT_RDWR)


def relaying(
    up: Callable[[bytes], bytes | None] = lambda part: part,
    down: Callable[[bytes], bytes | None] = lambda part: part,
) -> Way:
    """Both ways, each part changed."""

    def way(client: socket.socket, port: int) -> None:
        with _server(port) as server:
            back = threading.Thread(target=_pass, args=(server, client, down), daemon=True)
            back.start()
            _pass(client, server, up)
            back.join()

    return way


whole = relaying()


def first(count: int) -> Callable[[bytes], bytes | None]:
    """Of all parts together the first `count` bytes, then the end."""
    left = count

    def change(part: bytes) -> bytes | None:
        nonlocal left
        if left <= 0:
            return None
        made, left = part[:left], left - len(part)
        return made

    return change


def cut_up(count: int) -> Way:
    """The cable is pulled after so many bytes of the request."""
    return lambda client, port: relaying(up=first(count))(client, port)


def cut_down(count: int) -> Way:
    """The cable is pulled after so many bytes of the answer: the server did what it was asked."""
    return lambda client, port: relaying(down=first(count))(client, port)


def stutter(client: socket.socket, port: int) -> None:
    """Each part of the answer comes twice."""
    relaying(down=lambda part: part * 2)(client, port)


def flipped(client: socket.socket, port: int) -> None:
    """One bit of each part of the answer is another."""
    relaying(down=lambda part: part[:-1] + bytes([part[-1] ^ 1]))(client, port)


def deaf(client: socket.socket, port: int) -> None:
    """Requests arrive, answers do not."""
    relaying(down=lambda part: b"")(client, port)


def hole(client: socket.socket, port: int) -> None:
    """Nothing arrives and nothing comes back."""
    while client.recv(65536):
        pass


def portal(client: socket.socket, port: int) -> None:
    """Somebody else's network says 200 to everything."""
    client.recv(65536)
    client.sendall(PORTAL)


def garbage(client: socket.socket, port: int) -> None:
    """Noise."""
    client.recv(65536)
    client.sendall(random.Random(port).randbytes(5000))


def refused(client: socket.socket, port: int) -> None:
    """The connection ends at once."""


def drip(client: socket.socket, port: int) -> None:
    """A head that never ends, a byte now and then."""
    client.recv(65536)
    client.sendall(b"HTTP/1.1 200 OK\r\nx: ")
    while not threading.Event().wait(0.05):
        client.sendall(b"y")


def slow(client: socket.socket, port: int) -> None:
    """A thousandth of a second for every byte of an answer."""

    def byte_by_byte(part: bytes) -> bytes:
        for place in range(len(part)):
            threading.Event().wait(0.001)
            client.sendall(part[place : place + 1])
        return b""

    relaying(down=byte_by_byte)(client, port)


def again(client: socket.socket, port: int) -> None:
    """Every request is sent to the server once more by somebody who listened; its answer goes nowhere."""

    def replay(part: bytes) -> bytes:
        with _server(port) as other:
            other.sendall(part)
            other.shutdown(socket.SHUT_WR)
            while other.recv(65536):
                pass
        return part

    relaying(up=replay)(client, port)
