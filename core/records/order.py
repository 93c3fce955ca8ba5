"""Orders (指令) and temporary arrangements (临时安排): what every shift must know until somebody lifts it.

A temporary override that was not carried from shift to shift is the oldest cause of accidents (duty-logs §2.11).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from core.clock import instant, iso
from core.errors import Refusal
from core.records.kind import Fact, Line, Meta, RecordKind, Summary
from core.text import clean

if TYPE_CHECKING:
    from core.replica.act import Act

GIVEN, LIFTED = "order.given", "order.lifted"
SORTS: Final = ("order", "arrangement")
ORDER = RecordKind("order", series="O")
KINDS = (ORDER,)


@dataclass(frozen=True, slots=True)
class Order:
    """An order or arrangement: who gave it, until when it holds if known, when it was lifted."""

    meta: Meta
    sort: str
    text: str
    given_by: str
    until: datetime | None
    lifted: datetime | None = None


@ORDER.opens(GIVEN)
def _given(meta: Meta, fact: Fact) -> Order:
    body = fact.body
    until = body.get("until")
    sort = body["sort"] if body["sort"] in SORTS else "order"
    return Order(meta, sort, body["text"], body.get("given_by", ""), instant(until) if until else None)


@ORDER.on(LIFTED)
def _lifted(state: Order, fact: Fact) -> Order:
    return replace(state, lifted=state.lifted or fact.at)


@ORDER.says(GIVEN)
def _say_given(state: Order, fact: Fact) -> Line:
    given_by = fact.body.get("given_by", "")
    params = {"sort": f"@order.{state.sort}", "from": given_by, "text": fact.body["text"]}
    return Line("order.line.given_by" if given_by else "order.line.given", params, (given_by,))


@ORDER.says(LIFTED)
def _say_lifted(state: Order, fact: Fact) -> Line:
    return Line("order.line.lifted", {"sort": f"@order.{state.sort}", "text": state.text})


@ORDER.summarises
def _summary(state: Order) -> Summary:
    return Summary(
        state.text,
        status="order.lifted" if state.lifted else "order.holds",
        open=state.lifted is None,
        subject=f"order.{state.sort}",
        owner=state.given_by,
        due=state.until,
    )


def give_order(
    act: Act, text: str, *, sort: str = "order", given_by: str = "", until: datetime | None = None
) -> str:
    """Write down an order, or with sort "arrangement" a shut hydrant, a closed road; returns its id.

    It stays in every handover until it is lifted, past `until` too: nobody forgets it by a clock.
    """
    text = clean(text).strip()
    if not text:
        raise Refusal("log.empty")
    if sort not in SORTS:
        raise Refusal("order.bad_sort", value=clean(sort, limit=40), known=", ".join(SORTS))
    body: dict[str, Any] = {"sort": sort, "text": text, "given_by": clean(given_by, limit=60).strip()}
    if until is not None:
        body["until"] = iso(until)
    return act.open(ORDER, GIVEN, body)


def lift_order(act: Act, order: str) -> None:
    """Record that an order or arrangement no longer holds; one that was lifted already is left alone."""
    if act.state(Order, order).lifted is None:
        act.append(LIFTED, order, {})
