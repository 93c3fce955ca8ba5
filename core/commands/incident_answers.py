"""Answering what an incident still lacks, one thing at a time; "not known, because" is an answer (duty-logs §9.2)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from core.commands.incident_words import read_class
from core.errors import Refusal
from core.i18n import LANGUAGES, t
from core.records import incident
from core.records.incident.cells import WATCHED
from core.records.incident.times import read_time
from core.records.kind import Line
from core.records.place import find_place

if TYPE_CHECKING:
    from core.replica.act import Act

_NOW: Final = frozenset({".", "。", "="})
_DASH: Final = re.compile(r"[-－*]\s*(?P<reason>.*)")


def unknown_because(text: str) -> str | None:
    """The reason behind `- reason` or `不明 reason`; None when `text` is no such answer, "" without a reason."""
    found = _DASH.fullmatch(text.strip())
    if found:
        return found["reason"].strip()
    head, _, rest = text.strip().partition(" ")
    words = [word for code in LANGUAGES for word in t("incident.word.unknown", language=code).split(" / ")]
    return rest.strip() if head.casefold() in words else None


def answer_missing(act: Act, record: str, field: str, text: str) -> tuple[Line, ...]:
    """Fill in what `field` asks for, or say that it is not known; returns what is odd. Raises Refusal.

    A stage may name its vehicle behind a blank: `inc.back 1车`.
    """
    field, _, vehicle = field.partition(" ")
    reason = unknown_because(text)
    if reason is not None:
        incident.answer_unknown(act, record, field, reason)
        return ()
    if field in incident.STAGES:
        when = act.now if text.strip() in _NOW else text
        return incident.stamp(act, record, field, vehicle=vehicle, at=when)
    if field in WATCHED:
        state = act.state(incident.Incident, record)
        at = None if text.strip() in _NOW else read_time(text, act.now, state.meta.opened)
        incident.watch(act, record, field.removeprefix("watch."), at=at)
    elif field == "class":
        incident.classify(act, record, read_class(text)[0])
    else:
        incident.fill(act, record, **{field: _place(act, text) if field == "place" else text})
    return ()


def _place(act: Act, text: str) -> str:
    """A place by its name in the gazetteer, or as typed."""
    try:
        return find_place(act.replica, text).name
    except Refusal:
        return text
