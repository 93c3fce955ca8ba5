"""The commands of the incident page carried out: each one act, from the text that was typed after its name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Final

from core.commands.incident_words import (
    Going,
    read_class,
    read_field,
    read_grade,
    read_missing,
    read_party,
    read_people,
)
from core.compile.situation import report
from core.errors import Refusal
from core.records import incident
from core.records.incident import air
from core.records.kind import Line
from core.records.person import find_person
from core.records.reference import reference
from core.replica.rows import by_number

if TYPE_CHECKING:
    from core.replica.act import Act

Odd = tuple[Line, ...]
Doing = Callable[["Act", str, str], Odd]


def send_all(act: Act, record: str, force: Iterable[Going]) -> Odd:
    """Send every vehicle with its crew, all in one act; returns what is odd."""
    odd: Odd = ()
    for one in force:
        odd += incident.send(act, record, one.vehicle, [person.body() for person in one.crew or ()])
    return odd


def false_alarm(act: Act, record: str, cause: str) -> Odd:
    """Put the incident among the false alarms (误报) with its cause, in one act."""
    incident.classify(act, record, "inc.false", reason=cause)
    incident.fill(act, record, false_cause=cause)
    return ()


def _notify(act: Act, record: str, text: str) -> Odd:
    party, name, at = read_party(text, act.now)
    incident.notify(act, record, party, name=name, at=at)
    return ()


def _air_in(act: Act, record: str, text: str) -> Odd:
    """A name and the pressure at the door."""
    words = text.split()
    if len(words) != 2:
        raise Refusal("incident.air_how")
    incident.enter(act, record, reference(find_person(act.replica, words[0])), words[1])
    return ()


def _air_out(act: Act, record: str, text: str) -> Odd:
    """A name, or several; everybody who is inside when no name was given."""
    state = act.state(incident.Incident, record)
    inside = [one.person for one in state.air if one.out is None]
    for person in read_people(act.replica, text) if text.strip() else inside:
        air.leave(act, record, person.id)
    return ()


def _grade(act: Act, record: str, text: str) -> Odd:
    incident.raise_grade(act, record, read_grade(text))
    return ()


def _reclass(act: Act, record: str, text: str) -> Odd:
    category, reason = read_class(text)
    incident.classify(act, record, category, reason=reason)
    return ()


def _fill(act: Act, record: str, text: str) -> Odd:
    name, value = read_field(text)
    incident.fill(act, record, **{name: value})
    return ()


def _unknown(act: Act, record: str, text: str) -> Odd:
    incident.answer_unknown(act, record, *read_missing(text))
    return ()


def _damaged(act: Act, record: str, text: str) -> Odd:
    incident.damage(act, record, text)
    return ()


def _relieve(act: Act, record: str, text: str) -> Odd:
    people = [person.body() for person in read_people(act.replica, text)]
    incident.watch(act, record, "relief", people)
    return ()


def _gas(act: Act, record: str, text: str) -> Odd:
    gas, _, value = text.strip().partition(" ")
    incident.gas_test(act, record, gas, value)
    return ()


def _link(act: Act, record: str, text: str) -> Odd:
    incident.link(act, record, _called(act, text))
    return ()


def _merge(act: Act, record: str, text: str) -> Odd:
    incident.merge(act, record, _called(act, text))
    return ()


def _called(act: Act, number: str) -> str:
    """The incident of that number; raises NotFound."""
    act.replica.flush()
    found = by_number(act.replica.connection, number.strip().upper())
    record = found[0] if found else ""
    return act.state(incident.Incident, record).meta.id if record else _missing(number)


def _missing(number: str) -> str:
    raise Refusal("record.not_found", number=number[:20])


def _report(act: Act, record: str, text: str) -> Odd:
    report(act, record, text)
    return ()


def _complete(act: Act, record: str, text: str) -> Odd:
    incident.close(act, record)
    return ()


def _reopen(act: Act, record: str, text: str) -> Odd:
    incident.reopen(act, record, text)
    return ()


DOINGS: Final[Mapping[str, Doing]] = {
    "incident.notify": _notify,
    "incident.air_in": _air_in,
    "incident.air_out": _air_out,
    "incident.grade": _grade,
    "incident.reclass": _reclass,
    "incident.fill": _fill,
    "incident.unknown": _unknown,
    "incident.damaged": _damaged,
    "incident.relieve": _relieve,
    "incident.gas": _gas,
    "incident.false": false_alarm,
    "incident.link": _link,
    "incident.merge": _merge,
    "incident.report": _report,
    "incident.complete": _complete,
    "incident.reopen": _reopen,
}
"""Command id → what it does with the incident and the text; reinforcement and review have pages of their own."""

NEEDS_NO_TEXT: Final = frozenset(
    {"incident.air_out", "incident.report", "incident.complete", "incident.review"}
)
"""Commands that are whole without a word after them."""
