"""An alarm the branch has not got in time (未到支部): the officer phones, until the branch has it or was told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from core.clock import epoch_ms
from core.dates.spans import spoken_span
from core.i18n import t
from core.replica.replica import Replica
from core.replica.settings import load
from core.replica.unsent import Unsent
from tui.marks import DUE, OVERDUE
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
    untold = [one for one in late if _told(replica, one) is None]
    if untold:
        return _rows(OVERDUE, "overdue", _asked(replica, untold, now, then=bool(record)), width)
    if late:
        told = _told(replica, late[0])
        said = t("sync.phoned", at=f"{told:%H:%M}", **_named(late[0], now))
        return _rows(DUE, "due", said, width)
    return []


def _asked(replica: Replica, late: Sequence[Unsent], now: datetime, *, then: bool) -> str:
    """The sentence that asks for the call; on the alarm's own page also what to type after it."""
    phone = load(replica).branch_phone
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
