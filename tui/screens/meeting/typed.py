"""What a line typed in a meeting means: a point, a decision, somebody who came or left, material, a record."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from core.dates import short_when
from core.dates.cited import only_cited
from core.i18n import t
from core.records.person import Person, candidates
from core.records.reference import Ref, ref
from core.records.taskline import read_task
from core.replica.replica import Replica
from core.replica.rows import by_number

_BY: Final = re.compile(r"[@＠](?P<who>\S+)[\s：:]+(?P<text>.+)")
_PRESENCE: Final = {"+": True, "＋": True, "-": False, "－": False}


@dataclass(frozen=True, slots=True)
class Said:
    """One line: what it is (point, decision, attend, cite, link) and what that needs."""

    what: str
    text: str
    person: Ref | None = None
    present: bool = False
    day: date | None = None
    hint: str = ""
    """What Enter will do with it."""


def read(replica: Replica, text: str, now: datetime) -> Said:
    """Read one line; what is nothing else is a point, and nothing is ever lost."""
    text = text.strip()
    if text[:1] in ("!", "！") and text[1:].strip():
        return _decision(replica, text[1:].strip(), now)
    for reader in (_attend, _cite, _link):
        found = reader(replica, text, now)
        if found is not None:
            return found
    return _point(replica, text)


def _decision(replica: Replica, line: str, now: datetime) -> Said:
    task = read_task(line, now)
    found = candidates(replica, task.owner) if task.owner else []
    owner = found[0].name if len(found) == 1 else "/".join(one.name for one in found[:4])
    if task.owner and not found:
        owner = f"{task.owner}?"
    due = short_when(task.due, now) if task.due else ""
    to = " ".join(part for part in (f"@{owner}" if owner else "", due) if part)
    return Said("decision", line, hint=t("meeting.will_decide", to=to).rstrip())


def _attend(replica: Replica, text: str, now: datetime) -> Said | None:
    """+名 came, -名 left; anything but one known person after the sign is a point."""
    present, name = _PRESENCE.get(text[:1]), text[1:].strip()
    found = candidates(replica, name) if present is not None and name else []
    if present is None or len(found) != 1:
        return None
    key = "meeting.will_come" if present else "meeting.will_leave"
    return Said("attend", name, ref(found[0]), present, hint=t(key, name=found[0].name))


def _cite(replica: Replica, text: str, now: datetime) -> Said | None:
    found = only_cited(text, now.date())
    if found is None:
        return None
    return Said("cite", found.title, day=found.day, hint=t("meeting.will_cite", day=found.day.isoformat()))


def _link(replica: Replica, text: str, now: datetime) -> Said | None:
    number = text[1:].strip().upper()
    found = by_number(replica.connection, number) if text[:1] in ("#", "＃") and number else []
    if not found:
        return None
    return Said("link", found[0], hint=t("meeting.will_link", number=number))


def _point(replica: Replica, text: str) -> Said:
    """@名 text is that person's word."""
    found = _BY.fullmatch(text)
    people: list[Person] = candidates(replica, found["who"]) if found else []
    if found is None or len(people) != 1:
        return Said("point", text)
    return Said("point", found["text"], ref(people[0]), hint=t("meeting.will_say", name=people[0].name))
