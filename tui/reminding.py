"""Reminders at the message line: at most one a minute is looked for, it is remembered first and said then (A17)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from core.errors import WatchroomError
from core.i18n import t
from core.replica.act import Desk

if TYPE_CHECKING:
    from core.compile.duties import Duty
    from core.records.reminder import Reminder
    from core.replica.replica import Replica
    from core.rules.cadence.reminders import Said


class Reminders:
    """What this terminal reminds of; the memory is the station's, shared with its other terminals."""

    def __init__(self, replica: Replica) -> None:
        """Nothing is read before the first screen is painted."""
        self._replica, self._desk = replica, Desk(replica)
        self._looked = ""
        self._unsaved: dict[str, tuple[Said, ...]] = {}
        """What was said though the disk refused to remember it, by shift."""

    def due(self, now: datetime) -> str:
        """The sentence to remind with, empty mostly; looked for once a minute."""
        minute = f"{now:%d %H:%M}"
        if minute == self._looked:
            return ""
        self._looked = minute
        from core.compile.reminding import reminder_due, room

        here = room(self._replica, now)
        found = reminder_due(self._replica, now, self._unsaved.get(here, ()))
        if found is None:
            return ""
        sentence = _sentence(found[1], now)
        self._remember(here, found[0], now)
        return sentence

    def leads(self, now: datetime) -> tuple[str, str] | None:
        """The page and form the last reminder of this shift leads to."""
        from core.compile.reminding import reminded

        last = self._last(now)
        duty = None if last is None else reminded(last.duty)
        return None if duty is None else (duty.page, duty.form)

    def snooze(self, now: datetime) -> str:
        """Put the last reminder off; what is said of it."""
        from core.compile.reminding import reminded
        from core.records.reminder import snooze

        last = self._last(now)
        duty = None if last is None else reminded(last.duty)
        if last is None or duty is None:
            return t("cadence.no_reminder")
        until = self._desk.do(snooze, last.meta.id)
        return t("cadence.snoozed", duty=t(duty.label), at=f"{until:%H:%M}")

    def _last(self, now: datetime) -> Reminder | None:
        from core.compile.reminding import room
        from core.records.reminder import newest

        return newest(self._replica, room(self._replica, now))

    def _remember(self, here: str, duty: str, now: datetime) -> None:
        """On the disk, before anything is said; where it refuses, in this terminal at least."""
        from core.records.reminder import remind
        from core.rules.cadence.reminders import Said

        try:
            self._desk.do(remind, here, duty)
        except WatchroomError:
            self._unsaved[here] = (*self._unsaved.get(here, ()), Said(duty, (now,)))


def _sentence(duty: Duty, now: datetime) -> str:
    """Which duty, until when, the key that starts it and the one that puts it off."""
    from core.commands import by_id
    from core.dates import short_when
    from tui.screens.keynames import key_name

    key = key_name(by_id(duty.page).key or by_id("duty").key)
    if duty.until is None:
        return t("cadence.remind_open", duty=t(duty.label), press=key)
    said = "cadence.remind_late" if now > duty.until else "cadence.remind"
    return t(said, duty=t(duty.label), at=short_when(duty.until, now), press=key)
