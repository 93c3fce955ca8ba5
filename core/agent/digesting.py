"""The digest for headquarters (C17), compiled when it falls due, and again when records of its span came later."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from core.clock import epoch_ms, from_ms
from core.compile.cadence import emergency_of, owed
from core.compile.digest import compile_digest
from core.records.digest import Digest, digest_of, send_digest
from core.records.footing import periods
from core.replica.act import Desk
from core.replica.rows import arrived
from core.rules.cadence import BRANCH, Facts
from core.rules.cadence.states import NOT_REQUIRED

if TYPE_CHECKING:
    from core.replica.replica import Replica

RULE: Final = "C17"
LOOK_AGAIN: Final = timedelta(minutes=15)
"""How often digests that were sent are compared with what the records say now."""

FURTHEST: Final = timedelta(days=100)
"""How far before that the digest before them may have ended: a quarter, for a table that asks no oftener."""

LATE_BY: Final = timedelta(days=35)
"""How old a digest may be to be compiled again: stations work offline for weeks."""


class Span(NamedTuple):
    """One digest: its form, from when until when."""

    form: str
    since: datetime
    until: datetime


class Digests:
    """Sends what fell due at once; what was sent is looked at again now and then, where something arrived for it."""

    def __init__(self) -> None:
        """Nothing was looked at yet: the first look is at all of them."""
        self._asked = ""
        self._looked: datetime | None = None
        self._position = 0
        self._sent: datetime | None = None

    def send(self, replica: Replica) -> int:
        """Send every digest that fell due, and those again that are different now; returns how many."""
        now = replica.clock.now()
        minute = f"{now:%d %H:%M}"
        found = [] if minute == self._asked else spans(replica, now)
        if not found:
            return 0
        self._asked = minute
        fresh = [one for one in found if self._sent is None or one.until > self._sent]
        if self._looked is not None and now - self._looked < LOOK_AGAIN and not fresh:
            return 0
        position = replica.connection.execute("SELECT events FROM journal_state").fetchone()[0]
        sent = _send(replica, [one for one in found if one in fresh or self._concerned(replica, one)])
        self._looked, self._position, self._sent = now, position, found[-1].until
        return sent

    def _concerned(self, replica: Replica, span: Span) -> bool:
        """Whether something arrived since the last look that has a say in the span.

        An action item has one where it began, where it was due and where it was verified: any of them counts.
        """
        since, until = epoch_ms(span.since), epoch_ms(span.until)
        return any(
            kind == "action" or since <= at < until or (due is not None and since <= due < until)
            for kind, at, due in arrived(replica.connection, self._position)
        )


def _send(replica: Replica, due: Sequence[Span]) -> int:
    sent, unit = 0, replica.seat.unit if replica.seat else ""
    for span in due:
        known = replica.state(digest_of(unit, span.until))
        found = compile_digest(replica, span.since, span.until, known if isinstance(known, Digest) else None)
        sent += Desk(replica).do(send_digest, *span, *found) is not None
    return sent


def spans(replica: Replica, now: datetime) -> list[Span]:
    """The digests of the last five weeks that are due, each beginning where the one before it ended."""
    began = _began(replica, now)
    if began is None:
        return []
    moments = [(began, ""), *_moments(replica, max(began, now - LATE_BY - FURTHEST), began, now)]
    found = [Span(form, since, until) for (since, _), (until, form) in pairwise(moments)]
    return [one for one in found if one.since < one.until and one.until > now - LATE_BY]


def _moments(
    replica: Replica, since: datetime, began: datetime, now: datetime
) -> Iterator[tuple[datetime, str]]:
    """When a digest fell due until now, and its form."""
    unit = replica.seat.unit if replica.seat else ""
    lived = [emergency_of(one) for one in periods(replica, unit)]
    facts = Facts(owes=BRANCH, emergencies=lived, began=began)
    for one in owed(replica, facts, since, now + timedelta(seconds=1), now):
        if one.rule == RULE and one.state != NOT_REQUIRED:
            daily = any(emergency.holds(one.due) for emergency in lived)
            yield one.due, "daily" if daily else "weekly"


def _began(replica: Replica, now: datetime) -> datetime | None:
    """When the first unit of the branch was known here; digests reach no further back."""
    rows = replica.rows("unit", limit=1)
    return from_ms(rows[0].at).astimezone(now.tzinfo) if rows else None
