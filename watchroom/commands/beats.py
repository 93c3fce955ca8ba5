"""A beat of the cadence table as people read it, and as they type it: `month day=15 at=18:00`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from core.errors import Refusal
from core.i18n import t
from core.text import clean

if TYPE_CHECKING:
    from core.rules.cadence import Beat

FIELDS: Final = ("met_by", "day", "at", "span", "level")
"""What may follow the word that says how often, each as NAME=VALUE."""


def spoken(beat: Beat) -> str:
    """When the duty falls due, in words."""
    day = _day(beat)
    at = f"{beat.at:%H:%M}" if beat.at.hour or beat.at.minute else "24:00"
    said = t(f"cadence.beat.{beat.every}", day=day, at=at, span=beat.span)
    return f"{t(beat.level)} {said}" if beat.level else said


def _day(beat: Beat) -> str:
    """The weekday, or the day of the month; the last one has a word of its own."""
    if beat.every == "week":
        return t(f"cadence.weekday.{beat.day or 7}")
    return str(beat.day) if beat.day else t("cadence.last_day")


def all_spoken(beats: Sequence[Beat]) -> str:
    """All beats of a column; a dash where nothing is due."""
    return " / ".join(map(spoken, beats)) or "-"


def typed(text: str, usual: Beat) -> Beat:
    """The beat that `text` says, met by what meets `usual` unless it says so; raises Refusal for what is none."""
    from core.records.cadence import read_beat

    every, *words = text.split() or [""]
    given = dict(word.partition("=")[::2] for word in words)
    try:
        if not set(given) <= set(FIELDS):
            raise ValueError(text)
        return read_beat({"met_by": usual.met_by, **given, "every": every})
    except (ValueError, KeyError) as error:
        raise Refusal("cadence.no_beat", typed=clean(text, limit=60)) from error
