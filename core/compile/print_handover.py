"""The handover sheet (交接班单) on paper: the brief as walked through, the say-back, the hash and room to sign."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from core.compile.paper import boxes, ends, hanging, paginate, rule
from core.i18n import t
from core.records.handover import Handover
from core.text import pad

if TYPE_CHECKING:
    from core.records.brief import Item

_PART_CELLS: Final = {"zh": 12, "en": 20}
_TIME: Final = "%Y-%m-%d %H:%M"


def handover_sheet(handover: Handover, station: str, language: str = "zh") -> str:
    """The sheet as pages of text, in `language`; before the signatures it says that it is not signed yet."""
    body = [
        *_readiness(handover, language),
        "",
        *_items(handover, language),
        *_say_back(handover, language),
        "",
        *_hash(handover, language),
        "",
        *_signatures(handover, language),
    ]
    return paginate(_head(handover, station, language), body, _foot(handover, language), language)


def _head(handover: Handover, station: str, language: str) -> list[str]:
    moment = handover.signed.at if handover.signed else handover.brief.compiled
    people = " > ".join(who.name if who else "-" for who in (handover.outgoing, handover.incoming))
    status = t(f"handover.status.{handover.status}", language=language)
    return [
        ends(f"{station}  {t('handover.title', language=language)}", handover.meta.number),
        ends(f"{handover.brief.team}  {people}", f"{moment.strftime(_TIME)}  {status}"),
        rule(),
    ]


def _readiness(handover: Handover, language: str) -> list[str]:
    counts = dict(handover.brief.counts)
    names = ("present", "expected", "vehicles_ready", "vehicles", "waiting")
    known = {name: counts.get(name, 0) for name in names}
    since = handover.brief.since.strftime(_TIME)
    return [t("handover.sheet.readiness", language=language, since=since, **known)]


def _items(handover: Handover, language: str) -> list[str]:
    """Every item with the verdict on it; what was asked stands below its item."""
    lines: list[str] = []
    for place, item in enumerate(handover.brief.items, start=1):
        said = handover.verdict(item)
        mark = " " if said is None else "+" if said.ok else "?"
        label = pad(t(f"handover.part.{item.part}", language=language), _PART_CELLS[language])
        lines += hanging(f"{mark} {place:>2} {label} ", _words(item, language), _tail(item, language))
        if said is not None and said.note:
            lines += hanging("     > ", said.note)
    return lines or [t("report.nil", language=language)]


def _words(item: Item, language: str) -> str:
    """What the item says, its labels in `language`, people's words as they are."""
    due = t("handover.sheet.due", language=language, due=item.due.strftime("%m-%d %H:%M")) if item.due else ""
    detail = _label(item.detail, language)
    text = "" if item.part == "sync" else _label(item.text, language)
    return "  ".join(word for word in (item.number, text, detail, item.owner, due) if word)


def _label(text: str, language: str) -> str:
    return t(text[1:], language=language) if text[:1] == "@" else text


def _tail(item: Item, language: str) -> str:
    return t("handover.age", language=language, shifts=item.age + 1) if item.age else ""


def _say_back(handover: Handover, language: str) -> list[str]:
    lines = []
    for question in handover.questions:
        asked = t(f"handover.ask.{question.part}", language=language)
        lines += hanging(f"  {asked} ", question.answer or "-")
    return ["", *lines]


def _hash(handover: Handover, language: str) -> list[str]:
    if handover.signed is None:
        return [t("handover.sheet.unsigned", language=language)]
    tip = handover.signed.tip
    return [
        t("handover.sheet.hash", language=language, hash=handover.signed.hash),
        t("handover.sheet.tip", language=language, session=tip["session"][:12], seq=tip["seq"]),
    ]


def _signatures(handover: Handover, language: str) -> list[str]:
    when = handover.signed.at.strftime(_TIME + ":%S") if handover.signed else ""
    columns = []
    for key, who in (("handover.out", handover.outgoing), ("handover.in", handover.incoming)):
        columns.append([f"{t(key, language=language)}  {who.name if who else ''}", "", "", when])
    return boxes(columns)


def _foot(handover: Handover, language: str) -> str:
    shown = (
        handover.signed.shown if handover.signed else t("handover.sheet.unsigned_short", language=language)
    )
    return f"{handover.meta.number}  {shown}"
