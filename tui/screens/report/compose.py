"""Micro-report (微报告): what the records say since the last one, at most three lines by hand, one key to submit."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any, ClassVar, Final

from core.compile.duties import form_due
from core.compile.report import compile_report, scope_of
from core.compile.text_check import check_report
from core.dates import short_when
from core.errors import Refusal, WatchroomError
from core.i18n import t
from core.records.reference import Ref, ref
from core.records.report import MOST_BY_HAND, ByHand, Compiled, Report, Scope, submit
from core.records.shift import current_shift
from core.records.unit import teams
from core.replica.sentences import sentence
from core.rules.finding import Finding
from tui.line import CommandPage, open_record
from tui.page import FooterKey, Prompt
from tui.screens.evidence import warning_rows
from tui.sheet.layout import cell, justify, paragraph, rule
from tui.sheet.span import EMPTY, Row, Sheet, Size, Span, row

FORMS: Final = ("weekly", "daily", "situation", "closing")
NEXT: Final = "+＋"
"""What begins a line for the next steps (下步规划)."""

_PART: Final = 10


class ReportPage(CommandPage):
    """Up and down choose a line, Enter opens its source; text is a line by hand; Ctrl-S submits."""

    id: ClassVar[str] = "report"
    title_key: ClassVar[str] = "micro.report"

    def __init__(self, *given: Any, **args: Any) -> None:
        """The `form` asked for, else the one that is next: daily in emergency footing, then closing, then weekly."""
        super().__init__(*given, **args)
        replica = self.desk.replica
        shift, now = current_shift(replica), self.services.clock.now()
        self.form = self.args.get("form") or form_due(replica, now)
        self.team: Ref | None = shift.team if shift is not None and self.form == "weekly" else None
        self.by_hand: list[ByHand] = []
        self.warned: tuple[Finding, ...] = ()
        self._seen: tuple[Any, ...] = ()
        self._lines: tuple[Compiled, ...] = ()
        self._read()

    def heading(self) -> Row:
        """微报告 周报 一班, and from when on."""
        whose = self.team.name if self.team else t("org.station")
        since = t("report.page.since", at=f"{self.scope().since:%m-%d %H:%M}")
        return row(
            Span(t(self.title_key), "heading"),
            f"  {t(f'report.{self.form}')}  {whose}",
            Span(f"  {since}", "dim"),
        )

    def scope(self) -> Scope:
        """What the report is about at this moment."""
        return scope_of(self.desk.replica, self.form, self.services.clock.now(), self.team)

    def compiled(self) -> tuple[Compiled, ...]:
        """What the records say, compiled once after each change."""
        now = (self.services.version(), self.form, self.team)
        if self._seen != now:
            self._seen, self._lines = now, compile_report(self.desk.replica, self.scope())
        return self._lines

    def rows(self, size: Size, now: datetime) -> Sheet:
        """Compiled lines above, lines by hand and the last report below; before it goes, what its author should see."""
        last = warning_rows(self.warned, "Ctrl-S", size.width)
        last = last or [rule(size.width), *self._last(size.width, now)]
        below = [*self._hand(size.width), *last]
        compiled = self.compiled()
        room = max(2, size.height - len(below) - 1)
        if not compiled:
            body: list[Row] = [EMPTY, row(Span(" " + t("report.page.empty"), "dim"))]
            return Sheet([*body, *[EMPTY] * (room - len(body)), rule(size.width), *below])
        shown = self.list.window(len(compiled), room)
        body = [self._line(compiled[index], size.width) for index in shown]
        body += [EMPTY] * (room - len(body))
        return Sheet([*body, rule(size.width), *below], cursor=self.list.cursor - shown.start)

    def on_key(self, key: str) -> bool:
        """Tab: another form; left and right: another team; Enter: the source; 0: nothing to report; Ctrl-S."""
        if key == "tab":
            self._turn(FORMS[(FORMS.index(self.form) + 1) % len(FORMS)])
        elif key in ("left", "right"):
            self._whose(1 if key == "right" else -1)
        elif key == "ctrl+s":
            self._submit()
        elif key == "0":
            self._nothing()
        elif key in ("delete", "backspace") and self.by_hand:
            self.by_hand.pop()
            self._keep()
        elif key == "enter":
            return self._open()
        else:
            return self.list.on_key(key)
        return True

    def prompt(self) -> Prompt:
        """A line by hand."""
        left = MOST_BY_HAND - len(self.by_hand)
        return Prompt(f"{self.form}.line", t("report.page.line"), t("report.page.hint", left=left))

    def preview(self, text: str) -> str:
        """Under which heading the line will stand."""
        return t("report.page.to", part=t(f"report.{_part(text)[0]}"))

    def submit(self, text: str) -> None:
        """Take a line by hand; refused beyond three."""
        part, words = _part(text)
        if not words:
            raise Refusal("task.empty")
        if len(self.by_hand) >= MOST_BY_HAND:
            raise Refusal("report.too_many", most=MOST_BY_HAND)
        self.by_hand.append(ByHand(part, words))
        self._keep()

    def footer_keys(self) -> Sequence[FooterKey]:
        """What this page adds."""
        return (
            FooterKey("Ctrl-S", t("report.page.key.submit"), weight=8),
            FooterKey("Tab", t("report.page.key.form"), weight=6),
            FooterKey("0", t("report.nil"), weight=5),
        )

    def _submit(self) -> None:
        """Submit it; what only its author should see (E06, E07) is shown once before."""
        today = self.services.clock.now().date()
        private = tuple(check_report(self.desk.replica, self.form, self.by_hand, today))
        if private != self.warned:
            self.warned = private
            if private:
                self.nav.say(t("evidence.look_first", count=len(private)))
                return
        kept = {one.rule for one in private}
        record = self.desk.do(submit, self.scope(), self.compiled(), self.by_hand, kept=kept)
        with suppress(WatchroomError):
            self.services.drafts.drop(self._draft)
        state: Any = self.desk.replica.state(record)
        self.by_hand, self.warned = [], ()
        self.nav.say(t("report.page.done", number=state.meta.number), "saved")

    def _nothing(self) -> None:
        """One key says 无事项 (A16), and only when that is true."""
        if self.compiled() or self.by_hand:
            raise Refusal("report.page.something")
        self._submit()

    def _open(self) -> bool:
        """The record a line was compiled from; of several the last."""
        compiled = self.compiled()
        if not compiled:
            return False
        open_record(self, compiled[min(self.list.cursor, len(compiled) - 1)].sources[-1])
        return True

    def _turn(self, form: str) -> None:
        self.form, self.list.cursor = form, 0
        self._read()

    def _whose(self, step: int) -> None:
        """The station, then each team."""
        known: list[Ref | None] = [None, *(ref(one) for one in teams(self.desk.replica))]
        ids = [one.id if one else "" for one in known]
        here = self.team.id if self.team else ""
        self.team = known[((ids.index(here) if here in ids else 0) + step) % len(known)]
        self.list.cursor = 0
        self._read()

    def _line(self, one: Compiled, width: int) -> Row:
        return row(Span(" · ", "dim"), Span(" ".join(sentence(one.message, dict(one.params)).split())))[
            :width
        ]

    def _hand(self, width: int) -> list[Row]:
        """The lines by hand, and the share that nobody had to type (K04)."""
        compiled, total = len(self.compiled()), len(self.compiled()) + len(self.by_hand)
        share = t("report.page.share", compiled=compiled, lines=total)
        left = row(Span(" " + t("report.page.by_hand"), "dim"))
        head = justify(left, row(Span(f"{share} ", "dim")), width)
        lines = [
            row(" ", cell(t(f"report.{one.part}"), _PART, "dim"), Span(f"  {one.text}"))
            for one in self.by_hand
        ]
        return [head, *lines, *[EMPTY] * (MOST_BY_HAND - len(lines))]

    def _last(self, width: int, now: datetime) -> list[Row]:
        """When the last report of this form went, and what the branch said to it."""
        for one in self.desk.replica.rows("report", newest=True, limit=20):
            state = self.desk.replica.state(one.id)
            if isinstance(state, Report) and state.form == self.form and not one.struck:
                when, status = short_when(state.submitted, now), t(f"report.{state.status}")
                said = state.answers[-1].text if state.answers else ""
                text = t("report.page.last", number=one.number.rpartition("-")[2], at=when, status=status)
                return paragraph(f"{text}  {said}".rstrip(), width - 2, "dim", 1)[:2]
        return [row(Span(" " + t("report.page.never"), "dim"))]

    @property
    def _draft(self) -> str:
        return f"{self.id}/{self.form}/{self.team.id if self.team else ''}#lines"

    def _keep(self) -> None:
        self.warned = ()
        with suppress(WatchroomError):
            lines = [[one.part, one.text] for one in self.by_hand]
            self.services.drafts.keep(self._draft, {"lines": lines})

    def _read(self) -> None:
        self.by_hand, self.warned = [], ()
        with suppress(WatchroomError):
            draft = self.services.drafts.get(self._draft)
            if draft is not None:
                self.by_hand = [ByHand(*one) for one in draft.content["lines"]]


def _part(text: str) -> tuple[str, str]:
    """Where a typed line belongs, and its words."""
    text = text.strip()
    return ("next", text[1:].strip()) if text[:1] and text[:1] in NEXT else ("this_week", text)
