"""Declaring, confirming, changing, renewing and ending emergency footing (domain §6)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from core.clock import iso
from core.errors import Refusal
from core.records.footing.state import (
    CONFIRMED,
    DECLARED,
    FOOTING,
    LEVELLED,
    LEVELS,
    MOST_ORDER,
    REASONS,
    RENEWED,
    REVIEWED,
    SELF_DECLARED,
    SHOWN,
    STOOD_DOWN,
    Footing,
)
from core.records.named import named
from core.records.person import Person
from core.records.reference import Ref
from core.signing import require
from core.text import clean

DECLARERS: Final = frozenset({"role.secretary", "role.committee_member"})
"""Who may declare and stand down: the secretary or, as the named deputy, a committee member."""

if TYPE_CHECKING:
    from core.replica.act import Act
    from core.signing import Signature


def declare(
    act: Act,
    reason: str,
    level: str,
    planned_end: datetime,
    stations: Sequence[str],
    order: str,
    signature: Signature,
) -> str:
    """Declare emergency footing for `stations` (unit paths), signed by who declares it; returns its id.

    Raises Refusal for an unknown reason or level, an end that is over, no station, or an order that is too long.
    """
    require(signature, act.now)
    _may_declare(act, signature)
    if not stations:
        raise Refusal("footing.no_station")
    by = Ref(signature.person, signature.name)
    return act.open(FOOTING, DECLARED, _body(act, reason, level, planned_end, stations, order, by))


def self_declare(
    act: Act, reason: str, level: str, planned_end: datetime, station: str, ordered_by: str, order: str = ""
) -> str:
    """A station enters emergency footing by itself on a phone order (先行转入), naming who gave it; returns its id."""
    ordered_by = clean(ordered_by, limit=60).strip()
    if not ordered_by:
        raise Refusal("footing.who_ordered")
    body = _body(act, reason, level, planned_end, [station], order, Ref("", ordered_by))
    return act.open(FOOTING, SELF_DECLARED, body)


def _body(
    act: Act, reason: str, level: str, planned_end: datetime, stations: Sequence[str], order: str, by: Ref
) -> dict[str, Any]:
    if reason not in REASONS:
        raise Refusal("footing.bad_reason", value=clean(reason, limit=40))
    if planned_end <= act.now:
        raise Refusal("footing.end_is_over")
    return {
        "reason": reason,
        "level": _level(level),
        "planned_end": iso(planned_end),
        "stations": list(stations),
        "order": _order(order),
        "by": by.body(),
    }


def _level(level: str) -> str:
    if level not in LEVELS:
        raise Refusal("footing.bad_level", value=clean(level, limit=40))
    return level


def _order(order: str) -> str:
    """One line of at most 60 characters."""
    order = clean(order).strip()
    if len(order) > MOST_ORDER:
        raise Refusal("footing.order_too_long", most=MOST_ORDER, has=len(order))
    return order


def _running(act: Act, footing: str) -> Footing:
    state = act.state(Footing, footing)
    if state.ended is not None:
        raise Refusal("footing.over")
    return state


def change_level(act: Act, footing: str, level: str, signature: Signature, order: str = "") -> None:
    """Another level within the period; raises Refusal for the one in force or a period that is over."""
    _may_change(act, footing, signature)
    if _running(act, footing).level == _level(level):
        raise Refusal("footing.same_level")
    act.append(
        LEVELLED, footing, {"level": level, "order": _order(order), "by": _by(signature)}, audience="down"
    )


def renew(act: Act, footing: str, planned_end: datetime, signature: Signature) -> None:
    """Let it last until `planned_end` (C18: asked every seven days); raises Refusal for an end that is over."""
    _may_change(act, footing, signature)
    _running(act, footing)
    if planned_end <= act.now:
        raise Refusal("footing.end_is_over")
    body = {"planned_end": iso(planned_end), "by": _by(signature)}
    act.append(RENEWED, footing, body, audience="down")


def stand_down(act: Act, footing: str, signature: Signature) -> None:
    """End the period (解除); it never ends by itself. Raises Refusal when it is over."""
    _may_change(act, footing, signature)
    _running(act, footing)
    act.append(STOOD_DOWN, footing, {"by": _by(signature)}, audience="down")


def note_shown(act: Act, footing: str, station: str) -> None:
    """The terminal of `station` shows the banner, for the first time (K08)."""
    if not any(one.station == station and one.shown for one in act.state(Footing, footing).receipts):
        act.append(SHOWN, footing, {"station": station}, origin="compiled")


def confirm(act: Act, footing: str, station: str, name: str) -> None:
    """One officer confirms for the room (A09); confirming again changes nothing."""
    if any(one.station == station and one.confirmed for one in act.state(Footing, footing).receipts):
        return
    by = named(act.replica, act.author).body() if act.author else None
    act.append(CONFIRMED, footing, {"station": station, "name": name, "by": by})


def review(act: Act, footing: str, meeting: str) -> None:
    """Tie the review (复盘) this unit held after the period to it (C19); raises Refusal while it lasts.

    One that whoever declared the period holds counts for every station below.
    """
    state = act.state(Footing, footing)
    if state.ended is None:
        raise Refusal("footing.still_on")
    here = act.replica.seat.unit if act.replica.seat else state.meta.unit
    body = {"meeting": meeting, "station": here}
    act.append(REVIEWED, footing, body, audience="down" if here == state.meta.unit else "branch")


def _may_declare(act: Act, signature: Signature) -> None:
    """The secretary, or a committee member as the named deputy (domain §1); raises Refusal for anybody else."""
    state = act.state(Person, signature.person)
    if DECLARERS.isdisjoint(state.roles(act.now.date())):
        raise Refusal("footing.may_not", name=signature.name)


def _may_change(act: Act, footing: str, signature: Signature) -> None:
    """Who may declare may change; what a station entered by itself, anybody there with a PIN ends again."""
    require(signature, act.now)
    if not act.state(Footing, footing).own:
        _may_declare(act, signature)


def _by(signature: Signature) -> dict[str, str]:
    return Ref(signature.person, signature.name).body()
