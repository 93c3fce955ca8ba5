"""Everything the evidence rules have to say about one meeting, gathered from the records around it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from core.clock import epoch_ms
from core.records.incident import Incident
from core.records.meeting import AGENDAS, Meeting
from core.records.meeting.state import DECIDED, NOTED
from core.replica.texts import typed
from core.rules.copying import Earlier, check
from core.rules.evidence import Away, findings
from core.rules.finding import Finding

if TYPE_CHECKING:
    from core.replica.replica import Replica

_AROUND: Final = timedelta(days=2)
"""How long before a meeting another meeting or a call that still ran may have begun."""


def check_meeting(replica: Replica, meeting: str, now: datetime) -> list[Finding]:
    """What E01-E06 find about the meeting, and E07 once it is to be closed; empty when there is no such meeting.

    `private` findings are for its author before it is closed; the rest is shown with the record.
    """
    state = replica.state(meeting)
    if not isinstance(state, Meeting):
        return []
    since, until = state.start - _AROUND, state.end or now
    return [
        *findings(state, now, _meetings(replica, since, until), calls(replica, since, until)),
        *check(state.text, _earlier(replica, state)),
    ]


def calls(replica: Replica, since: datetime, until: datetime) -> Iterator[Away]:
    """Who was out on which incident opened in a span of time, by the stamps of their vehicle or of the whole."""
    for row in replica.rows("incident", since=epoch_ms(since), until=epoch_ms(until)):
        state = replica.state(row.id)
        if isinstance(state, Incident) and not row.struck:
            yield from _crews(state)


def _crews(incident: Incident) -> Iterator[Away]:
    for sent in incident.force:
        start = incident.time("inc.turnout", sent.vehicle) or incident.time("inc.turnout")
        back = incident.time("inc.back", sent.vehicle) or incident.time("inc.back")
        end = back or incident.time("inc.closed") or incident.done
        if start is not None:
            for person in sent.crew:
                yield Away(person.id, start, end, incident.meta.number)


def _meetings(replica: Replica, since: datetime, until: datetime) -> Iterator[Meeting]:
    for row in replica.rows("meeting", since=epoch_ms(since), until=epoch_ms(until)):
        state = replica.state(row.id)
        if isinstance(state, Meeting):
            yield state


def _earlier(replica: Replica, meeting: Meeting) -> Iterator[Earlier]:
    """The texts of earlier meetings of the same form."""
    label = AGENDAS[meeting.form].label
    for record in typed(replica, "meeting", label, meeting.meta.id, (NOTED, DECIDED)):
        yield Earlier(record.number, record.text)
