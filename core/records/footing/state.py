"""Footing (平战转换): a period of emergency footing as one unit declared it, and what others answered (domain §6)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from core.clock import instant
from core.records.kind import Fact, Line, Meta, RecordKind, Summary
from core.records.reference import Ref, read_ref

DECLARED, SELF_DECLARED = "footing.declared", "footing.self_declared"
LEVELLED, RENEWED, STOOD_DOWN = "footing.levelled", "footing.renewed", "footing.stood_down"
SHOWN, CONFIRMED, REVIEWED = "footing.shown", "footing.confirmed", "footing.reviewed"

FOOTING = RecordKind("footing", series="F", audience="down")
KINDS = (FOOTING,)

REASONS: Final = ("mode.epidemic", "mode.weather", "mode.key_period", "mode.other")
LEVELS: Final = ("mode.blue", "mode.yellow", "mode.orange", "mode.red")
"""From the lowest (4) to the highest (1)."""

MOST_ORDER: Final = 60
"""Characters of the one-line order."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """When a station's terminal showed the banner, and when somebody there confirmed it (one officer for the room)."""

    station: str
    shown: datetime | None = None
    confirmed: datetime | None = None
    by: Ref | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """A review held after the period (复盘, C19): by which unit, when, and the id of its meeting."""

    unit: str
    at: datetime
    meeting: str = ""


@dataclass(frozen=True, slots=True)
class Footing:
    """A declared period; `stations` are unit paths, `levels` its changes in order, `ended` None while it lasts."""

    meta: Meta
    reason: str
    levels: tuple[tuple[datetime, str], ...]
    stations: tuple[str, ...]
    start: datetime
    planned_end: datetime | None
    order: str
    declared_by: Ref | None
    own: bool = False
    """Whether a station declared it itself on a phone order (先行转入); `declared_by` is then who ordered it."""
    receipts: tuple[Receipt, ...] = ()
    renewals: tuple[datetime, ...] = ()
    ends: tuple[tuple[datetime, datetime], ...] = ()
    """Every planned end in order: when it was set, and for which moment."""
    ended: datetime | None = None
    reviews: tuple[Review, ...] = ()

    @property
    def level(self) -> str:
        """The level in force."""
        return self.levels[-1][1]

    def review_of(self, unit: str) -> Review | None:
        """The first review that counts for the unit at path `unit`: its own, or one held by who is above it."""
        counts = (one for one in self.reviews if f"{unit}/".startswith(f"{one.unit}/"))
        return min(counts, key=lambda one: one.at, default=None)

    def concerns(self, unit: str) -> bool:
        """Whether it holds for the unit at path `unit`: one it names, one below those, or the one that declared it."""
        return unit == self.meta.unit or any(
            unit == one or unit.startswith(f"{one}/") for one in self.stations
        )


@FOOTING.opens(DECLARED, urgent=True)
@FOOTING.opens(SELF_DECLARED, urgent=True)
def _declared(meta: Meta, fact: Fact) -> Footing:
    body, planned = fact.body, fact.body.get("planned_end")
    return Footing(
        meta,
        body["reason"] if body["reason"] in REASONS else "mode.other",
        ((fact.at, _level(body["level"])),),
        tuple(str(one) for one in body["stations"]),
        fact.at,
        None if planned is None else instant(planned),
        body.get("order", ""),
        read_ref(body.get("by")),
        own=fact.event.kind == SELF_DECLARED,
        ends=() if planned is None else ((fact.at, instant(planned)),),
    )


def _level(said: Any) -> str:
    """A level as it is; raises ValueError for none of ours."""
    if said not in LEVELS:
        raise ValueError("level")
    return str(said)


@FOOTING.on(LEVELLED, urgent=True)
def _levelled(state: Footing, fact: Fact) -> Footing:
    levels = (*state.levels, (fact.at, _level(fact.body["level"])))
    return replace(state, levels=levels, order=str(fact.body.get("order") or state.order))


@FOOTING.on(RENEWED)
def _renewed(state: Footing, fact: Fact) -> Footing:
    end = instant(fact.body["planned_end"])
    return replace(
        state, planned_end=end, renewals=(*state.renewals, fact.at), ends=(*state.ends, (fact.at, end))
    )


@FOOTING.on(STOOD_DOWN, urgent=True)
def _stood_down(state: Footing, fact: Fact) -> Footing:
    return state if state.ended is not None else replace(state, ended=fact.at)


@FOOTING.on(REVIEWED)
def _reviewed(state: Footing, fact: Fact) -> Footing:
    unit = str(fact.body.get("station", state.meta.unit))
    return replace(state, reviews=(*state.reviews, Review(unit, fact.at, str(fact.body["meeting"]))))


@FOOTING.on(SHOWN)
def _shown(state: Footing, fact: Fact) -> Footing:
    old = _receipt(state, str(fact.body["station"]))
    return _received(state, replace(old, shown=old.shown or fact.at))


@FOOTING.on(CONFIRMED, urgent=True)
def _confirmed(state: Footing, fact: Fact) -> Footing:
    old = _receipt(state, str(fact.body["station"]))
    if old.confirmed is not None:
        return state
    return _received(state, replace(old, confirmed=fact.at, by=read_ref(fact.body.get("by"))))


def _receipt(state: Footing, station: str) -> Receipt:
    return next((one for one in state.receipts if one.station == station), Receipt(station))


def _received(state: Footing, receipt: Receipt) -> Footing:
    others = (one for one in state.receipts if one.station != receipt.station)
    return replace(state, receipts=(*others, receipt))


@FOOTING.says(DECLARED)
@FOOTING.says(SELF_DECLARED)
def _say_declared(state: Footing, fact: Fact) -> Line:
    by = state.declared_by.name if state.declared_by else ""
    params: dict[str, str | int] = {
        "reason": f"@{state.reason}",
        "level": f"@{fact.body['level']}",
        "order": str(fact.body.get("order", "")),
        "by": by,
    }
    return Line("footing.line.own" if state.own else "footing.line.declared", params, (by,))


@FOOTING.says(LEVELLED)
def _say_levelled(state: Footing, fact: Fact) -> Line:
    return Line("footing.line.levelled", {"level": f"@{fact.body['level']}"})


@FOOTING.says(RENEWED)
def _say_renewed(state: Footing, fact: Fact) -> Line:
    return Line("footing.line.renewed", {"until": f"{instant(fact.body['planned_end']):%m-%d %H:%M}"})


@FOOTING.says(CONFIRMED)
def _say_confirmed(state: Footing, fact: Fact) -> Line:
    by = read_ref(fact.body.get("by"))
    return Line(
        "footing.line.confirmed", {"station": str(fact.body.get("name", "")), "by": by.name if by else ""}
    )


@FOOTING.says(STOOD_DOWN)
def _say_stood_down(state: Footing, fact: Fact) -> Line:
    return Line("footing.line.stood_down")


@FOOTING.summarises
def _summary(state: Footing) -> Summary:
    return Summary(
        state.order,
        status="mode.stand_down" if state.ended else state.level,
        open=state.ended is None,
        subject=state.reason,
        owner=state.declared_by.name if state.declared_by else "",
        due=state.planned_end,
    )
