"""Everything the OpenAPI document allows, and what it forbids, is asked of a real server: it answers as described."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import aclosing
from copy import deepcopy
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from jsonschema_rs import Draft202012Validator
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import (
    negative_data_rejection,
    positive_data_acceptance,
    response_schema_conformance,
)

from sync.server import writer
from sync.server.openapi import document
from sync.wire.page import BATCH_MEDIA
from sync.wire.signed import COUNTER, DEVICE, SIGNATURE
from tests.sync.conftest import ENGINES, address
from tests.sync.raw import Raw
from tests.sync.running import Running, changed, fresh, running

ONE = bytes(31) + b"1"
EXAMPLES = int(os.environ.get("WATCHROOM_EXAMPLES", "15"))
"""Requests of each sort; a long run takes 1000."""

OPERATIONS = [(path, method) for path, methods in document()["paths"].items() for method in methods]
TAKING = [path for path, method in OPERATIONS if method == "post"]

GOOD = [fresh(ONE, lines) for lines in (1, 2, 3)]
schemathesis.openapi.media_type(
    BATCH_MEDIA,
    st.sampled_from(GOOD)
    | st.binary(max_size=300)
    | st.builds(changed, st.sampled_from(GOOD), st.integers(0, 300), st.integers(0, 255)),
)


class Signing(requests.auth.AuthBase):
    """Signs what is really sent."""

    def __init__(self, raw: Raw) -> None:
        self.raw = raw

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        parts, body = urlsplit(request.url or ""), request.body or b""
        sent = body.encode() if isinstance(body, str) else body
        asked = self.raw.asked(parts.path, sent, parts.query, request.method or "")
        request.headers[DEVICE], request.headers[COUNTER] = asked.device, str(asked.counter)
        request.headers[SIGNATURE] = self.raw.signer.sign(asked.message())
        return request


@pytest.fixture(scope="module", params=ENGINES)
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A server that is never too busy, and whose streams end after their first word."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(writer, "PATIENCE", 600.0)
        with running(tmp_path_factory.mktemp("openapi"), database=address(request)) as made:
            whole = made.house.live.stream

            async def first(ends: Mapping[str, int]) -> AsyncIterator[bytes]:
                async with aclosing(whole(ends)) as stream:
                    async for said in stream:
                        yield said
                        return

            patch.setattr(made.house.live, "stream", first)
            yield made


@pytest.fixture(scope="module")
def signing(server: Running) -> Iterator[Signing]:
    raw = Raw(server.join(ONE), ONE)
    yield Signing(raw)
    raw.client.close()


def open_to_all() -> dict[str, Any]:
    """The document without its signatures: `Signing` adds them to what was made from it."""
    made = deepcopy(document())
    del made["components"]["securitySchemes"]
    for methods in made["paths"].values():
        for operation in methods.values():
            del operation["security"]
    return made


def has_fraction(value: object) -> bool:
    """Whether a number is written with a point: whole to the JSON Schema, no whole number to the server."""
    if isinstance(value, dict):
        return any(map(has_fraction, value.values()))
    return any(map(has_fraction, value)) if isinstance(value, list) else isinstance(value, float)


def fits(path: str, method: str, answer: schemathesis.Response) -> None:
    """Compare an answer in JSON with its schema; schemathesis itself takes a tuple in a dictionary for a mistake."""
    (media,) = answer.headers["content-type"]
    described = document()["paths"][path][method]["responses"][str(answer.status_code)]["content"]
    schema = described[media.partition(";")[0]].get("schema")
    if media == "application/json" and schema:
        Draft202012Validator({**schema, "components": document()["components"]}).validate(answer.json())


def ask(
    server: Running,
    path: str,
    method: str,
    mode: GenerationMode = GenerationMode.POSITIVE,
    signing: Signing | None = None,
) -> set[int]:
    """Ask one operation in many ways and compare each answer with the document; the statuses seen."""
    described = schemathesis.openapi.from_dict(open_to_all() if signing else document())
    seen: set[int] = set()

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    @given(described[path][method].as_strategy(generation_mode=mode))
    def one(case: schemathesis.Case) -> None:
        with requests.Session() as session:
            session.trust_env = False
            answer = case.call(base_url=server.url, session=session, auth=signing, timeout=60)
        seen.add(answer.status_code)
        excluded = [response_schema_conformance]
        if isinstance(case.body, bytes) or has_fraction(case.body):
            excluded.append(positive_data_acceptance)
        if answer.status_code == 413:  # a refusal, though schemathesis does not count it as one
            excluded.append(negative_data_rejection)
        case.validate_response(answer, excluded_checks=excluded)
        fits(path, method, answer)

    one()
    return seen


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
@pytest.mark.parametrize("path", TAKING)
def test_a_devices_requests_are_answered_as_described(
    server: Running, signing: Signing, path: str, mode: GenerationMode
) -> None:
    seen = ask(server, path, "post", mode, signing)
    assert seen & {200, 403, 409, 422}


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
@pytest.mark.parametrize("path", TAKING)
def test_strangers_are_answered_as_described(server: Running, path: str, mode: GenerationMode) -> None:
    assert ask(server, path, "post", mode) <= ({403, 413, 422} if path == "/v1/enrol" else {401})


@pytest.mark.parametrize("path", [path for path, method in OPERATIONS if method == "get"])
def test_pages_and_streams_are_as_described(server: Running, signing: Signing, path: str) -> None:
    assert ask(server, path, "get") == ({401} if path == "/v1/live" else {200})
    assert ask(server, path, "get", signing=signing) == {200}
