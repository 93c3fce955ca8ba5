"""The upper part of the incident page: its times as a table, who called and who was told, who is on air."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from core.commands.incident_words import short_stage
from core.i18n import LANGUAGES, has, t
from core.records.incident import PARTIES, STAGES, Incident
from core.records.incident.cells import Cell, cells_of
from core.records.incident.lines import field_label
from core.records.incident.settling import disputes
from core.rules.air import level, minutes_left
from core.text import cells
from core.text.personal import mask_personal
from tui.marks import OVERDUE
from tui.sheet.flow import flow, pair
from tui.sheet.layout import cell
from tui.sheet.span import Row, Span, row

_FIRST: Final = 13
"""Cells of the column that names the whole and the vehicles."""

_ONE: Final = 9
_NOBODY: Final = "--:--"
_SHOWN: Final = (
    *("text", "subtype", "goods", "wind", "commander", "rescued", "evacuated", "injured", "dead"),
    *("cause", "false_cause", "handed_to", "agents", "permit"),
    *("ship", "ship_flag", "ship_imo", "ship_tonnage", "ship_aboard", "ship_cargo"),
)
_NOT_AGAIN: Final = frozenset({"text", "subtype"})
"""Fields that stand in the heading or in the first line of the log."""


def stamp_table(state: Incident, width: int, most: int) -> list[Row]:
    """The times: a row of labels, the whole, each vehicle; at most `most` rows."""
    numbered = {(one.stage, one.vehicle): one for one in cells_of(state)}
    if state.category == "inc.cover" and not state.force:
        return [_watch_row(state, numbered)]
    room = max(_ONE, min(14, (width - _FIRST - 1) // len(STAGES)))
    head = row(Span(" " * (_FIRST + 1)), *(cell(t(short_stage(stage)), room, "dim") for stage in STAGES))
    lines = [head, _times(" " + t("incident.whole"), state, "", numbered, room)]
    for sent in state.force:
        crew = t("incident.crew_of", count=len(sent.crew)) if sent.crew else ""
        name = f" {sent.vehicle}  {crew}".rstrip()
        lines.append(_times(name, state, sent.vehicle, numbered, room))
    if len(lines) <= most:
        return lines
    return [
        *lines[: most - 1],
        row(Span(" " + t("incident.more_vehicles", count=len(lines) - most + 1), "dim")),
    ]


def _times(name: str, state: Incident, vehicle: str, numbered: dict[tuple[str, str], Cell], room: int) -> Row:
    spans = [cell(name, _FIRST + 1, "heading" if not vehicle else "text")]
    for stage in STAGES:
        text, style = _time(state, stage, vehicle, numbered.get((stage, vehicle)))
        spans.append(cell(text, room, style))
    return tuple(spans)


def _time(state: Incident, stage: str, vehicle: str, numbered: Cell | None) -> tuple[str, str]:
    """A time, or the number that stamps it, or nothing."""
    moment = state.time(stage, vehicle or None)
    register = state.stamps.at((stage, vehicle))
    if moment is not None:
        late = register.value is not None and register.value.late > 0
        mark = OVERDUE if register.in_conflict else t("mark.backfill") if late else ""
        return f"{moment:%H:%M}{mark}", "overdue" if register.in_conflict else "text"
    if numbered is None or state.done is not None:
        return ("" if vehicle else _NOBODY), "dim"
    return str(numbered.number), "accent"


def _watch_row(state: Incident, numbered: dict[tuple[str, str], Cell]) -> Row:
    """Start and end of a standby."""
    facts = [pair(t(short_stage("inc.received")), f"{state.meta.opened:%H:%M}")]
    for (stage, _), one in numbered.items():
        value, style = (f"{one.at:%H:%M}", "text") if one.at else (str(one.number), "accent")
        facts.append(pair(t(field_label(stage)), value, style))
    people = " ".join(person.name for person in state.watches[-1].people) if state.watches else ""
    if people:
        facts.append(pair(t("incident.on_watch"), people))
    return flow(facts, 200)[0]


def facts(state: Incident, now: datetime, width: int, most: int) -> list[Row]:
    """Who called, who was told, what was filled in, what it is tied to; at most `most` rows."""
    found = [_caller(state), *_told(state, now)]
    found += [
        pair(t(field_label(name)), mask_personal(state.words(name)))
        for name in _SHOWN
        if name not in _NOT_AGAIN and state.value(name) not in (None, "")
    ]
    found += [pair(t(f"incident.tie.{other.tie}"), other.number.rpartition("-")[2]) for other in state.others]
    return flow([one for one in found if one], width)[:most]


def _caller(state: Incident) -> Row:
    known = " ".join(filter(None, (state.words("caller"), mask_personal(state.words("phone")))))
    return pair(t(field_label("caller")), known) if known else ()


def _told(state: Incident, now: datetime) -> list[Row]:
    """The parties told with the time, then those still to be told while it runs."""
    label = Span(t("command.incident.notify") + " ", "dim")
    when = {one.party: one.at for one in state.told}
    facts_ = [
        row(Span(_party(party) + " "), Span(f"{at.astimezone(now.tzinfo):%H:%M}"))
        for party, at in when.items()
    ]
    if state.done is None and state.category not in ("inc.cover", "inc.drill"):
        facts_ += [row(Span(f"{_party(party)} --", "dim")) for party in PARTIES if not _is_told(party, when)]
    return [row(label, *facts_[0]), *facts_[1:]] if facts_ else []


def _is_told(party: str, when: Collection[str]) -> bool:
    """Whether a party of the list was told, by its key or by its name as somebody wrote it."""
    return party in when or any(t(party, language=code) in when for code in LANGUAGES)


def _party(party: str) -> str:
    return t(party) if has(party) else party


def air_row(state: Incident, now: datetime, width: int) -> list[Row]:
    """Everybody inside on air, the one with least first."""
    inside = sorted((one for one in state.air if one.out is None), key=lambda one: minutes_left(one, now))
    styles = {"alarm": "overdue", "warn": "due", "ok": "text"}
    found = []
    for one in inside:
        mark = f"{OVERDUE} " if level(one, now) == "alarm" else ""
        left = t("incident.air_left", minutes=minutes_left(one, now))
        found.append(row(Span(f"{mark}{one.person.name} {left}", styles[level(one, now)])))
    if not found:
        return []
    return flow([row(Span(t("command.incident.air_in") + "  ", "dim"), *found[0]), *found[1:]], width)


def dispute_rows(state: Incident) -> list[Row]:
    """What stands in conflict, one line each."""
    return [
        row(
            Span(f" {OVERDUE} {t('incident.dispute')}  ", "overdue"),
            Span(f"{t(one.label)} {one.vehicle}".rstrip() + "  " + " / ".join(one.values)),
            Span("  Tab ", "key"),
            Span(t("dispute.key"), "dim"),
        )
        for one in disputes(state)
    ]


def elapsed(since: datetime, until: datetime) -> str:
    """A running clock: 00:08:12, from a day on in days."""
    span = max(timedelta(0), until - since)
    hours, rest = divmod(int(span.total_seconds()), 3600)
    if hours >= 24:
        return t("incident.days", days=hours // 24, hours=hours % 24)
    return f"{hours:02}:{rest // 60:02}:{rest % 60:02}"


def class_name(state: Incident) -> str:
    """Class and local sub-type: 火灾扑救/集装箱."""
    known = t(state.category) if has(state.category) else t("incident.no_class_yet")
    subtype = state.words("subtype")
    return f"{known}/{subtype}" if subtype and cells(subtype) <= 16 else known
