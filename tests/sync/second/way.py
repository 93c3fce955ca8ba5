"""Signed requests and answers over HTTP (protocol.md §8, §9)."""

from __future__ import annotations

import hashlib
import json
import ssl
from http.client import HTTPConnection, HTTPSConnection
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from tests.sync.second.journal import sign, signed

MOST_ANSWER = 4 * 1024 * 1024
DEADLINE = 30


class Untrusted(Exception):
    """Not an answer of our server."""


class Tie(NamedTuple):
    """What joining settled."""

    url: str
    certificate: str
    server: str
    key: str
    device: str
    unit: str
    letter: str
    scope: str


class Answer(NamedTuple):
    status: int
    body: bytes
    media: str
    signature: str

    @property
    def json(self) -> dict[str, Any]:
        return dict(json.loads(self.body))


def request_message(
    server: str, device: str, counter: int, method: str, path: str, query: str, body: bytes
) -> bytes:
    digest = hashlib.sha256(body).hexdigest()
    lines = ("watchroom/request/1", server, device, str(counter), method, path, query, digest)
    return "\n".join(lines).encode("ascii")


def answer_message(request: bytes, status: int, body: bytes) -> bytes:
    digests = hashlib.sha256(request).digest() + hashlib.sha256(body).digest()
    return b"watchroom/answer/1\n" + digests + status.to_bytes(2, "big")


def connect(url: str, certificate: str) -> HTTPConnection:
    """A connection that trusts one certificate; plain on loopback."""
    where = urlsplit(url)
    if where.scheme == "http":
        return HTTPConnection(where.hostname or "", where.port, timeout=DEADLINE)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.check_hostname = False
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    context.load_verify_locations(cadata=certificate)
    return HTTPSConnection(where.hostname or "", where.port, timeout=DEADLINE, context=context)


def ask(url: str, certificate: str, method: str, target: str, body: bytes, headers: dict[str, str]) -> Answer:
    """One request on a connection of its own."""
    connection = connect(url, certificate)
    try:
        connection.request(method, target, body, headers)
        given = connection.getresponse()
        data = given.read(MOST_ANSWER + 1)
        if len(data) > MOST_ANSWER:
            raise Untrusted("size")
        names = ("Content-Type", "Watchroom-Signature")
        media, signature = (given.headers.get(name, "") for name in names)
        return Answer(given.status, data, media, signature)
    finally:
        connection.close()


class Way:
    """The way of one device to its server; `counter` has to be kept."""

    def __init__(self, tie: Tie, secret: bytes, counter: int = 0) -> None:
        self.tie, self.secret, self.counter = tie, secret, counter

    def send(self, path: str, body: bytes, query: str = "", media: str = "application/json") -> Answer:
        """The server's answer; a counter it has seen is jumped over. Raises Untrusted."""
        answer = self._once("POST", path, body, query, media)
        if answer.status == 401 and answer.json["answer"] == "counter":
            self.counter = max(self.counter, answer.json["counter"])
            answer = self._once("POST", path, body, query, media)
        return answer

    def say(self, path: str, **fields: Any) -> Answer:
        """Send JSON."""
        return self.send(path, json.dumps(fields, ensure_ascii=False).encode())

    def stream(self) -> tuple[HTTPConnection, Any]:
        """The live stream, its head believed."""
        message, headers = self._signed("GET", "/v1/live", "", b"")
        connection = connect(self.tie.url, self.tie.certificate)
        connection.request("GET", "/v1/live", None, headers)
        given = connection.getresponse()
        body = b"" if given.status == 200 else given.read(MOST_ANSWER)
        self._believe(message, given.status, body, given.headers.get("Watchroom-Signature", ""))
        return connection, given

    def _once(self, method: str, path: str, body: bytes, query: str, media: str) -> Answer:
        message, headers = self._signed(method, path, query, body)
        target = path + (f"?{query}" if query else "")
        answer = ask(
            self.tie.url, self.tie.certificate, method, target, body, headers | {"Content-Type": media}
        )
        self._believe(message, answer.status, answer.body, answer.signature)
        return answer

    def _signed(self, method: str, path: str, query: str, body: bytes) -> tuple[bytes, dict[str, str]]:
        self.counter += 1
        message = request_message(self.tie.server, self.tie.device, self.counter, method, path, query, body)
        return message, {
            "Watchroom-Device": self.tie.device,
            "Watchroom-Counter": str(self.counter),
            "Watchroom-Signature": sign(self.secret, message).hex(),
        }

    def _believe(self, request: bytes, status: int, body: bytes, signature: str) -> None:
        message = answer_message(request, status, body)
        if len(signature) != 128 or not signed(
            bytes.fromhex(self.tie.key), bytes.fromhex(signature), message
        ):
            raise Untrusted(f"status {status}")
