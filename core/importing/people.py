"""A list of people (code, name, team, posts, qualifications), read whole or not at all."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from core.errors import Refusal
from core.importing.account import Reasons
from core.importing.doubt import Doubt, doubt
from core.importing.moments import is_empty
from core.importing.source import Source, open_source
from core.importing.tables import Row
from core.importing.words import PEOPLE, PLAIN_POSTS, POSTS, SKILLS, folded
from core.records.person import Proposed
from core.text import clean

PEOPLE_LIMIT: Final = 2000
"""People of one list; a station has some tens."""

_SEPARATORS: Final = re.compile(r"[,;/、\uff0c\uff1b|\n]+")
_LIMITS: Final = {"code": 20, "name": 40, "team": 40}


@dataclass(slots=True)
class PeopleList:
    """What a list says: the people it proposes, and the rows that stand in the way of taking it."""

    source: Source
    columns: dict[str, str]
    """Role → name of the column that holds it."""
    people: list[Proposed] = field(default_factory=list)
    read: int = 0
    doubtful: int = 0
    reasons: Reasons = field(default_factory=Reasons)
    notices: Reasons = field(default_factory=Reasons)
    """Posts and qualifications that the station's books do not know: left out, and said."""

    @property
    def unmapped(self) -> tuple[str, ...]:
        """Columns that were not used."""
        return tuple(name for name in self.source.header if name not in self.columns.values())


def read_people(path: Path) -> PeopleList:
    """The list at `path`, every row of it usable; raises Refusal that names the first bad rows."""
    found = propose_people(path)
    if found.doubtful:
        examples = [example for each in found.reasons.examples.values() for example in each]
        first = min(examples, key=lambda example: example.line)
        raise Refusal(
            "importing.people_bad",
            name=found.source.name,
            count=found.doubtful,
            line=first.line,
            what=first.doubt.sentence(),
        )
    if not found.people:
        raise Refusal("importing.empty", name=found.source.name)
    return found


def propose_people(path: Path) -> PeopleList:
    """Everything the list at `path` says; raises Refusal only when it is no table or has no names."""
    source = open_source(path)
    found = PeopleList(source, _columns(source))
    if "name" not in found.columns:
        raise Refusal("importing.people_no_name", name=source.name, header=", ".join(source.header)[:200])
    codes: set[str] = set()
    names: set[str] = set()
    for row in source.rows():
        found.read += 1
        if found.read > PEOPLE_LIMIT:
            raise Refusal("importing.people_many", name=source.name, limit=PEOPLE_LIMIT)
        one = row.fault or _person(row, found, codes, names)
        if isinstance(one, Doubt):
            found.doubtful += 1
            found.reasons.add(one, row)
        else:
            found.people.append(one)
    return found


def _columns(source: Source) -> dict[str, str]:
    """Which column holds what, by its header."""
    columns: dict[str, str] = {}
    for role, words in PEOPLE.items():
        for name in source.header:
            if folded(name) in words and name not in columns.values():
                columns.setdefault(role, name)
    return columns


def _person(row: Row, found: PeopleList, codes: set[str], names: set[str]) -> Proposed | Doubt:
    """The person of a row, or why it names none; posts nobody knows are noticed."""
    cells = {role: row.cells[found.source.header.index(name)].strip() for role, name in found.columns.items()}
    cells = {role: "" if is_empty(cell) else cell for role, cell in cells.items()}
    for role, limit in _LIMITS.items():
        if len(cells.get(role, "")) > limit:
            return doubt("people_long", column=found.columns[role], limit=limit)
    code, name, team = (clean(cells.get(role, "")).strip() for role in _LIMITS)
    if not name:
        return doubt("people_name")
    if code and code in codes:
        return doubt("people_code", code=code)
    if not code and name in names:
        return doubt("people_twice", name=name)
    codes.add(code)
    names.add(name)
    known, unknown = _keys(_parts(cells.get("posts", "")) + _parts(cells.get("qualifications", "")))
    for word in unknown:
        found.notices.add(doubt("people_word", word=word), row)
    qualifications = tuple(key for key in known if key.startswith("qual."))
    roles = tuple(key for key in known if key.startswith("role."))
    return Proposed(name, code, team, qualifications, roles)


def _parts(cell: str) -> list[str]:
    return [part.strip() for part in _SEPARATORS.split(cell) if part.strip()]


def _keys(words: Sequence[str]) -> tuple[list[str], list[str]]:
    """The roles and qualifications that `words` name, each once, and the words that name none."""
    known: list[str] = []
    unknown: list[str] = []
    for word in words:
        plain = folded(word)
        key = _exact(plain, POSTS) or _exact(plain, SKILLS)
        if key is not None:
            known.append(key)
        elif plain not in PLAIN_POSTS:
            unknown.append(word)
    return list(dict.fromkeys(known)), unknown


def _exact(word: str, table: Iterable[tuple[str, tuple[str, ...]]]) -> str | None:
    return next((key for key, words in table if word in words), None)
