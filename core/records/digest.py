"""The branch's digest for headquarters (总部摘要, C17): totals of a span of time; no name, code or free text (PV08).

A figure about so few people that it would be about one of them is hidden (PV09) and stands as None.  It says nothing in
a duty log: stations see what is meant for headquarters too, and nobody there has to read it at night.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, Final

from core.clock import instant, iso
from core.errors import Refusal
from core.records.kind import Fact, Meta, RecordKind, Summary

if TYPE_CHECKING:
    from core.replica.act import Act

COMPILED, REVISED = "digest.compiled", "digest.revised"
DIGEST = RecordKind("digest", series="G", audience="hq")
KINDS = (DIGEST,)

OF: Final = ".of"
"""How the figure ends that a share or a time is of: `K03` of `K03.of`."""

FORMS: Final = ("weekly", "daily")
"""Each Monday in routine footing, each evening in emergency footing."""

Figures = Mapping[str, int | None]
"""By name (a catalogue key under `digest.figure`), a count or seconds; None is hidden."""


@dataclass(frozen=True, slots=True)
class Digest:
    """Totals of one branch from `since` until `until`; `revised` when records came later and changed them."""

    meta: Meta
    form: str
    since: datetime
    until: datetime
    figures: Figures
    made: datetime
    stations: Mapping[str, Figures] = field(default_factory=dict)
    """Totals about people by the path of a station."""
    names: Mapping[str, str] = field(default_factory=dict)
    """What the branch and its stations are called, by path."""
    revised: datetime | None = None

    @property
    def nil(self) -> bool:
        """Whether there was nothing (无事项): of what was owed alone (`K03.of`) there is nothing to tell."""
        return not any(value != 0 for name, value in self.figures.items() if not name.endswith(OF))


@DIGEST.opens(COMPILED)
def _compiled(meta: Meta, fact: Fact) -> Digest:
    body = fact.body
    return Digest(
        meta,
        body["form"] if body["form"] in FORMS else "weekly",
        instant(body["since"]),
        instant(body["until"]),
        _figures(body["figures"]),
        fact.at,
        _stations(body),
        {str(path): str(name) for path, name in body["names"].items()},
    )


@DIGEST.on(REVISED)
def _revised(state: Digest, fact: Fact) -> Digest:
    return replace(
        state, figures=_figures(fact.body["figures"]), stations=_stations(fact.body), revised=fact.at
    )


def _figures(body: Mapping[str, Any]) -> dict[str, int | None]:
    """Whole numbers by name; raises ValueError for anything else, which no digest of ours holds."""
    for value in body.values():
        if value is not None and type(value) is not int:
            raise ValueError("figure")
    return dict(body)


def _stations(body: Mapping[str, Any]) -> dict[str, Figures]:
    return {str(path): _figures(one) for path, one in body.get("stations", {}).items()}


@DIGEST.summarises
def _summary(state: Digest) -> Summary:
    return Summary(
        f"{state.since:%Y-%m-%d}/{state.until:%Y-%m-%d}",
        status="report.nil"
        if state.nil
        else "digest.status.revised"
        if state.revised
        else "digest.status.sent",
        at=state.until,
        subject=f"digest.{state.form}",
    )


def digest_of(unit: str, until: datetime) -> str:
    """The record id of the digest of the branch at path `unit` that ends at `until`: nobody compiles two."""
    name = f"watchroom/digest\n{unit}\n{until.timestamp():.0f}"
    return blake2b(name.encode(), digest_size=16).hexdigest()


def send_digest(
    act: Act,
    form: str,
    since: datetime,
    until: datetime,
    figures: Figures,
    stations: Mapping[str, Figures],
    names: Mapping[str, str],
) -> str | None:
    """Send the digest of a span, or its revision where it was sent with other figures; None when nothing is new."""
    seat = act.replica.seat
    if seat is None:
        raise Refusal("store.not_set_up")
    record = digest_of(seat.unit, until)
    told = _told(figures, stations)
    known = act.replica.state(record)
    if known is None:
        span = {"form": form, "since": iso(since), "until": iso(until), "names": dict(names)}
        return act.open(DIGEST, COMPILED, {**span, **told}, record=record, origin="compiled")
    if not isinstance(known, Digest) or _told(known.figures, known.stations) == told:
        return None
    act.append(REVISED, record, told, origin="compiled", audience="hq")
    return record


def _told(figures: Figures, stations: Mapping[str, Figures]) -> dict[str, Any]:
    return {"figures": dict(figures), "stations": {path: dict(one) for path, one in stations.items()}}
