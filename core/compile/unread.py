"""What nobody here has read: direct reports of the units below (已达, not yet 已阅), and what a branch passed on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from core.records.direct import Direct
    from core.records.escalation import Escalation
    from core.replica.replica import Replica

URGENT: Final = "direct.urgent"


def directs_below(replica: Replica) -> list[Direct]:
    """The direct reports of the units below that are not settled, in order of time."""
    own = replica.seat.unit if replica.seat else ""
    rows = [row.id for row in replica.rows("direct", open=True) if not row.struck]
    if not rows:  # the kind is not even loaded where nobody reported anything
        return []
    from core.records.direct import Direct

    found = replica.states(rows)
    return [one for one in found if isinstance(one, Direct) and replica.unit_of(one.meta) != own]


def unread_escalations(replica: Replica) -> tuple[Escalation, ...]:
    """What a branch below passed on to this duty desk and nobody here has opened, the longest waiting first."""
    rows = replica.rows("escalation", open=True)
    if not rows:  # the kind is not even loaded where nothing was passed on
        return ()
    from core.records.escalation import Escalation

    below = f"{replica.seat.unit}/" if replica.seat else ""
    found = replica.states([row.id for row in rows])
    ours = (
        one for one in found if isinstance(one, Escalation) and replica.unit_of(one.meta).startswith(below)
    )
    return tuple(sorted(ours, key=lambda one: one.sent))


def unread_directs(replica: Replica) -> tuple[Direct, ...]:
    """Those nobody here has read: urgent ones first, then the longest waiting."""
    unread = (one for one in directs_below(replica) if one.opened is None)
    return tuple(sorted(unread, key=lambda one: (one.level != URGENT, one.sent)))
