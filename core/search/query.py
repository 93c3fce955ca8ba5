"""What an officer's search line means: terms, record numbers, days, exclusions."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from core.dates.days import nearest
from core.search.classes import CLASSES
from core.search.tokens import tokens
from core.search.when import HEAD, Span, span
from core.text import clean

_LENGTH: Final = 200
_TERMS: Final = 12
_WINDOW: Final = 4
_WORD: Final = re.compile(r'(!?)(?:"([^"]*)"?|(\S+))')
_NUMBER: Final = re.compile(
    r"(?:([\u4e00-\u9fff]{1,6})-)?(\d{8}|\d{4})-([a-z]{1,2}\d{1,4})|([a-z]{1,2}\d{2,4})"
)


@dataclass(frozen=True, slots=True)
class Term:
    """Something to be found: a Chinese substring, a word or its beginning, pinyin initials.

    `label` is the glossary key of the record class it names, if it names one; `literal` if it was quoted.
    """

    text: str
    label: str = ""
    literal: bool = False


@dataclass(frozen=True, slots=True)
class Number:
    """Part of a record number: `A03`, with its shift day and station where they were typed."""

    tail: str
    day: date | None = None
    station: str = ""

    @property
    def text(self) -> str:
        """The end of the record number as it is stored: 东港-20261122-A03, 20261122-A03 or A03."""
        day = self.day.strftime("%Y%m%d") if self.day else ""
        return "-".join(part for part in (self.station, day, self.tail) if part)


@dataclass(frozen=True, slots=True)
class Query:
    """A search line, understood; every part must hold, none of `excluded` may."""

    terms: tuple[Term, ...] = ()
    excluded: tuple[Term, ...] = ()
    numbers: tuple[Number, ...] = ()
    days: Span | None = None

    @property
    def empty(self) -> bool:
        """Whether nothing is asked, so that everything is meant."""
        return self == Query()


def parse(text: str, today: date) -> Query:
    """The meaning of `text`, days seen backwards from `today`. Never raises: what is no more is a plain term."""
    words = list(_words(text))[: _TERMS * 2]
    query, index = Query(), 0
    while index < len(words):
        used, days = _span_at(words[index : index + _WINDOW], today)
        if days is not None:
            query = replace(query, days=query.days.hull(days) if query.days else days)
        else:
            query = _with_word(query, words[index], today)
        index += used
    return replace(query, terms=query.terms[:_TERMS], excluded=query.excluded[:_TERMS])


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    excluded: bool
    quoted: bool


def _words(text: str) -> Iterator[_Word]:
    folded = unicodedata.normalize("NFKC", clean(text, limit=_LENGTH)).lower()
    for mark, quoted, plain in _WORD.findall(re.sub("[“”「」]", '"', folded)):
        if word := quoted.strip() or plain:
            yield _Word(word, excluded=bool(mark), quoted=bool(quoted.strip()))


def _span_at(words: list[_Word], today: date) -> tuple[int, Span | None]:
    """How many of `words` the longest span of days at their head takes (else 1), and the span."""
    for used in range(len(words), 0, -1):
        head = words[:used]
        if not any(word.quoted or word.excluded for word in head):
            days = span(" ".join(word.text for word in head), today)
            if days is not None:
                return used, days
    return 1, None


def _with_word(query: Query, word: _Word, today: date) -> Query:
    text = word.text
    if word.excluded:
        return replace(query, excluded=(*query.excluded, *_term(text, word.quoted)))
    if not word.quoted:
        if (number := _number(text, today)) is not None:
            return replace(query, numbers=(*query.numbers, number))
        found = HEAD.fullmatch(text)
        days = span(found[1], today) if found else None
        if found and days is not None:
            query = replace(query, days=query.days.hull(days) if query.days else days)
            text = found[2]
    return replace(query, terms=(*query.terms, *_term(text, word.quoted)))


def _term(text: str, literal: bool) -> tuple[Term, ...]:
    """One term, or none if the index holds nothing of `text`."""
    return (Term(text, "" if literal else CLASSES.get(text, ""), literal),) if tokens(text) else ()


def _number(text: str, today: date) -> Number | None:
    found = _NUMBER.fullmatch(text)
    if found is None:
        return None
    station, day, tail, alone = found.groups()
    if alone:
        return Number(alone.upper())
    try:
        if len(day) == 8:
            shift = date(int(day[:4]), int(day[4:6]), int(day[6:]))
        else:
            shift = nearest(today, int(day[:2]), int(day[2:]), past=True)
    except ValueError:
        return None
    return Number(tail.upper(), shift, station or "")
