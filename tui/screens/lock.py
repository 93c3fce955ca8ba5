"""Lock (锁定): nothing shows, whoever signed in is signed out; an alarm can still be written.

Where nobody has a PIN on this terminal the seat is unlocked with Enter; else somebody's PIN is needed.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from core.errors import Refusal
from core.i18n import t
from core.records.person import find_person, people
from core.records.reference import Ref
from core.signing import Signature, has_pin
from tui.page import FooterKey, Page, Prompt
from tui.pins import ask_pin
from tui.screens.loglines import short_number
from tui.sheet.big import big
from tui.sheet.layout import centred
from tui.sheet.span import EMPTY, Row, Sheet, Size, Span, row


class Lock(Page):
    """An opaque page over everything."""

    id: ClassVar[str] = "lock"
    title_key: ClassVar[str] = "command.lock"
    opaque: ClassVar[bool] = True
    live: ClassVar[bool] = True

    def on_enter(self) -> None:
        """Sign everybody out."""
        self.services.sign_in(None)

    def rows(self, size: Size, now: datetime) -> Sheet:
        """The time and what is asked for."""
        lines: list[Row] = [EMPTY] * max(0, size.height // 2 - 4)
        lines += big(f"{now:%H:%M}", size.width)
        for key, style in (("lock.who" if self._pins() else "lock.enter", "text"), ("lock.alarm", "dim")):
            lines += [EMPTY, centred(row(Span(t(key), style)), size.width)]
        return Sheet(lines)

    def prompt(self) -> Prompt:
        """Who."""
        return Prompt("who", t("lock.name"), blank=True)

    def submit(self, text: str) -> None:
        """An alarm is written; a name is asked for a PIN; without PINs Enter unlocks."""
        if text.strip():
            if not self._alarm(text):
                found = find_person(self.desk.replica, text)
                ask_pin(self, Ref(found.meta.id, found.name), self._unlock, "lock.wait")
        elif self._pins():
            raise Refusal("lock.needs_pin")
        else:
            self.nav.close()

    def footer_keys(self) -> Sequence[FooterKey]:
        """What Enter does here."""
        return (FooterKey("Enter", t("lock.unlock"), weight=9),)

    def _pins(self) -> bool:
        """Whether anybody could unlock with a PIN."""
        replica = self.desk.replica
        return any(has_pin(replica, one.meta.id) for one in people(replica))

    def _unlock(self, signature: Signature) -> None:
        self.services.sign_in(Ref(signature.person, signature.name))
        self.nav.close()

    def _alarm(self, text: str) -> bool:
        """Write an incident from the seat, unsigned; whether the line was one."""
        invocation = self.services.commands.read(text)
        if invocation is None or invocation.command.id != "incident" or not invocation.text:
            return False
        outcome = self.services.commands.run(self.desk, invocation)
        number = self.desk.replica.state(outcome.record).meta.number
        self.nav.say(t("lock.written", number=short_number(number)), "saved")
        return True
