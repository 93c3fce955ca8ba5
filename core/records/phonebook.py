"""Duty phones (值班电话): per unit the numbers to call, in order; a station has its branch's, a branch its stations'.

Numbers of duty desks and of people as they are on duty, given to be called; no number of a person's own belongs here.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from core.errors import Refusal
from core.records.kind import Fact, Line, Meta, RecordKind, Summary
from core.records.lookup import states
from core.text import clean

if TYPE_CHECKING:
    from core.replica.act import Act
    from core.replica.replica import Replica

SET = "phonebook.set"
PHONEBOOK = RecordKind("phonebook", audience="down")
KINDS = (PHONEBOOK,)

MOST: Final = 9
"""Entries of one list: each is chosen by one digit."""
MOST_WHO: Final = 20
_NUMBER: Final = re.compile(r"\+?[0-9][0-9()-]{1,22}[0-9]")


@dataclass(frozen=True, slots=True)
class Entry:
    """Whom one reaches (a desk, a role, a name) and the number to dial."""

    who: str
    number: str


@dataclass(frozen=True, slots=True)
class Phonebook:
    """The list of one unit, in the order in which one calls; `changed` is when it was last set."""

    meta: Meta
    entries: tuple[Entry, ...]
    changed: datetime


def _read(body: Mapping[str, Any]) -> tuple[Entry, ...]:
    """The entries of a body; raises KeyError, TypeError or ValueError for what is none."""
    found = tuple(Entry(one["who"], one["number"]) for one in body["entries"])
    if not all(isinstance(text, str) and text for one in found for text in (one.who, one.number)):
        raise ValueError("entry")
    return found[:MOST]


@PHONEBOOK.opens(SET)
def _opened(meta: Meta, fact: Fact) -> Phonebook:
    return Phonebook(meta, _read(fact.body), fact.event.recorded_at)


@PHONEBOOK.on(SET)
def _set(state: Phonebook, fact: Fact) -> Phonebook:
    return replace(state, entries=_read(fact.body), changed=fact.event.recorded_at)


@PHONEBOOK.says(SET)
def _line(state: Phonebook, fact: Fact) -> Line:
    if not state.entries:
        return Line("phonebook.line.emptied")
    return Line("phonebook.line.set", {"phones": "  ".join(map(spoken, state.entries))})


@PHONEBOOK.summarises
def _summary(state: Phonebook) -> Summary:
    return Summary("  ".join(map(spoken, state.entries)), subject="phonebook.title")


def spoken(entry: Entry) -> str:
    """Who and number side by side."""
    return f"{entry.who} {entry.number}"


def read_entry(text: str) -> Entry:
    """The entry that `text` gives, who first and the number last; raises Refusal for what is none."""
    who, _, number = clean(unicodedata.normalize("NFKC", text), limit=80).strip().rpartition(" ")
    return _checked(Entry(who, number))


def _checked(entry: Entry) -> Entry:
    who = clean(entry.who, limit=MOST_WHO).strip()
    if not who or not _NUMBER.fullmatch(entry.number):
        raise Refusal("phonebook.bad_entry", entry=clean(spoken(entry), limit=40).strip())
    return Entry(who, entry.number)


def set_phones(act: Act, entries: Iterable[Entry]) -> str:
    """Replace the whole list of this terminal's unit; returns its record's id.

    Raises Refusal for an entry without a name or with what cannot be dialled, and for more than nine.
    """
    seat, kept = act.replica.seat, [_checked(one) for one in entries]
    if seat is None:
        raise Refusal("store.not_set_up")
    if len(kept) > MOST:
        raise Refusal("phonebook.too_many", most=MOST)
    body = {"entries": [{"who": one.who, "number": one.number} for one in kept]}
    return act.open(PHONEBOOK, SET, body, record=record_of(seat.unit))


def record_of(unit: str) -> str:
    """The record id of the list of the unit at path `unit`: the same on every terminal of it."""
    return hashlib.blake2b(b"watchroom/phonebook\n" + unit.encode(), digest_size=16).hexdigest()


def phonebooks(replica: Replica) -> dict[str, tuple[Entry, ...]]:
    """Every list that is here by its unit's path; of two of one unit the one that was set last."""
    known = sorted(states(replica, PHONEBOOK, Phonebook), key=lambda one: (one.changed, one.meta.id))
    return {replica.unit_of(one.meta): one.entries for one in known}


def phones_of(replica: Replica, unit: str) -> tuple[Entry, ...]:
    """The numbers of the unit at path `unit`, in order; empty when it gave none."""
    return phonebooks(replica).get(unit, ())


def phones_above(replica: Replica) -> tuple[Entry, ...]:
    """The numbers of the units above this terminal's, the nearest first: of the branch, then of headquarters."""
    if replica.seat is None:
        return ()
    known, steps = phonebooks(replica), replica.seat.unit.split("/")
    above = ["/".join(steps[:count]) for count in range(len(steps) - 1, 0, -1)]
    return tuple(entry for unit in above for entry in known.get(unit, ()))
