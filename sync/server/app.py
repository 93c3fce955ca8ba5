"""The server as an ASGI application: routes, and what every request goes through."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Final

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from sync.batch import MalformedBatch
from sync.messages import Busy
from sync.server import handlers, joining
from sync.server.gate import Denied, Reply, asked_of, body_of, may_measure, signature_of
from sync.server.handlers import Call
from sync.server.house import House
from sync.server.openapi import document
from sync.server.requests_log import fault, served
from sync.server.scopes import readable
from sync.server.spent import emptied
from sync.server.storage import Ledger, Unavailable
from sync.server.writer import TROUBLE
from sync.wire.form import dumps
from sync.wire.signed import SIGNATURE, Asked, answer_message

PROBED: Final = "probed"
"""The fact that `/readyz` writes to see whether a disk that refused takes writes again."""

Handler = Callable[[House, Call], Awaitable[Reply]]

SIGNED: Final[dict[str, Handler]] = {
    "/v1/hello": handlers.hello,
    "/v1/push": handlers.push,
    "/v1/dispute": handlers.dispute,
    "/v1/pull": handlers.pull,
}


def build(house: House, metrics: str = "") -> Starlette:
    """The application over `house`, which it opens and closes; the token `metrics` opens `/metrics` from afar."""

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        house.open()
        try:
            yield
        finally:
            await house.close()

    routes = [
        Route(path, _signed(house, path, handler), methods=["POST"]) for path, handler in SIGNED.items()
    ]
    routes += [
        Route("/v1/live", _live(house), methods=["GET"]),
        Route("/v1/enrol", _enrol(house), methods=["POST"]),
        Route("/v1/openapi.json", _page(lambda: JSONResponse(document())), methods=["GET"]),
        Route("/healthz", _page(lambda: PlainTextResponse("ok\n")), methods=["GET"]),
        Route("/readyz", _ready(house), methods=["GET"]),
        Route("/metrics", _measured(house, metrics), methods=["GET"]),
    ]
    return Starlette(routes=routes, lifespan=lifespan)


Endpoint = Callable[[Request], Awaitable[Response]]


def _page(make: Callable[[], Response]) -> Endpoint:
    async def endpoint(_: Request) -> Response:
        return make()

    return endpoint


def _signed(house: House, path: str, handler: Handler) -> Endpoint:
    """A route for devices: admitted, answered, the answer signed."""

    async def endpoint(request: Request) -> Response:
        began, asked, device = time.monotonic(), None, ""
        try:
            body = await body_of(request)
            asked = asked_of(request, body, house.identity.id)
            admitted = await house.gate.admit(asked, signature_of(request))
            device = admitted.id
            reply = await handler(house, Call(admitted, asked.query, body))
        except Exception as error:
            reply = _refusal(path, error)
        _note(house, path, reply.status, began, device)
        return respond(house, reply, asked)

    return endpoint


def _enrol(house: House) -> Endpoint:
    """The route for those who are no device yet; the answer covers their request all the same."""

    async def endpoint(request: Request) -> Response:
        began, asked = time.monotonic(), None
        try:
            body = await body_of(request, joining.MOST_BODY)
            asked = Asked(house.identity.id, "", 0, "POST", "/v1/enrol", "", body)
            reply = await joining.enrol(house, body, request.client.host if request.client else "")
        except Exception as error:
            reply = _refusal("/v1/enrol", error)
        _note(house, "/v1/enrol", reply.status, began, "")
        return respond(house, reply, asked)

    return endpoint


def _live(house: House) -> Endpoint:
    """The stream of what grew."""

    async def endpoint(request: Request) -> Response:
        began, asked = time.monotonic(), None
        try:
            asked = asked_of(request, b"", house.identity.id)
            device = await house.gate.admit(asked, signature_of(request))
            if len(house.live) >= house.live.most or house.live.closed:
                return respond(house, handlers.plain(Busy(30)), asked)
            scopes = readable(device, await house.units())
            ends = await house.readers.read(lambda store: {scope: store.end(scope).n for scope in scopes})
        except Exception as error:
            reply = _refusal("/v1/live", error)
            _note(house, "/v1/live", reply.status, began, "")
            return respond(house, reply, asked)
        _note(house, "/v1/live", 200, began, device.id)
        headers = _headers(house, Reply(200, b"", "text/event-stream"), asked)
        return StreamingResponse(house.live.stream(ends), headers=headers)

    return endpoint


def _ready(house: House) -> Endpoint:
    """Whether the readers work and the writer's disk takes what is written, tried again once it refused."""

    def probe(ledger: Ledger) -> None:
        if house.writer.refused:
            ledger.registry.remember(PROBED, str(house.now_ms()))

    async def endpoint(_: Request) -> Response:
        try:
            await house.readers.read(lambda store: store.end(""))
            done = await house.write("", probe, urgent=True)
        except Exception as error:
            fault("/readyz", error)
            return PlainTextResponse("no\n", 503)
        return PlainTextResponse("no\n", 503) if isinstance(done, Busy) else PlainTextResponse("ok\n")

    return endpoint


def _measured(house: House, token: str) -> Endpoint:
    """Figures, for this machine and for whoever has the token: they tell how much a branch writes, and when."""

    async def endpoint(request: Request) -> Response:
        if not may_measure(request, token):
            return PlainTextResponse("no\n", 403)
        return PlainTextResponse(house.metrics.text())

    return endpoint


def _refusal(path: str, error: Exception) -> Reply:
    """The reply to a request that went wrong; nothing of the request is in it, and nothing keeps it."""
    emptied(error)
    if isinstance(error, Denied):
        return error.reply
    if isinstance(error, MalformedBatch):
        return Denied(422, "batch").reply
    if isinstance(error, ValueError):
        return Denied(422, "invalid").reply
    if isinstance(error, Unavailable):
        return handlers.plain(Busy(TROUBLE))
    fault(path, error)
    return Reply(500, dumps({"answer": "error", "error": "fault"}))


def respond(house: House, reply: Reply, asked: Asked | None) -> Response:
    """The reply as a response, signed when it is known what was asked."""
    return Response(reply.body, reply.status, _headers(house, reply, asked))


def _headers(house: House, reply: Reply, asked: Asked | None) -> dict[str, str]:
    headers = {"content-type": reply.media, "cache-control": "no-store", **reply.headers}
    if asked is not None:
        headers[SIGNATURE] = house.signer.sign(answer_message(asked.message(), reply.status, reply.body))
    return headers


def _note(house: House, route: str, status: int, began: float, device: str) -> None:
    """Count and log a request, once its answer is on its way."""
    seconds = time.monotonic() - began
    house.metrics.served(route, status, seconds)
    asyncio.get_running_loop().call_soon(served, route, status, seconds, device)
