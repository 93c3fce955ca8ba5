"""Reading what follows a command of the incident page: vehicles with crews, a party, a class, a field, a grade."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from core.commands.words import time_of
from core.errors import NotFound, Refusal
from core.i18n import LANGUAGES, t
from core.pinyin import initials
from core.records.incident import CLASSES, PARTIES, STAGES
from core.records.incident.lines import field_label
from core.records.person import find_person
from core.records.quickline import CODES, NAMES
from core.records.reference import Ref, ref
from core.records.vehicle import find_vehicle, vehicles
from core.rules.completeness import REQUIRED

if TYPE_CHECKING:
    from core.replica.replica import Replica

FIELDS: Final = (
    *("place", "text", "subtype", "caller", "phone", "call", "goods", "wind", "commander"),
    *("rescued", "evacuated", "injured", "dead", "agents", "cause", "handed_to"),
    *("false_cause", "permit", "ship", "ship_flag", "ship_imo", "ship_tonnage", "ship_aboard", "ship_cargo"),
)
"""What can be filled in, in the order it is offered."""


@dataclass(frozen=True, slots=True)
class Going:
    """A vehicle to be sent, and its crew; None while nobody has said who goes."""

    vehicle: str
    crew: tuple[Ref, ...] | None = None


def read_force(replica: Replica, text: str) -> tuple[Going, ...]:
    """`1车 何清 秦朗 2车`: each vehicle with the people named after it; raises NotFound for an unknown word."""
    found: list[Going] = []
    for word in text.replace("，", " ").replace("、", " ").replace("+", " ").split():
        person = _person(replica, word) if found and not word[0].isdigit() else None
        if person is None:
            found.append(Going(_vehicle(replica, word)))
        else:
            last = found.pop()
            found.append(Going(last.vehicle, (*(last.crew or ()), person)))
    return tuple(found)


def _person(replica: Replica, word: str) -> Ref | None:
    try:
        return ref(find_person(replica, word))
    except NotFound:
        return None


def _vehicle(replica: Replica, word: str) -> str:
    """The vehicle's name; one from elsewhere is taken as typed when it looks like a vehicle."""
    try:
        return find_vehicle(replica, word).name
    except NotFound:
        if word[-1:] in {"车", "艇"} or (not vehicles(replica) and any(map(str.isdigit, word))):
            return word
        raise


def read_people(replica: Replica, text: str) -> tuple[Ref, ...]:
    """People by name, code or initials, apart by blanks; raises NotFound or Refusal."""
    words = text.replace("，", " ").replace("、", " ").split()
    return tuple(ref(find_person(replica, word)) for word in words)


def read_party(text: str, now: datetime) -> tuple[str, str, datetime | None]:
    """`3 张三 03:06` or `港调 张三`: whom, who took it, when if a time was given."""
    words = text.split()
    at = time_of(words[-1], now) if len(words) > 1 else None
    words = words[:-1] if at is not None else words
    if not words:
        raise Refusal("incident.no_party")
    return _one_of(PARTIES, words[0]) or words[0], " ".join(words[1:]), at


def read_class(text: str) -> tuple[str, str]:
    """A class by number, code or name, and what follows it as the reason; raises Refusal."""
    head, _, rest = text.strip().partition(" ")
    found = _one_of(CLASSES, head) or CODES.get(head.lower()) or NAMES.get(head.lower(), "")
    if not found:
        raise Refusal("incident.no_class", name=head[:20])
    return found, rest.strip()


def read_grade(text: str) -> int:
    """A grade: 2, 二, 二级; raises Refusal."""
    folded = unicodedata.normalize("NFKC", text).strip()
    for grade in range(1, 6):
        labels = {t(f"incident.grade.{grade}", language=code).lower() for code in LANGUAGES}
        if folded.lower() in labels | {str(grade), t(f"incident.grade.{grade}", language="zh")[:1]}:
            return grade
    raise Refusal("incident.no_grade", grade=folded[:10])


def read_field(text: str) -> tuple[str, str]:
    """A field by its label or the initials of it, and the value after it; raises Refusal."""
    head, _, rest = text.strip().partition(" ")
    folded = head.casefold()
    for name in FIELDS:
        labels = [t(field_label(name), language=code).casefold() for code in LANGUAGES]
        if folded == name or folded in labels or folded in map(initials, labels):
            return name, rest.strip()
    for name in FIELDS:
        if head and any(
            t(field_label(name), language=code).casefold().startswith(folded) for code in LANGUAGES
        ):
            return name, rest.strip()
    raise Refusal("incident.no_field", name=head[:20])


def read_missing(text: str) -> tuple[str, str]:
    """A field or stage that completion asks for, and the reason after it; raises Refusal."""
    head, _, rest = text.strip().partition(" ")
    asked = dict.fromkeys(key for keys in REQUIRED.values() for key in keys)
    for key in asked:
        labels = [t(field_label(key), language=code).casefold() for code in LANGUAGES]
        if head and (head.casefold() == key or any(label.startswith(head.casefold()) for label in labels)):
            return key, rest.strip()
    raise Refusal("incident.no_field", name=head[:20])


def short_stage(stage: str) -> str:
    """The catalogue key of a stage as a narrow column names it."""
    return f"incident.column.{stage.removeprefix('inc.')}" if stage in STAGES else field_label(stage)


def _one_of(keys: Sequence[str], word: str) -> str:
    """The key of the list that `word` means: its number from 1, its label, or the initials of its label."""
    folded = unicodedata.normalize("NFKC", word).casefold()
    if folded.isdigit() and 1 <= int(folded) <= len(keys):
        return keys[int(folded) - 1]
    for key in keys:
        labels = [t(key, language=code).casefold() for code in LANGUAGES]
        if folded and (folded in labels or folded in map(initials, labels)):
            return key
    return ""
