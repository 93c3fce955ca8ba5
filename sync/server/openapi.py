"""The OpenAPI document, made from the models that judge the messages."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema, models_json_schema
from pydantic_core.core_schema import DictSchema

from sync.wire import models
from sync.wire.page import BATCH_MEDIA, MEDIA
from sync.wire.signed import COUNTER, DEVICE, SIGNATURE

_JSON: Final = "application/json"
_TEMPLATE: Final = "#/components/schemas/{model}"
_SIGNED: Final[list[dict[str, list[str]]]] = [{"device": [], "counter": [], "signature": []}]
_BINARY: Final = {"schema": {"type": "string", "format": "binary"}}
_URGENT: Final = {"name": "urgent", "in": "query", "schema": {"type": "string", "enum": ["0", "1"]}}
_READING: Final[dict[str, tuple[str, ...]]] = {
    "400": ("ErrorOut",),
    "401": ("CounterOut", "ErrorOut"),
    "408": ("ErrorOut",),
    "413": ("ErrorOut",),
    "422": ("ErrorOut",),
    "503": ("BusyOut",),
}
"""What any request with a body may be answered before it is understood."""


class _Closed(GenerateJsonSchema):
    """Says of a dictionary with a pattern for its keys that it has no other keys, as the models mean it."""

    def dict_schema(self, schema: DictSchema) -> dict[str, Any]:
        """See `GenerateJsonSchema`."""
        made = super().dict_schema(schema)
        return {**made, "additionalProperties": False} if "patternProperties" in made else made


@cache
def document() -> dict[str, Any]:
    """The whole document."""
    kinds = [(models.HelloIn, "validation"), (models.PullIn, "validation"), (models.EnrolIn, "validation")]
    _, schemas = models_json_schema(kinds, ref_template=_TEMPLATE, schema_generator=_Closed)  # type: ignore[arg-type]
    answer = models.answer_adapter.json_schema(ref_template=_TEMPLATE, schema_generator=_Closed)
    found = {**schemas.get("$defs", {}), **answer.pop("$defs"), "Answer": answer}
    return {
        "openapi": "3.1.0",
        "info": {"title": "watchroom", "version": str(models.PROTOCOL)},
        "paths": _paths(),
        "components": {"schemas": found, "securitySchemes": _schemes()},
    }


def _paths() -> dict[str, Any]:
    scope = {
        "name": "scope",
        "in": "query",
        "required": True,
        "schema": TypeAdapter(models.Scope).json_schema(),
    }
    batch, refused = {BATCH_MEDIA: _BINARY}, {"403": _answer("RefusedOut")}
    head, kept = {"200": _answer("HeadOut")}, {"200": _answer("KeptOut")}
    page = {"200": {"description": "a page", "content": {MEDIA: _BINARY}}}
    forked, rewound = {"409": _answer("HeadOut", "ForkOut")}, {"409": _answer("RewoundOut")}
    joined = {"200": _answer("EnrolledOut"), "403": _answer("ErrorOut")}
    enrol = {**_route("enrol", _json("EnrolIn"), joined), "security": []}
    del enrol["responses"]["401"]
    return {
        "/v1/hello": {"post": _route("hello", _json("HelloIn"), {"200": _answer("WelcomeOut")})},
        "/v1/push": {"post": _route("push", batch, {**head, **refused, **forked}, scope, _URGENT)},
        "/v1/dispute": {"post": _route("dispute", batch, {**kept, **refused}, scope)},
        "/v1/pull": {"post": _route("pull", _json("PullIn"), {**page, **refused, **rewound})},
        "/v1/enrol": {"post": enrol},
        "/v1/live": {"get": {"operationId": "live", "security": _SIGNED, "responses": _live()}},
        "/v1/openapi.json": {"get": _open("openapi", {"200": _plain(_JSON)})},
        "/healthz": {"get": _open("healthz", {"200": _plain()})},
        "/readyz": {"get": _open("readyz", {"200": _plain(), "503": _plain()})},
        "/metrics": {"get": _open("metrics", {"200": _plain(), "403": _plain()})},
    }


def _json(*names: str) -> dict[str, Any]:
    """JSON that fits one of the models of those names."""
    fits = [{"$ref": _TEMPLATE.format(model=name)} for name in names]
    return {_JSON: {"schema": fits[0] if len(fits) == 1 else {"oneOf": fits}}}


def _answer(*names: str) -> dict[str, Any]:
    """An answer in JSON, signed by the server when it is known what was asked."""
    headers = {SIGNATURE: {"schema": {"type": "string", "pattern": "^[0-9a-f]{128}$"}}}
    if "BusyOut" in names:
        headers["retry-after"] = {"schema": {"type": "string", "pattern": "^[0-9]+$"}}
    return {"description": "an answer", "headers": headers, "content": _json(*names)}


def _plain(media: str = "text/plain") -> dict[str, Any]:
    return {"description": "a page", "content": {media: {}}}


def _route(
    name: str, content: dict[str, Any], answers: dict[str, Any], *parameters: dict[str, Any]
) -> dict[str, Any]:
    return {
        "operationId": name,
        "security": _SIGNED,
        "parameters": list(parameters),
        "requestBody": {"required": True, "content": content},
        "responses": {**{status: _answer(*names) for status, names in _READING.items()}, **answers},
    }


def _live() -> dict[str, Any]:
    stream = {"description": "a stream", "content": {"text/event-stream": {"schema": {"type": "string"}}}}
    return {"200": stream, "401": _answer(*_READING["401"]), "503": _answer("BusyOut")}


def _open(name: str, answers: dict[str, Any]) -> dict[str, Any]:
    return {"operationId": name, "security": [], "responses": answers}


def _schemes() -> dict[str, Any]:
    names = {"device": DEVICE, "counter": COUNTER, "signature": SIGNATURE}
    return {short: {"type": "apiKey", "in": "header", "name": name} for short, name in names.items()}
