"""A direct report that was sent: its five times, what was answered, and the three things that may be done with it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any, ClassVar, Final

from core.clock import epoch_ms
from core.compile.unheard import numbers, unheard
from core.dates import short_when
from core.errors import NotFound, NotSaved
from core.i18n import t
from core.records.direct import Direct, note_read, reply, resolve
from core.records.escalation import Escalation, escalation_of
from core.records.phonebook import spoken
from tui.page import FooterKey, Page, Prompt
from tui.screens.calling import ask_called
from tui.screens.loglines import short_number
from tui.sheet.layout import beside, cell, rule
from tui.sheet.span import EMPTY, Row, Sheet, Size, Span, row

_LABEL: Final = 12
_STATES: Final = (
    ("direct.sent", "sent"),
    ("direct.delivered", "delivered"),
    ("direct.read", "read"),
    ("direct.replied", "replied"),
    ("direct.resolved", "resolved"),
)


class SentDirect(Page):
    """1 notes a phone call; 2 settles it, at the station that sent it; text is an answer, at the branch."""

    id: ClassVar[str] = "direct"
    title_key: ClassVar[str] = "direct.title"
    live: ClassVar[bool] = True

    def __init__(self, *given: Any, **args: Any) -> None:
        """The report with the id `record`; at the branch, opening it is reading it (已阅), be the disk full or not."""
        super().__init__(*given, **args)
        self.record = str(args["record"])
        if not self.ours:
            with suppress(NotSaved):
                self.desk.do(note_read, self.record)

    @property
    def state(self) -> Direct:
        """The report; raises NotFound."""
        state = self.desk.replica.state(self.record)
        if not isinstance(state, Direct):
            raise NotFound("record.not_found", number=self.record[:8])
        return state

    @property
    def ours(self) -> bool:
        """Whether this station sent it."""
        replica = self.desk.replica
        return replica.seat is not None and replica.unit_of(self.state.meta) == replica.seat.unit

    def heading(self) -> Row:
        """信息直报 D01 特急."""
        state = self.state
        title = f"{t(self.title_key)}  {short_number(state.meta.number)}"
        return row(Span(title, "heading"), "  ", Span(t(state.level), "overdue"))

    def rows(self, size: Size, now: datetime) -> Sheet:
        """Answers, times, what was said to it."""
        state = self.state
        until = short_when(state.by_when, now) if state.by_when else t("direct.at_once")
        lines: list[Row] = []
        for name, text in (
            ("what", state.what),
            ("where", state.where),
            ("need", state.need),
            ("by_when", until),
        ):
            lines += beside(t(f"direct.{name}"), text, _LABEL, size.width)
        lines += [EMPTY, rule(size.width)]
        for label, name in _STATES:
            at = getattr(state, name)
            style = "text" if at else "dim"
            lines.append(
                row(
                    " ", cell(t(label), _LABEL, style), "  ", Span(short_when(at, now) if at else "--", style)
                )
            )
        lines.append(rule(size.width))
        said = [*self._passed_on(state), *((call.at, t("direct.told", to=call.to)) for call in state.calls)]
        said += [(one.at, f"{one.by.name if one.by else ''}  {one.text}".strip()) for one in state.replies]
        for at, text in sorted(said):
            lines += beside(short_when(at, now), text, _LABEL, size.width)
        return Sheet([*lines, *self._to_call(now)])

    def _passed_on(self, state: Direct) -> list[tuple[datetime, str]]:
        """When the branch's agent told headquarters, and when somebody there read it."""
        if state.escalated is None:
            return []
        found = [(state.escalated, t("direct.line.escalated"))]
        above = self.desk.replica.state(escalation_of(self.record))
        if isinstance(above, Escalation) and above.opened is not None:
            found.append((above.opened, t("direct.read_above")))
        return found

    def on_key(self, key: str) -> bool:
        """1 and 2."""
        if key == "1":
            ask_called(self.services, self.nav, self.record)
        elif key == "2" and self.ours:
            self.desk.do(resolve, self.record)
        else:
            return False
        return True

    def prompt(self) -> Prompt:
        """An answer where it may be given."""
        hint = t("direct.hint_ours" if self.ours else "direct.hint_reply")
        return Prompt(
            "reply", t("frame.prompt") if self.ours else t("direct.ask", what=t("direct.replied")), hint
        )

    def preview(self, text: str) -> str:
        """What Enter will do."""
        return t("direct.will_note" if self.ours else "direct.will_reply")

    def submit(self, text: str) -> None:
        """An answer of the branch; at the station a line of the log."""
        if self.ours:
            from tui.line import run_line

            run_line(self, text)
        else:
            self.desk.do(reply, self.record, text)

    def footer_keys(self) -> Sequence[FooterKey]:
        """What this page adds."""
        keys = (FooterKey("1", t("direct.phone"), weight=7),)
        return (*keys, FooterKey("2", t("direct.resolved"), weight=8)) if self.ours else keys

    def _to_call(self, now: datetime) -> list[Row]:
        """While the branch has not got it and nobody was told: whom to phone, in order."""
        replica = self.desk.replica
        waiting = unheard(replica, self.services.late(now), epoch_ms(now))
        if all(one.record != self.record for one in waiting):
            return []
        phones = numbers(replica)
        lines = [row(Span(f" {t('direct.call_list')}", "overdue"))]
        if not phones:
            lines.append(row(Span(f"   {t('phonebook.nobody')}", "overdue")))
        for digit, one in enumerate(phones, 1):
            lines.append(row("   ", Span(f"{digit} ", "key"), Span(spoken(one), "overdue")))
        return lines
