"""A mapping as a small TOML file: strict when read, a sentence for each mistake, commented when written."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from collections.abc import Mapping as Pairs
from pathlib import Path
from typing import TYPE_CHECKING, Final

from core.errors import NotFound, Refusal
from core.i18n import t
from core.importing.mapping import ByPrefix, Mapping
from core.text import clean

if TYPE_CHECKING:
    from pydantic import ValidationError

    from core.importing.mapping_form import MappingForm

SIZE_LIMIT: Final = 256 * 1024
"""Bytes of a mapping file."""

_FILE: Final = ("encoding", "delimiter", "header_line")
_TIME: Final = ("date", "day", "month", "year", "order", "century", "zone")
_COLUMNS: Final = ("subtype", "place", "text", "notes", "outcome", "cause", "caller", "vehicles")
_MISTAKES: Final = frozenset({"missing", "extra_forbidden", "literal_error"})


def load(path: Path) -> Mapping:
    """The mapping in the TOML file at `path`; raises Refusal or NotFound."""
    name = clean(path.name, limit=120)
    try:
        with path.open("rb") as stream:
            content = stream.read(SIZE_LIMIT + 1)
    except FileNotFoundError as error:
        raise NotFound("importing.no_file", name=name) from error
    except OSError as error:
        raise Refusal("importing.unreadable", name=name, reason=error.strerror or "") from error
    if len(content) > SIZE_LIMIT:
        raise Refusal("importing.mapping_long", name=name, limit=SIZE_LIMIT // 1024)
    return parse(content.decode("utf-8-sig", "replace"), name)


def parse(text: str, name: str = "TOML") -> Mapping:
    """The mapping that `text` describes; raises Refusal naming the place and the mistake."""
    from pydantic import ValidationError

    from core.importing.mapping_form import MappingForm

    try:
        return _plain(MappingForm.model_validate(tomllib.loads(text)))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise Refusal("importing.mapping_toml", name=name, what=clean(str(error), limit=160)) from error
    except ValidationError as error:
        where, what = _first_mistake(error)
        raise Refusal("importing.mapping_bad", name=name, where=where, what=what) from error


def to_toml(mapping: Mapping, language: str | None = None) -> str:
    """The mapping as a file's text, with a comment above each part; `parse` gives the same mapping back."""
    lines = [f"# {t('importing.toml.title', language=language)}", "version = 1"]
    lines += _part("id", {"id": mapping.id}, language)
    lines += _part("number", {"number": mapping.number}, language)
    lines += _part("columns", {name: getattr(mapping, name) for name in _COLUMNS}, language)
    for name, pairs in _tables(mapping):
        lines += ["", f"[{name}]", *_part(name.replace(".", "_"), pairs, language)[1:]]
    return "\n".join(lines) + "\n"


def _tables(mapping: Mapping) -> Iterator[tuple[str, Pairs[str, object]]]:
    """The tables of the file in their order, empty ones left out."""
    for title, names in (("file", _FILE), ("time", _TIME)):
        pairs = {name: getattr(mapping, name) for name in names}
        if any(pairs.values()):
            yield title, pairs
    yield "stamps", mapping.stamps
    yield "class", {"column": mapping.kind}
    yield "class.values", mapping.classes
    if mapping.refine is not None:
        yield "class.refine", {"column": mapping.refine.column}
        yield "class.refine.values", mapping.refine.values
    if mapping.casualties:
        yield "casualties", mapping.casualties


def _part(comment: str, pairs: Pairs[str, object], language: str | None) -> list[str]:
    """A comment and the lines of `pairs` that are not empty."""
    lines = ["", f"# {t('importing.toml.' + comment, language=language)}"]
    return lines + [f"{_quoted_key(name)} = {_value(value)}" for name, value in pairs.items() if value]


def _quoted_key(name: str) -> str:
    return name if name.isascii() and name.replace("_", "").isalnum() else _value(name)


def _value(value: object) -> str:
    """A string, whole number or list of strings as TOML; JSON's strings are TOML's once DEL is escaped."""
    if isinstance(value, tuple):
        return "[" + ", ".join(map(_value, value)) + "]"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _plain(form: MappingForm) -> Mapping:
    """The file's shape as the shape the rest works with."""
    refine = form.kind.refine
    return Mapping(
        id=clean(form.id, limit=80),
        **form.model_dump(include={"number", *_COLUMNS}),
        **form.file.model_dump(),
        **form.time.model_dump(),
        stamps={name: column for name, column in form.stamps.model_dump().items() if column},
        kind=form.kind.column,
        classes=form.kind.values,
        refine=ByPrefix(refine.column, refine.values) if refine else None,
        casualties={name: column for name, column in form.casualties.model_dump().items() if column},
    )


def _first_mistake(error: ValidationError) -> tuple[str, str]:
    """Where the first mistake stands and what it is, in the reader's language."""
    first = error.errors(include_url=False, include_input=False)[0]
    where = clean(".".join(map(str, first["loc"])), limit=120)
    kind = first["type"]
    reason = kind if kind in _MISTAKES else "type"
    expected = str(first.get("ctx", {}).get("expected", ""))
    return where, t(f"importing.mistake.{reason}", expected=expected)
