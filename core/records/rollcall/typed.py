"""One line about people of a roll call: `ljg 请假 事假 至 11-23 替 王岩`, `7 2`, `72`, `1 3 5 出警`."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from core.dates import day_words
from core.errors import NotFound, Refusal
from core.i18n import LANGUAGES, t
from core.records.lookup import pick
from core.records.person import Person, find_person
from core.records.reference import Ref, ref
from core.records.rollcall.reasons import LEAVE_REASONS, read_state
from core.records.taskline import END_OF_DAY

if TYPE_CHECKING:
    from core.replica.replica import Replica

DIGITS: Final = {
    "1": "att.on_duty",
    "2": "att.leave",
    "3": "att.detached",
    "4": "att.absent",
    "5": "att.late",
    "6": "att.standby",
    "7": "att.training",
    "8": "att.off",
    "9": "att.on_call",
}
"""The figure that says where somebody is, the same in every place of the roll call."""

FITNESS: Final = {"att.fit": True, "att.not_fit": False}


@dataclass(frozen=True, slots=True)
class Said:
    """What a line says: of whom, which state (empty when nobody said yet), and what goes with it."""

    people: tuple[Ref, ...]
    state: str = ""
    reason: str = ""
    until: datetime | None = None
    substitute: Ref | None = None


def read_line(replica: Replica, called: Sequence[Ref], line: str, now: datetime) -> Said:
    """Read a line that begins with people; raises NotFound for nobody, Refusal for what cannot be read."""
    words = unicodedata.normalize("NFKC", line).split()
    at = _state_at(words)
    if at is None and len(words) == 1:
        person, digit = _glued(called, words[0])
        if person is not None:
            return Said((person,), DIGITS.get(digit, ""))
    people = tuple(_person(replica, called, word) for word in words[: len(words) if at is None else at[0]])
    if at is None:
        return Said(people)
    state = " ".join(words[at[0] : at[1]])
    return _with_rest(replica, Said(people), [state, *words[at[1] :]], now)


def read_rest(replica: Replica, person: Ref, line: str, now: datetime) -> Said:
    """Read a line about `person`, who is being called: a state and what goes with it."""
    words = unicodedata.normalize("NFKC", line).split()
    at = _state_at(["", *words])
    if at is None or at[0] != 1:
        raise Refusal("rollcall.unknown_state", typed=line[:20])
    state = " ".join(words[: at[1] - 1])
    return _with_rest(replica, Said((person,)), [state, *words[at[1] - 1 :]], now)


def _with_rest(replica: Replica, said: Said, words: Sequence[str], now: datetime) -> Said:
    """The state at the head of `words`, then reason, until and substitute in any order."""
    state, reason = _state(words[0])
    parts: dict[str, list[str]] = {"": [], "until": [], "substitute": []}
    part = ""
    for word in words[1:]:
        named = next((name for name in ("until", "substitute") if _is(word, f"rollcall.word.{name}")), None)
        if named is None:
            parts[part].append(word)
        part = named or part
    who = " ".join(parts["substitute"])
    return Said(
        said.people,
        state,
        reason or _reason(" ".join(parts[""])),
        _until(" ".join(parts["until"]), now),
        ref(find_person(replica, who)) if who else None,
    )


def _state_at(words: Sequence[str]) -> tuple[int, int] | None:
    """From where to where in `words` the state stands: the first words that are one, else a figure after the people."""
    for place in range(1, len(words)):
        for size in (3, 2, 1):
            if not words[place].isdigit() and _known_state(" ".join(words[place : place + size])):
                return place, min(place + size, len(words))
    figures = (place for place, word in enumerate(words[1:], 1) if word in DIGITS)
    return next(((place, place + 1) for place in figures), None)


def _known_state(word: str) -> bool:
    try:
        _state(word)
    except NotFound:
        return False
    return True


def _state(word: str) -> tuple[str, str]:
    if word in DIGITS:
        return DIGITS[word], ""
    for key in FITNESS:
        if any(word.casefold() == t(key, language=code).casefold() for code in LANGUAGES):
            return key, ""
    return read_state(word)


def _glued(called: Sequence[Ref], word: str) -> tuple[Ref | None, str]:
    """A figure is a person by place; one figure more than there are people says the state as well (72, 232)."""
    if not word.isdigit():
        return None, ""
    if 1 <= int(word) <= len(called):
        return called[int(word) - 1], ""
    place = int(word[:-1] or 0)
    return (called[place - 1], word[-1]) if 1 <= place <= len(called) else (None, "")


def _person(replica: Replica, called: Sequence[Ref], word: str) -> Ref:
    """Somebody of the roll call by place, name or initials, else somebody of the station."""
    if word.isdigit() and 1 <= int(word) <= len(called):
        return called[int(word) - 1]
    states = [replica.state(one.id) for one in called]
    known = [state for state in states if isinstance(state, Person)]
    try:
        return ref(pick(word, known, lambda one: (one.name,), "person.not_found"))
    except NotFound:
        return ref(find_person(replica, word))


def _reason(text: str) -> str:
    """A reason as its code where it is one."""
    for key in LEAVE_REASONS:
        if any(text.casefold() == t(key, language=code).casefold() for code in LANGUAGES):
            return key
    return text


def _until(text: str, now: datetime) -> datetime | None:
    if not text:
        return None
    found: date | datetime | None = day_words(text, now)
    if found is None:
        raise Refusal("command.no_date", word=text)
    return found if isinstance(found, datetime) else datetime.combine(found, END_OF_DAY, now.tzinfo)


def _is(word: str, key: str) -> bool:
    return any(word.casefold() in t(key, language=code).split(" / ") for code in LANGUAGES)
