"""What the branch has not got in time (未到支部): the officer phones, until the branch has it or was told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from core.clock import epoch_ms
from core.compile.unheard import numbers, unheard
from core.compile.unread import unread_directs, unread_escalations
from core.dates.spans import spoken_span
from core.i18n import t
from core.records.direct import phone
from core.records.direct.telling import read_call
from core.records.phonebook import phones_above, spoken
from core.replica.replica import Replica
from core.replica.settings import load
from core.replica.unsent import Unsent
from tui.marks import DUE, OVERDUE
from tui.page import Nav, Prompt
from tui.screens.loglines import short_number
from tui.services import Services
from tui.sheet.layout import paragraph
from tui.sheet.span import Row, Span

_BRANCH: Final = "incident.party.branch"
_TEXT_AT: Final = 3


def call_rows(services: Services, width: int, now: datetime, record: str = "") -> list[Row]:
    """What to phone about, as rows; of `record` alone where one is given, nothing while the branch has everything."""
    replica = services.desk.replica
    late = [one for one in services.late(now) if record in ("", one.record)]
    above = unheard(replica, late, epoch_ms(now))
    untold = [one for one in late if one not in above and _told(replica, one) is None]
    if untold:
        return _rows(OVERDUE, "overdue", _asked(replica, untold, now, then=bool(record)), width)
    known = [one for one in late if one not in above]
    if known:
        told = _told(replica, known[0])
        said = t("sync.phoned", at=f"{told:%H:%M}", **_named(known[0], now))
        return _rows(DUE, "due", said, width)
    return []


def call_words(services: Services, now: datetime) -> tuple[str, ...]:
    """The direct report that waits longest for a call, then whom to phone, each with its digit; empty without one."""
    replica = services.desk.replica
    waiting = unheard(replica, services.late(now), epoch_ms(now))
    if not waiting:
        return ()
    phones = [f"{digit} {spoken(one)}" for digit, one in enumerate(numbers(replica), 1)]
    return t("direct.call_now", **_named(waiting[0], now)), *(phones or [t("phonebook.nobody")])


def ask_called(services: Services, nav: Nav, record: str = "") -> None:
    """Ask who was told of a direct report by phone, and when; of the one that waits longest where none is named."""
    replica, now = services.desk.replica, services.clock.now()
    waiting = unheard(replica, services.late(now), epoch_ms(now))
    record = record or (waiting[0].record if waiting else "")
    if not record:
        _read_first(replica, nav)
        return
    phones = numbers(replica)

    def then(text: str) -> None:
        moment = services.clock.now()
        services.desk.do(phone, record, *read_call(text, phones, moment))
        nav.say(t("direct.call_noted"), "saved")

    label = t("direct.ask_called", number=short_number(replica.state(record).meta.number))
    hint = t("direct.hint_digit", last=len(phones)) if phones else t("direct.hint_whom")
    nav.ask(Prompt("whom", label, hint), then)


def _read_first(replica: Replica, nav: Nav) -> None:
    """Above a station there is nobody to phone: what waits longest to be read is opened."""
    unread = unread_directs(replica)
    if unread:
        nav.open("direct", record=unread[0].meta.id)
    elif unread_escalations(replica):
        nav.open("digest")
    else:
        nav.say(t("direct.nobody_to_call"))


def _asked(replica: Replica, late: Sequence[Unsent], now: datetime, *, then: bool) -> str:
    """The sentence that asks for the call; on the alarm's own page also what to type after it."""
    phone = next(map(spoken, phones_above(replica)), load(replica).branch_phone)
    if len(late) > 1:
        said = t("sync.phone_many", phone=phone, count=len(late), **_named(late[0], now))
    else:
        said = t("sync.phone", phone=phone, **_named(late[0], now))
    line = f"{t('command.incident.notify').lower()} 1"
    return f"{said.rstrip()}  {t('sync.phone_then', line=line)}" if then else said.rstrip()


def _named(one: Unsent, now: datetime) -> dict[str, str]:
    age = timedelta(milliseconds=one.age(epoch_ms(now)))
    return {"number": short_number(one.number), "age": spoken_span(age)}


def _told(replica: Replica, one: Unsent) -> datetime | None:
    """When the branch was told of it by an officer."""
    state = replica.state(one.record)
    told = [each.at for each in getattr(state, "told", ()) if each.party == _BRANCH]
    told += [call.at for call in getattr(state, "calls", ())]  # of a direct report (电话补报)
    return min(told, default=None)


def _rows(mark: str, style: str, text: str, width: int) -> list[Row]:
    first, *more = paragraph(text, width - 1, style, _TEXT_AT)
    return [(Span(f" {mark} ", style), Span(first[0].text.lstrip(), style)), *more]
