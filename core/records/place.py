"""The gazetteer: berths, yards, gates and hydrants by the names people use for them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from core.errors import Refusal
from core.records.kind import Fact, Meta, RecordKind, Summary
from core.records.lookup import pick, ranked, states
from core.text import clean

if TYPE_CHECKING:
    from core.replica.act import Act
    from core.replica.replica import Replica

ADDED, CHANGED, REMOVED = "place.added", "place.changed", "place.removed"
SORTS: Final = (
    "place.berth",
    "place.yard",
    "place.tank",
    "place.building",
    "place.gate",
    "place.hydrant",
    "place.other",
)
PLACE = RecordKind("place")
KINDS = (PLACE,)


@dataclass(frozen=True, slots=True)
class Place:
    """A place: its name, what else it is called, and its sort (one of `SORTS`)."""

    meta: Meta
    name: str
    sort: str
    aliases: tuple[str, ...] = ()
    removed: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """Every name it is found by."""
        return (self.name, *self.aliases)


@PLACE.opens(ADDED)
def _added(meta: Meta, fact: Fact) -> Place:
    return Place(meta, fact.body["name"], fact.body["sort"], tuple(fact.body.get("aliases", ())))


@PLACE.on(CHANGED)
def _changed(state: Place, fact: Fact) -> Place:
    body = fact.body
    aliases = tuple(body.get("aliases", state.aliases))
    return replace(
        state, name=body.get("name", state.name), sort=body.get("sort", state.sort), aliases=aliases
    )


@PLACE.on(REMOVED)
def _removed(state: Place, fact: Fact) -> Place:
    return replace(state, removed=True)


@PLACE.summarises
def _summary(state: Place) -> Summary:
    return Summary(state.name, subject=state.sort, open=not state.removed)


def add_place(act: Act, name: str, sort: str = "place.other", *, aliases: Iterable[str] = ()) -> str:
    """Add a place; returns its id. Raises Refusal for an empty or taken name, or an unknown sort."""
    name = _name(name)
    if any(name == place.name for place in places(act.replica)):
        raise Refusal("place.name_taken", name=name)
    return act.open(PLACE, ADDED, {"name": name, "sort": _sort(sort), "aliases": _aliases(aliases)})


def change_place(act: Act, place: str, **changes: Any) -> None:
    """Change `name`, `sort` or `aliases`."""
    act.state(Place, place)
    if not changes or changes.keys() - {"name", "sort", "aliases"}:
        raise Refusal("person.no_change")
    body: dict[str, Any] = {}
    if "name" in changes:
        body["name"] = _name(changes["name"])
    if "sort" in changes:
        body["sort"] = _sort(changes["sort"])
    if "aliases" in changes:
        body["aliases"] = _aliases(changes["aliases"])
    act.append(CHANGED, place, body)


def remove_place(act: Act, place: str) -> None:
    """Take a place out of the lists; records that name it are not touched."""
    act.state(Place, place)
    act.append(REMOVED, place, {})


def places(replica: Replica, sort: str | None = None) -> list[Place]:
    """The places of the gazetteer, of one sort when asked."""
    found = [place for place in states(replica, PLACE, Place) if not place.removed]
    return found if sort is None else [place for place in found if place.sort == sort]


def find_place(replica: Replica, typed: str) -> Place:
    """The place meant by `typed` (name, alias, initials); raises NotFound, or Refusal for several."""
    return pick(typed, places(replica), lambda place: place.names, "place.not_found")


def candidates(replica: Replica, typed: str) -> list[Place]:
    """Every place `typed` could mean, the best first."""
    return ranked(typed, places(replica), lambda place: place.names)


def _name(name: str) -> str:
    name = clean(name, limit=60).strip()
    if not name:
        raise Refusal("place.name_taken", name=name)
    return name


def _sort(sort: str) -> str:
    if sort not in SORTS:
        raise Refusal("person.unknown_key", what=sort)
    return sort


def _aliases(aliases: Iterable[str]) -> list[str]:
    return [alias for given in aliases if (alias := clean(given, limit=60).strip())]
