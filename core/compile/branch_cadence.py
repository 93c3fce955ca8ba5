"""What the branch itself owes (C07–C18): read out of its own records, those of its stations apart (domain §4)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from core.clock import epoch_ms, from_ms
from core.compile.cadence import due, emergency_of, owed
from core.records.footing import periods
from core.records.registry import Raw
from core.records.unit import at_branch
from core.replica.standing import began, of_others
from core.rules.cadence import BRANCH, DEFAULT, Done, Facts, Obligation

if TYPE_CHECKING:
    from core.records.footing import Period
    from core.replica.replica import Replica
    from core.replica.rows import RecordRow

BEFORE: Final = timedelta(days=400)
"""How far before a span its neighbours still have a say: the year before."""

MET_BY: Final = {
    rule.label: rule.routine[0].met_by for rule in DEFAULT.rules if rule.owed_by == "branch" and rule.routine
}
"""What a meeting of the branch meets, by its label: one that is called as a duty is meets it."""

PROMPT: Final = timedelta(hours=1)
"""A digest is compiled once the moment it is due at has passed; so soon after it, it is in time."""

WORST: Final = ("missed", "due", "deferred", "met_late", "met", "upcoming", "not_required")
"""Which state stands for several of one month."""


@dataclass(frozen=True, slots=True)
class Month:
    """One duty in one month of the year's table: how often it was met of how often owed, and the worst state.

    `state` is empty where nothing fell due; `why`, `reason` and `moved` are those of the first that was put off.
    """

    met: int = 0
    owed: int = 0
    state: str = ""
    why: str = ""
    reason: str = ""
    moved: datetime | None = None


def branch_due(replica: Replica, since: datetime, until: datetime, now: datetime) -> list[Obligation]:
    """The branch's duties that fall due in [since, until), as they stand at `now`."""
    return owed(replica, branch_facts(replica, since, until), since, until, now)


def owed_here(replica: Replica, since: datetime, until: datetime, now: datetime) -> list[Obligation]:
    """The duties of the station this terminal stands in, or of the branch itself at a terminal of it."""
    return (branch_due if at_branch(replica) else due)(replica, since, until, now)


def branch_facts(replica: Replica, since: datetime, until: datetime) -> Facts:
    """Everything of the branch's own that has a say in [since, until)."""
    own = replica.seat.unit if replica.seat else ""
    lived = periods(replica, own)
    return Facts(
        owes=BRANCH,
        done=_done(replica, since - BEFORE, until, lived),
        emergencies=[emergency_of(one, own) for one in lived],
        began=_began(replica),
    )


def _began(replica: Replica) -> datetime | None:
    """When the branch began to keep records: its own first session."""
    replica.flush()
    at = began(replica.connection)
    return None if at is None else from_ms(at)


def _done(replica: Replica, since: datetime, until: datetime, lived: list[Period]) -> dict[str, list[Done]]:
    found: dict[str, list[Done]] = {}
    span = epoch_ms(since), epoch_ms(until)
    for kind, done in (*_meetings(replica, span), *_digests(replica, span)):
        found.setdefault(kind, []).append(done)
    for one in lived:
        number = one.leading.meta.number
        found.setdefault("renewal", []).extend(Done(number, at, at) for at in one.leading.renewals)
    return found


def _own(
    replica: Replica, kind: str, span: tuple[int, int], subjects: Sequence[str] | None = None
) -> Iterator[tuple[RecordRow, Any]]:
    """Rows and states of the branch's own records of a kind that were not struck, of some subjects alone."""
    for row in replica.rows(kind, since=span[0], until=span[1], subjects=subjects):
        state = None if row.struck else replica.state(row.id)
        if state is None or isinstance(state, Raw):
            continue
        if not of_others(replica.connection, state.meta.opener.session):
            yield row, state


def _meetings(replica: Replica, span: tuple[int, int]) -> Iterator[tuple[str, Done]]:
    for row, one in _own(replica, "meeting", span, tuple(MET_BY)):
        yield MET_BY[row.subject], Done(row.number, one.start, one.end if one.closed is not None else None)


def _digests(replica: Replica, span: tuple[int, int]) -> Iterator[tuple[str, Done]]:
    for row, one in _own(replica, "digest", span):
        at = one.until if one.made - one.until <= PROMPT else one.made
        yield "digest", Done(row.number, at, at)


def months(duties: list[Obligation]) -> dict[str, dict[int, Month]]:
    """The year's table out of a year's duties: by rule, by number of the month."""
    cells: dict[tuple[str, int], list[Obligation]] = {}
    for one in duties:
        cells.setdefault((one.rule, one.due.month), []).append(one)
    found: dict[str, dict[int, Month]] = {}
    for (rule, number), some in sorted(cells.items()):
        found.setdefault(rule, {})[number] = _month(some)
    return found


def _month(some: list[Obligation]) -> Month:
    states = {one.state for one in some}
    state = next(one for one in WORST if one in states)
    put_off = next((one for one in some if one.state == state), some[0])
    met = sum(one.state in ("met", "met_late") for one in some)
    counted = sum(one.state != "not_required" for one in some)
    return Month(met, counted, state, put_off.why, put_off.reason, put_off.moved)
