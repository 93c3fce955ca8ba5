"""A query as an FTS5 expression over the columns text, initials and facets; nothing typed reaches it unquoted."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from core.i18n import LANGUAGES, t
from core.pinyin import initials
from core.search.query import Number, Query, Term
from core.search.tokens import tokens

_SAID: Final = "{text facets}"
_INITIALS_FROM: Final = 2
_EXCLUDED_INITIALS_FROM: Final = 3


def fts_match(query: Query, ids: Callable[[Term], Iterable[str]] = lambda term: ()) -> str | None:
    """The MATCH expression of `query`, or None if it asks for no text: days and exclusions alone are no match.

    `ids` names records a term may stand for, such as the people of that name; lines that carry such an id fit too.
    Days are not in it. The expression is valid whatever was typed.
    """
    wanted = [
        " OR ".join(
            [
                _term(term, _INITIALS_FROM),
                *(f"facets : {_phrase([one], open_end=False)}" for one in ids(term)),
            ]
        )
        for term in query.terms
    ] + [_number(number) for number in query.numbers]
    if not wanted:
        return None
    positive = " AND ".join(f"({part})" for part in wanted)
    negative = fts_excluded(query)
    return f"({positive}) NOT ({negative})" if negative else positive


def fts_excluded(query: Query) -> str | None:
    """The MATCH expression of what `query` excludes, for a query that asks for nothing else; or None."""
    return " OR ".join(f"({_term(term, _EXCLUDED_INITIALS_FROM)})" for term in query.excluded) or None


def _term(term: Term, initials_from: int) -> str:
    """As text or facet, its last word open-ended; as initials if letters were typed; as the label of its class."""
    ways = [f"{_SAID} : {_phrase(tokens(term.text), open_end=not term.literal)}"]
    letters = initials(term.text)
    if _has_letter(term.text) and len(letters) >= initials_from and not term.literal:
        ways.append(f"initials : {_phrase(list(letters), open_end=False)}")
    if term.label:
        label = tokens(t(term.label, language=LANGUAGES[0]))
        ways.append(f"facets : {_phrase(label, open_end=False)}")
    return " OR ".join(ways)


def _number(number: Number) -> str:
    return f"{_SAID} : {_phrase(tokens(number.text), open_end=True)}"


def _phrase(words: list[str], *, open_end: bool) -> str:
    """`words` in a row; a last word of ASCII may go on."""
    quoted = '"' + " ".join(words).replace('"', '""') + '"'
    return f"{quoted} *" if open_end and words[-1].isascii() else quoted


def _has_letter(text: str) -> bool:
    return any(char.isascii() and char.isalpha() for char in text)
