"""The OpenAPI document, made from the models that judge the messages."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from sync.wire import models
from sync.wire.page import BATCH_MEDIA, MEDIA

_SIGNED: Final[list[dict[str, list[str]]]] = [{"device": [], "counter": [], "signature": []}]
_BINARY: Final = {"schema": {"type": "string", "format": "binary"}}
_SCOPE: Final = {"name": "scope", "in": "query", "required": True, "schema": {"type": "string"}}
_URGENT: Final = {"name": "urgent", "in": "query", "schema": {"type": "string", "enum": ["0", "1"]}}


@cache
def document() -> dict[str, Any]:
    """The whole document."""
    from pydantic.json_schema import models_json_schema

    kinds = [(models.HelloIn, "validation"), (models.PullIn, "validation"), (models.EnrolIn, "validation")]
    template = "#/components/schemas/{model}"
    _, schemas = models_json_schema(kinds, ref_template=template)  # type: ignore[arg-type]
    answer = models.answer_adapter.json_schema(ref_template=template)
    found = {**schemas.get("$defs", {}), **answer.pop("$defs"), "Answer": answer}
    return {
        "openapi": "3.1.0",
        "info": {"title": "watchroom", "version": str(models.PROTOCOL)},
        "paths": _paths(),
        "components": {"schemas": found, "securitySchemes": _schemes()},
    }


def _paths() -> dict[str, Any]:
    return {
        "/v1/hello": {"post": _route("hello", _json("HelloIn"))},
        "/v1/push": {"post": _route("push", {BATCH_MEDIA: _BINARY}, [_SCOPE, _URGENT])},
        "/v1/dispute": {"post": _route("dispute", {BATCH_MEDIA: _BINARY}, [_SCOPE])},
        "/v1/pull": {"post": _route("pull", _json("PullIn"), page=True)},
        "/v1/enrol": {"post": {**_route("enrol", _json("EnrolIn")), "security": []}},
        "/v1/live": {"get": {"operationId": "live", "security": _SIGNED, "responses": _live()}},
        **{path: {"get": _open(path)} for path in ("/healthz", "/readyz", "/metrics", "/v1/openapi.json")},
    }


def _json(model: str) -> dict[str, Any]:
    return {"application/json": {"schema": {"$ref": f"#/components/schemas/{model}"}}}


def _route(
    name: str, content: dict[str, Any], parameters: list[dict[str, Any]] | None = None, *, page: bool = False
) -> dict[str, Any]:
    answer = {"description": "an answer", "content": _json("Answer")}
    done = {"description": "a page", "content": {MEDIA: _BINARY}} if page else answer
    statuses = ("400", "401", "403", "408", "409", "413", "422", "503")
    return {
        "operationId": name,
        "security": _SIGNED,
        "parameters": parameters or [],
        "requestBody": {"required": True, "content": content},
        "responses": {"200": done, **{status: answer for status in statuses}},
    }


def _live() -> dict[str, Any]:
    answer = {"description": "an answer", "content": _json("Answer")}
    stream = {"description": "a stream", "content": {"text/event-stream": {"schema": {"type": "string"}}}}
    return {"200": stream, "401": answer, "503": answer}


def _open(path: str) -> dict[str, Any]:
    media = "application/json" if path.endswith(".json") else "text/plain"
    page = {"description": "a page", "content": {media: {}}}
    return {"operationId": path.strip("/"), "security": [], "responses": {"200": page, "503": page}}


def _schemes() -> dict[str, Any]:
    return {
        name: {"type": "apiKey", "in": "header", "name": f"watchroom-{name}"}
        for name in ("device", "counter", "signature")
    }
