"""What is done with people: added, changed, appointed, gone; and finding them by code, name or initials."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from core.errors import Refusal
from core.records.lookup import pick, ranked, states
from core.records.person.state import (
    ADDED,
    APPOINTED,
    APPOINTMENT_ENDED,
    CHANGED,
    LEFT,
    PERSON,
    PIN_SET,
    QUALIFICATIONS,
    ROLES,
    Person,
)
from core.records.unit import add_team, teams
from core.text import clean

if TYPE_CHECKING:
    from core.replica.act import Act
    from core.replica.replica import Replica


@dataclass(frozen=True, slots=True)
class Proposed:
    """A person as a list names them: `team` by name, an empty `code` to be given the next free one."""

    name: str
    code: str = ""
    team: str = ""
    qualifications: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()


def add_person(
    act: Act, name: str, *, code: str = "", team: str = "", qualifications: Iterable[str] = ()
) -> str:
    """Add a person to the team with id `team`; returns their id. Without a code they get the next free one.

    Raises Refusal for an empty name, a code in use, or a qualification nobody knows.
    """
    used = {person.code for person in people(act.replica)}
    return _add(act, Proposed(name, code, qualifications=tuple(qualifications)), team, used)


def _add(act: Act, one: Proposed, team: str, used: set[str]) -> str:
    """Add a person whose code is not in `used`, and put it there."""
    name, code = _name(one.name), clean(one.code, limit=20).strip()
    if code in used:
        raise Refusal("person.code_taken", code=code)
    code = code or _free_code(used)
    used.add(code)
    qualifications = _known(one.qualifications, QUALIFICATIONS)
    body = {"code": code, "name": name, "team": team, "qualifications": qualifications}
    return act.open(PERSON, ADDED, body)


def change_person(act: Act, person: str, **changes: Any) -> None:
    """Change `name`, `code`, `team` or `qualifications`; earlier records keep the old name."""
    act.state(Person, person)
    body = dict(changes)
    if not body or body.keys() - {"name", "code", "team", "qualifications"}:
        raise Refusal("person.no_change")
    if "name" in body:
        body["name"] = _name(body["name"])
    if "code" in body:
        body["code"] = clean(body["code"], limit=20).strip()
        if not body["code"] or any(
            one.code == body["code"] and one.meta.id != person for one in people(act.replica)
        ):
            raise Refusal("person.code_taken", code=body["code"])
    if "qualifications" in body:
        body["qualifications"] = _known(body["qualifications"], QUALIFICATIONS)
    act.append(CHANGED, person, body)


def appoint(act: Act, person: str, role: str, *, since: date | None = None) -> None:
    """Appoint a person to `role` (a role.* key) from `since` (today); a role already held stays as it is."""
    _known((role,), ROLES)
    day = since or act.day()
    if role in act.state(Person, person).roles(day):
        return
    act.append(APPOINTED, person, {"role": role, "since": day.isoformat()})


def end_appointment(act: Act, person: str, role: str, *, until: date | None = None) -> None:
    """End the appointment to `role` after the day `until` (today); raises Refusal when it is not held."""
    state = act.state(Person, person)
    if not any(one.role == role and one.until is None for one in state.appointments):
        raise Refusal("person.not_appointed", name=state.name)
    act.append(APPOINTMENT_ENDED, person, {"role": role, "until": (until or act.day()).isoformat()})


def leave(act: Act, person: str, *, on: date | None = None) -> None:
    """Record that a person has left the station; their records stay."""
    act.state(Person, person)
    act.append(LEFT, person, {"on": (on or act.day()).isoformat()})


def note_pin_set(act: Act, person: str) -> None:
    """Record that somebody was given a PIN, by the author of the act; `core.signing.set_pin` keeps the PIN itself."""
    own = {"own": True} if act.author == person else {}
    act.append(PIN_SET, act.state(Person, person).meta.id, own)


def add_people(act: Act, proposed: Iterable[Proposed]) -> list[str]:
    """Add a whole list, with the teams it names that do not exist yet; one that fails refuses them all."""
    made = {team.name: team.meta.id for team in teams(act.replica)}
    used = {person.code for person in people(act.replica)}
    added = []
    for one in sorted(proposed, key=lambda one: not one.code.strip()):
        name = clean(one.team, limit=40).strip()
        if name and name not in made:
            made[name] = add_team(act, name)
        person = _add(act, one, made.get(name, ""), used)
        for role in one.roles:
            appoint(act, person, role)
        added.append(person)
    return added


def people(replica: Replica, *, team: str | None = None, gone: bool = False) -> list[Person]:
    """The people of the station by code, of one team when asked; those who left only with `gone`."""
    found = [
        person
        for person in states(replica, PERSON, Person)
        if (gone or person.left is None) and (team is None or person.team == team)
    ]
    return sorted(found, key=lambda person: (len(person.code), person.code, person.name))


def find_person(replica: Replica, typed: str) -> Person:
    """The person meant by `typed` (code, name, initials); raises NotFound, or Refusal for several."""
    return pick(typed, people(replica), _names, "person.not_found")


def candidates(replica: Replica, typed: str) -> list[Person]:
    """Everybody `typed` could mean, the best first: what a field offers while it is filled in."""
    known = people(replica)
    coded = [person for person in known if person.code == typed.strip()]
    return coded or ranked(typed, known, lambda person: (person.name,))


def _names(person: Person) -> Sequence[str]:
    return (person.code, person.name)


def _name(name: str) -> str:
    name = clean(name, limit=40).strip()
    if not name:
        raise Refusal("person.no_name")
    return name


def _known(given: Iterable[str], allowed: Sequence[str]) -> list[str]:
    """The given keys in their fixed order; raises Refusal for one that does not exist."""
    chosen = set(given)
    for key in sorted(chosen - set(allowed)):
        raise Refusal("person.unknown_key", what=key)
    return [key for key in allowed if key in chosen]


def _free_code(used: set[str]) -> str:
    """The lowest two-digit code nobody has, three digits once those are gone."""
    return next(code for code in (f"{number:02d}" for number in range(1, 10_000)) if code not in used)
