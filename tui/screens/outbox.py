"""Sync (同步): the branch server, when it was last heard, and each record that is not there yet with the reason."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar, Final

from core.clock import epoch_ms, from_ms
from core.dates import short_when
from core.i18n import has, t
from core.records.labels import label
from core.replica import standing
from core.replica.standing import Waiting
from tui.line import CommandPage, open_record
from tui.page import FooterKey
from tui.sheet.layout import cell, justify, paragraph, rule
from tui.sheet.span import EMPTY, Row, Sheet, Size, Span, row
from tui.standing import age, bar, clock_off

_NAME: Final = 14
_NUMBER: Final = 8
_REASONS: Final = {
    "sync.error.refused": "sync.reason.refused",
    "sync.error.untrusted": "sync.reason.untrusted",
    "sync.error.busy": "sync.reason.busy",
    **dict.fromkeys(standing.CUT_OFF, "sync.reason.cut_off"),
}
"""Why nothing of ours is there, by what stood in the way of the last exchange."""


class OutboxPage(CommandPage):
    """Read from the file at every change; Enter opens the record."""

    id: ClassVar[str] = "outbox"
    title_key: ClassVar[str] = "command.outbox"
    live: ClassVar[bool] = True

    def __init__(self, *given: Any, **args: Any) -> None:
        """Nothing is read before it is painted."""
        super().__init__(*given, **args)
        self._seen = -1
        self._waiting: list[Waiting] = []

    def rows(self, size: Size, now: datetime) -> Sheet:
        """The server above, what waits below."""
        connection = self.desk.replica.connection
        if not standing.joined(connection):
            return Sheet([EMPTY, *paragraph(t("sync.alone"), size.width - 2, "text", 1)])
        version = self.services.version()
        if version != self._seen:
            self._seen, self._waiting = version, standing.outbox(connection)
        head = [*self._head(size.width, now), rule(size.width)]
        if not self._waiting:
            return Sheet([*head, row(Span(" " + t("sync.nothing_waits"), "dim"))])
        shown = self.list.window(len(self._waiting), size.height - len(head))
        reason = self._reason(now)
        body = [self._row(self._waiting[index], size.width, reason) for index in shown]
        return Sheet([*head, *body], cursor=len(head) + self.list.cursor - shown.start)

    def on_key(self, key: str) -> bool:
        """Enter opens, Tab shows the alarms."""
        if key == "tab":
            self.nav.open("alarms")
        elif key == "enter" and self._waiting:
            chosen = self._waiting[min(self.list.cursor, len(self._waiting) - 1)].record
            if self.desk.replica.state(chosen) is not None:
                open_record(self, chosen)
        else:
            return self.list.on_key(key)
        return True

    def footer_keys(self) -> Sequence[FooterKey]:
        """Tab."""
        return (FooterKey("Tab", t("sync.key.alarms"), weight=6),)

    def _head(self, width: int, now: datetime) -> list[Row]:
        """Last sync, what stands in the way, a bar while much is received."""
        known = standing.contact(self.desk.replica.connection)
        when = short_when(from_ms(known.done), now) if known.done else ""
        said = "  ".join(filter(None, (when, age(known.done, now)))) or t("sync.never")
        rows = [row(" ", cell(t("sync.last"), _NAME, "dim"), Span(said))]
        if known.error:
            rows += _beside(t("sync.trouble"), t(known.error), width)
        if off := clock_off(known):
            rows += _beside(t("sync.clock"), t("sync.clock_help", said=off), width)
        progress = self.services.exchange()
        if progress is not None:
            rows.append(row(" ", cell(t("sync.progress"), _NAME, "dim"), *bar(progress)))
        branch, above = standing.places(self.desk.replica.connection)
        if above is not None:
            said = t("sync.places", branch=branch, hq=above)
            rows.append(row(" ", cell(t("sync.reached"), _NAME, "dim"), Span(said)))
        unseen = len(standing.alarms(self.desk.replica.connection, seen=False))
        if unseen:
            rows.append(row(" ", cell(t("command.alarms"), _NAME, "dim"), Span(str(unseen), "due")))
        return rows

    def _reason(self, now: datetime) -> str:
        """Why nothing of ours is there yet."""
        known = standing.contact(self.desk.replica.connection)
        if known.error in _REASONS:
            return _REASONS[known.error]
        return "sync.reason.away" if standing.away(known, epoch_ms(now)) else "sync.reason.line"

    def _row(self, one: Waiting, width: int, reason: str) -> Row:
        folded = self.desk.replica.folded(one.record)
        meta = None if folded is None else folded.state.meta
        title = folded.kind.summary(folded.state).title if folded is not None else t("sync.session")
        number = meta.number.rpartition("-")[2] if meta else ""
        named = label(meta.kind) if meta else ""
        sort = t(named) if named and has(named) else ""
        why = t(reason if one.ours else "sync.reason.other")
        left = row(" ", cell(number, _NUMBER, "dim"), Span(f"{sort} {title}".strip()))
        right = row(Span(t("sync.events", count=one.events), "dim"), "  ", Span(why, "due"))
        return (*justify(left, right, width - 1), Span(" "))


def _beside(name: str, text: str, width: int) -> list[Row]:
    """A text wrapped beside its name."""
    said = paragraph(text, width - 1, "due", 1 + _NAME)
    return [row(" ", cell(name, _NAME, "dim"), Span(said[0][0].text.lstrip(), "due")), *said[1:]]
