"""A person or thing as bodies name it: its id and its name as it was then, so a record reads alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from core.records.kind import Meta


class Named(Protocol):
    """A folded state with a name: a person, a unit, a vehicle, a place."""

    @property
    def meta(self) -> Meta:
        """Identity."""
        ...

    @property
    def name(self) -> str:
        """The name as it is now."""
        ...


@dataclass(frozen=True, slots=True)
class Ref:
    """Somebody or something named by a record."""

    id: str
    name: str

    def body(self) -> dict[str, str]:
        """The form used in event bodies."""
        return {"id": self.id, "name": self.name}


def reference(thing: Named) -> dict[str, str]:
    """`thing` as event bodies name it: {"id": …, "name": …}."""
    return {"id": thing.meta.id, "name": thing.name}


def ref(thing: Named) -> Ref:
    """`thing` as states name it."""
    return Ref(thing.meta.id, thing.name)


def read_ref(body: Mapping[str, Any] | None) -> Ref | None:
    """The reference written in a body, None where there is none."""
    return None if not body else Ref(str(body["id"]), str(body["name"]))


def read_refs(bodies: Any) -> tuple[Ref, ...]:
    """The references of a list in a body."""
    return tuple(Ref(str(body["id"]), str(body["name"])) for body in bodies or ())
