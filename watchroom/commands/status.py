"""`watchroom status`: how much there is, what waits to be sent, when the branch was last heard."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from core.i18n import t
from watchroom.document import when
from watchroom.frame import command
from watchroom.given import Given
from watchroom.speak import result

if TYPE_CHECKING:
    from core.replica.standing import Contact


@command("status")
@click.pass_obj
def status(given: Given) -> None:
    """Everything is read from the file; nothing is asked of the network."""
    from core.clock import epoch_ms
    from core.compile.undecided import undecided
    from core.records.shift import current_shift
    from core.replica import standing
    from core.replica.unsent import urgent_unsent
    from sync.joined import load_link

    with given.replica() as replica:
        connection, seat = replica.connection, replica.seat
        assert seat is not None
        waiting, contact = standing.waiting(connection), standing.contact(connection)
        events = int(connection.execute("SELECT events FROM journal_state").fetchone()[0])
        heads = dict(connection.execute("SELECT scope, n FROM mark ORDER BY scope"))
        at_branch, at_hq = standing.places(connection)
        unseen, link = len(standing.alarms(connection, seen=False)), load_link(replica)
        now = epoch_ms(replica.clock.now())
        open_ones = undecided(replica, current_shift(replica))
        late = [one for one in urgent_unsent(connection, now) if one.overdue(now)]
    document = {
        "events": events,
        "waiting": waiting,
        "last_sync": when(contact.done) if contact.done else None,
        "server": None if link is None else {"url": link.url, "id": link.server, "unit": link.unit},
        "heads": heads,
        "error": contact.error.removeprefix("sync.error."),
        "offset_ms": contact.offset,
        "alarms": unseen,
        "undecided": [{"what": one.label, "number": one.number, "words": one.words} for one in open_ones],
        "at_branch": at_branch,
        "at_hq": at_hq,
        "urgent_unsent": [{"number": one.number, "seconds": one.age(now) // 1000} for one in late],
    }
    head = t(
        "cli.status.seat", station=seat.station, code=seat.code, letter=seat.letter, path=given.directory
    )
    lines = [head, t("cli.status.counts", events=events, waiting=waiting)]
    lines.append(
        t("cli.status.alone") if link is None else t("cli.status.server", url=link.url, unit=link.unit)
    )
    lines += [t("cli.status.phone", number=one.number) for one in late]
    lines += [
        t("cli.status.undecided", what=t(one.label), number=one.number, words=one.words) for one in open_ones
    ]
    if at_hq is not None:
        lines.append(t("sync.places", branch=at_branch, hq=at_hq))
    result(given, document, *lines, *([] if link is None else _said(contact)), *_alarms(unseen))


def _said(contact: Contact) -> list[str]:
    """When the branch was last heard, and what stands in the way."""
    last = when(contact.done)[:16].replace("T", " ") if contact.done else t("cli.status.never")
    said = [t("cli.status.last", at=last)]
    return said + ([t(contact.error)] if contact.error else [])


def _alarms(unseen: int) -> list[str]:
    return [t("cli.sync.alarms", count=unseen)] if unseen else []
