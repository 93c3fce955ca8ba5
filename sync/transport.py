"""The client's way to its server: signed HTTP requests; answers are believed only with the server's signature."""

from __future__ import annotations

import time
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from sync.batch import MalformedBatch, encode
from sync.exchange import Answer, Request
from sync.link import Link
from sync.messages import Dispute, Hello, Pull, Push, Refused
from sync.wire import form, page
from sync.wire.signed import COUNTER, DEVICE, SIGNATURE, Asked, Signer, answer_message, verified

if TYPE_CHECKING:
    import httpx

MOST_ANSWER: Final = 4 * 1024 * 1024
"""Bytes of an answer, as it travels; nothing larger is ever read into memory."""

MOST_SESSIONS: Final = 5000
"""Sessions of one pull."""

CONNECT: Final = 5.0
SILENCE: Final = 15.0
"""Seconds without a byte after which a request is given up."""

DEADLINE: Final = 120.0
"""Seconds for a whole answer."""


class Unreachable(Exception):
    """No answer in time; `args` say no more than the kind of trouble."""


class Untrusted(Exception):
    """What answered is not our server, or its answer was changed, is too large or cannot be read."""


class Transport:
    """One connection to one server; not for use by two threads at once."""

    def __init__(self, link: Link, secret: bytes, *, client: httpx.Client | None = None) -> None:
        """Speak to the server of `link` with the device's Ed25519 `secret`; `client` replaces the network in tests."""
        self._link, self._signer = link, Signer(secret)
        self._client = client or client_for(link.url, link.certificate)
        self._counter = time.time_ns() // 1000
        self._urls: dict[str, httpx.URL] = {}
        self._server_key = bytes.fromhex(link.server_key)

    def send(self, request: Request) -> Answer:
        """The server's answer; raises Unreachable, Untrusted, or Declined when the device may not speak."""
        if isinstance(request, Hello):
            return _answer(self._call("/v1/hello", "", form.hello_json(request))[1])
        if isinstance(request, Pull):
            have = dict(list(request.have.items())[-MOST_SESSIONS:])
            body = form.pull_json(Pull(request.scope, request.mark, have, request.limit))
            status, data, media = self._call("/v1/pull", "", body)
            if status == 200 and media == page.MEDIA:
                return self._page(request, data)
            return _answer(data)
        query = f"scope={quote(request.scope, safe='/')}"
        if isinstance(request, Dispute):
            return self._event("/v1/dispute", query, request)
        return self._event("/v1/push", query + ("&urgent=1" if request.urgent else ""), request)

    def _event(self, path: str, query: str, request: Push | Dispute) -> Answer:
        _, data, _ = self._call(path, query, encode(request.batch))
        return _answer(data)

    def _page(self, request: Pull, data: bytes) -> Answer:
        try:
            return page.unpack(request.scope, data)
        except MalformedBatch as error:
            raise Untrusted("page") from error

    def live(self, silence: float = 40.0) -> Iterator[dict[str, Any]]:
        """What grew, as {"scope", "n"}, until the stream ends; an empty one is a sign of life. Raises as `send`."""
        import httpx

        asked = self._asked("GET", "/v1/live", "", b"")
        headers, timeout = self._headers(asked), httpx.Timeout(CONNECT, read=silence)
        try:
            with self._client.stream("GET", "/v1/live", headers=headers, timeout=timeout) as response:
                if response.status_code != 200:
                    _answer(self._trusted(asked, response, _read(response))[1])
                    raise Unreachable("live")
                self._trusted(asked, response, b"")
                yield from _news(response)
        except httpx.HTTPError as error:
            raise Unreachable(type(error).__name__) from error

    def close(self) -> None:
        """Let go of the connection."""
        self._client.close()

    def _call(self, path: str, query: str, body: bytes, tries: int = 2) -> tuple[int, bytes, str]:
        """Status, body and media type; a counter the server has seen is jumped over once."""
        asked = self._asked("POST", path, query, body)
        status, data, media = self._post(asked)
        if status == 401 and tries > 1:
            try:
                form.read_answer(data)
            except form.Counter as seen:
                self._counter = max(self._counter, seen.counter)
                return self._call(path, query, body, tries - 1)
            except ValueError as error:
                raise Untrusted("answer") from error
        return status, data, media

    def _asked(self, method: str, path: str, query: str, body: bytes) -> Asked:
        self._counter += 1
        return Asked(self._link.server, self._link.device, self._counter, method, path, query, body)

    def _headers(self, asked: Asked) -> dict[str, str]:
        return {
            DEVICE: asked.device,
            COUNTER: str(asked.counter),
            SIGNATURE: self._signer.sign(asked.message()),
            "accept-encoding": "identity",
        }

    def _url(self, asked: Asked) -> httpx.URL:
        """Where a request goes: few places, so each is worked out once."""
        import httpx

        target = asked.path + (f"?{asked.query}" if asked.query else "")
        if target not in self._urls:
            self._urls[target] = httpx.URL(self._link.url + target)
        return self._urls[target]

    def _post(self, asked: Asked) -> tuple[int, bytes, str]:
        import httpx

        url = asked.path + (f"?{asked.query}" if asked.query else "")
        headers = self._headers(asked)
        try:
            with self._client.stream(
                "POST", url, content=asked.body, headers=headers, extensions=within()
            ) as response:
                return self._trusted(asked, response, _read(response))
        except httpx.HTTPError as error:
            raise Unreachable(type(error).__name__) from error

    def _trusted(self, asked: Asked, response: httpx.Response, data: bytes) -> tuple[int, bytes, str]:
        """The answer, if the server signed it for this very request; raises Untrusted."""
        message = answer_message(asked.message(), response.status_code, data)
        if not verified(self._server_key, response.headers.get(SIGNATURE, ""), message):
            raise Untrusted("signature")
        return response.status_code, data, response.headers.get("content-type", "")


