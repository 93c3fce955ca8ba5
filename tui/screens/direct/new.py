"""A new direct report: four answers, one after the other; it opens with what it does not replace (domain §7, 6)."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any, ClassVar, Final

from core.clock import from_ms
from core.dates import short_when
from core.errors import Refusal, WatchroomError
from core.i18n import t
from core.records.direct import LEVELS, Answers, send
from core.records.taskline import due_of
from core.replica.rows import RecordRow
from tui.page import FooterKey, Page, Prompt
from tui.screens.loglines import short_number
from tui.sheet.layout import cell, justify, paragraph, rule
from tui.sheet.span import EMPTY, Row, Sheet, Size, Span, row

FIELDS: Final = ("what", "where", "need", "by_when")
_LABEL: Final = 12
_SHOWN: Final = 8
"""Reports listed below the form."""


class NewDirect(Page):
    """Enter takes an answer; Tab changes the level; up goes back to the answer before; down to what was sent."""

    id: ClassVar[str] = "direct"
    title_key: ClassVar[str] = "direct.title"

    def __init__(self, *given: Any, **args: Any) -> None:
        """As far as it was filled in before."""
        super().__init__(*given, **args)
        self.level = LEVELS[0]
        self.answers: dict[str, str] = {}
        self.warned = False
        self.again = ""
        self._read()

    @property
    def field(self) -> str:
        """The answer that is asked for now."""
        return self.again or next((name for name in FIELDS if name not in self.answers), FIELDS[-1])

    def heading(self) -> Row:
        """信息直报 特急."""
        return row(Span(t(self.title_key), "heading"), "  ", Span(t(self.level), "overdue"))

    def rows(self, size: Size, now: datetime) -> Sheet:
        """The warning, the answers so far, what was sent before."""
        warning = "dim" if self.warned else "overdue"
        lines: list[Row] = [*paragraph(t("direct.call_first"), size.width - 2, warning, 1), EMPTY]
        lines += [self._answer(name, size.width) for name in FIELDS]
        lines += [EMPTY, rule(size.width)]
        found = self._sent()
        if not found:
            return Sheet([*lines, row(Span(" " + t("direct.none_sent"), "dim"))])
        return Sheet([*lines, *(self._row(one, size.width, now) for one in found)])

    def on_key(self, key: str) -> bool:
        """Tab, up, down; Enter dismisses the warning."""
        if key == "tab":
            self.level = LEVELS[(LEVELS.index(self.level) + 1) % len(LEVELS)]
            self._keep()
        elif key == "enter" and not self.warned:
            self.warned = True
        elif key == "up" and self.answers:
            known = [name for name in FIELDS if name in self.answers]
            at = known.index(self.again) if self.again in known else len(known)
            self.again = known[max(0, at - 1)]
        elif key == "down" and (found := self._sent()):
            self.nav.open("direct", record=found[0].id)
        else:
            return False
        return True

    def prompt(self) -> Prompt:
        """The answer that is asked for."""
        name = self.field
        hint = t("direct.hint_when" if name == "by_when" else "direct.hint")
        return Prompt(
            name,
            t("direct.ask", what=t(f"direct.{name}")),
            hint,
            self.answers.get(name, ""),
            blank=name == "by_when",
        )

    def preview(self, text: str) -> str:
        """What Enter will do."""
        return t("direct.will_send" if self.field == "by_when" and self._whole else "direct.will_go_on")

    def submit(self, text: str) -> None:
        """Take an answer; the last one sends the report."""
        self.warned, name = True, self.field
        if not text.strip() and name != "by_when":
            raise Refusal("direct.missing", answer=f"@direct.{name}")
        if name == "by_when" and text.strip():
            self._limit(text)
        self.answers[name], self.again = text.strip(), ""
        self._keep()
        if self._whole and "by_when" in self.answers:
            self._send()

    def footer_keys(self) -> Sequence[FooterKey]:
        """What this page adds."""
        return (
            FooterKey("Tab", t("direct.key.level"), weight=7),
            FooterKey("Down", t("direct.key.sent"), weight=5),
        )

    @property
    def _whole(self) -> bool:
        return all(name in self.answers for name in FIELDS[:3])

    def _limit(self, text: str) -> datetime:
        limit = due_of(text, self.services.clock.now())
        if limit is None:
            raise Refusal("time.unreadable", text=text.strip()[:40])
        return limit

    def _send(self) -> None:
        what, where, need, when = (self.answers[name] for name in FIELDS)
        answers = Answers(what, where, need, self._limit(when) if when else None)
        record = self.desk.do(send, answers, self.level)
        with suppress(WatchroomError):
            self.services.drafts.drop(self._draft)
        self.answers, self.warned = {}, False
        self.nav.close()
        self.nav.open("direct", record=record)

    def _answer(self, name: str, width: int) -> Row:
        style = "accent" if name == self.field else "dim"
        text = self.answers.get(name, "")
        shown = text or (t("direct.at_once") if name == "by_when" and name in self.answers else "")
        return row(" ", cell(t(f"direct.{name}"), _LABEL, style), Span(f"  {shown}"))[:width]

    def _sent(self) -> list[RecordRow]:
        """What was sent and is not settled, the newest first."""
        found = self.desk.replica.rows("direct", open=True, newest=True, limit=_SHOWN)
        return [one for one in found if not one.struck]

    def _row(self, one: RecordRow, width: int, now: datetime) -> Row:
        left = row(
            " ",
            cell(short_number(one.number), 5, "dim"),
            cell(t(one.subject), 10, "overdue" if one.subject == LEVELS[0] else "text"),
            Span(f"{one.place} {one.title}".strip()),
        )
        when = short_when(from_ms(one.at), now)
        return (
            *justify(left, row(Span(f"{when}  ", "dim"), Span(t(one.status), "due")), width - 1),
            Span(" "),
        )

    @property
    def _draft(self) -> str:
        return f"{self.id}#answers"

    def _keep(self) -> None:
        with suppress(WatchroomError):
            self.services.drafts.keep(self._draft, {"answers": self.answers, "level": self.level})

    def _read(self) -> None:
        with suppress(WatchroomError):
            draft = self.services.drafts.get(self._draft)
            if draft is not None:
                self.answers, self.level = dict(draft.content["answers"]), str(draft.content["level"])
