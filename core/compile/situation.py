"""First report and supplements (首报 续报): made from the record, only what differs from the last one (S9, E10)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from core.errors import Refusal
from core.i18n import has, t
from core.records.incident import events
from core.records.incident.lines import field_label, grade_label
from core.records.incident.opening import live
from core.records.incident.state import STAGES, Incident
from core.text import clean

if TYPE_CHECKING:
    from core.replica.act import Act

_FIELDS: Final = (
    *(
        "class",
        "subtype",
        "place",
        "text",
        "caller",
        "goods",
        "wind",
        "commander",
        "ship",
        "ship_cargo",
        "permit",
    ),
    *("rescued", "evacuated", "injured", "dead", "agents", "cause", "handed_to"),
)
_NAMED: Final = 9
"""Supplements that have a name of their own (续报一 .. 续报九)."""

Facts = tuple[tuple[str, str], ...]


def facts_of(incident: Incident) -> Facts:
    """What the record says now, as label keys and values; a value beginning with "@" is a label itself."""
    found = [("class", f"@{incident.category}")] if incident.category else []
    found += [(name, incident.words(name)) for name in _FIELDS[1:] if incident.value(name) not in (None, "")]
    if incident.grade:
        found.append(("grade", f"@{grade_label(incident.grade)}"))
    for stage in STAGES:
        moment = incident.time(stage)
        if moment is not None:
            found.append((stage, moment.strftime("%H:%M")))
    if incident.force:
        crews = sum(len(sent.crew) for sent in incident.force)
        found.append(("force", f"{' '.join(sent.vehicle for sent in incident.force)} ({crews})"))
    found += [
        (f"note/{place}", f"{note.at:%H:%M} {note.text}") for place, note in enumerate(incident.notes, 1)
    ]
    return tuple(found)


def difference(incident: Incident) -> Facts:
    """The facts that are new or changed since the last report, all of them before the first."""
    told = dict(incident.reports[-1].facts) if incident.reports else {}
    return tuple((key, value) for key, value in facts_of(incident) if told.get(key) != value)


def situation_text(incident: Incident, language: str | None = None) -> str:
    """The next report in words: its title with the number, then one line for each fact that differs."""
    count = len(incident.reports)
    name = f"situation.title.{count}" if count <= _NAMED else "situation.title.more"
    lines = [f"{t(name, language=language, count=count)} {incident.meta.number}"]
    lines += [_line(key, value, language) for key, value in difference(incident)]
    return "\n".join(lines)


def report(act: Act, incident: str, text: str = "") -> str:
    """Record the next report as given out, with `text` as the officer left it; returns its words.

    Raises Refusal when nothing differs from the last one.
    """
    state = live(act, incident)
    if not difference(state):
        raise Refusal("situation.nothing_new", number=state.meta.number)
    words = clean(text, lines=True).strip() or situation_text(state)
    facts = [[key, value] for key, value in facts_of(state)]
    act.append(events.REPORTED, incident, {"facts": facts, "text": words})
    return words


def _line(key: str, value: str, language: str | None) -> str:
    shown = t(value[1:], language=language) if value[:1] == "@" and has(value[1:]) else value
    if key.startswith("note/"):
        return shown
    label = f"situation.{key}" if key in ("grade", "force") else field_label(key)
    return t("situation.line", language=language, label=t(label, language=language), value=shown)