def within() -> dict[str, Any]:
    """The extensions of a request that must be answered by the deadline."""
    from sync.patient import EXTENSION

    return {EXTENSION: DEADLINE}


def client_for(url: str, certificate: str) -> httpx.Client:
    """A client that trusts this one certificate, follows nothing and asks no proxy."""
    import httpx

    from sync.patient import Until, connections

    trusted, until = _pinned(certificate) if certificate else _nobody(), Until()
    carrier = httpx.HTTPTransport(verify=trusted, trust_env=False)
    carrier._pool = connections(trusted, until)
    return httpx.Client(
        base_url=url,
        transport=carrier,
        event_hooks={"request": [until.begin]},
        trust_env=False,
        follow_redirects=False,
        timeout=httpx.Timeout(SILENCE, connect=CONNECT),
    )


def _nobody() -> Any:
    """Trust in no certificate at all: on loopback there is none to look at, and reading the world's takes long."""
    import ssl

    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def _pinned(certificate: str) -> Any:
    """TLS ≥ 1.2 with one certificate and no other; its name does not matter, it is the certificate itself."""
    import ssl

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.check_hostname = False
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    context.load_verify_locations(cadata=certificate)
    return context


def _read(response: httpx.Response) -> bytes:
    """The body as it came, bounded in size and time; a packed one is unpacked up to the cap. Raises Untrusted."""
    until, data = time.monotonic() + DEADLINE, bytearray()
    for part in response.iter_raw():
        data += part
        if len(data) > MOST_ANSWER:
            raise Untrusted("size")
        if time.monotonic() > until:
            raise Unreachable("deadline")
    return _unpacked(bytes(data)) if response.headers.get("content-encoding") == "gzip" else bytes(data)


def _unpacked(data: bytes) -> bytes:
    engine = zlib.decompressobj(31)
    try:
        text = engine.decompress(data, MOST_ANSWER)
    except zlib.error as error:
        raise Untrusted("packed") from error
    if not engine.eof:
        raise Untrusted("size")
    return text


def _answer(data: bytes) -> Answer:
    """The answer in JSON; a request that was too large or unreadable to the server counts as refused."""
    try:
        return form.read_answer(data)
    except form.Declined as error:
        if error.error in ("revoked", "unknown", "signature", "unsigned"):
            raise
        return Refused(error.error)
    except form.Counter as error:
        raise form.Declined("counter") from error
    except ValueError as error:
        raise Untrusted("answer") from error


def _news(response: httpx.Response) -> Iterator[dict[str, Any]]:
    import json

    pending = b""
    for part in response.iter_raw():
        *lines, pending = (pending + part).split(b"\n")
        if len(pending) > 10_000:
            raise Untrusted("live")
        for line in lines:
            if line.startswith(b"data: "):
                yield json.loads(line[6:])
            elif line.startswith(b":"):
                yield {}
