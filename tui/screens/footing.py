"""Footing switch (平战转换): who confirmed and who did not; declared, changed, renewed and ended by digits and a PIN.

The branch declares for its stations; a station alone enters on a phone order and names who gave it (先行转入).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, ClassVar, Final

from core.compile.confirming import confirming
from core.compile.duties import STANDING, label, owed
from core.dates import short_when
from core.errors import Refusal
from core.i18n import t
from core.records.footing import (
    LEVELS,
    REASONS,
    Footing,
    change_level,
    declare,
    footing_now,
    periods,
    renew,
    self_declare,
    stand_down,
)
from core.records.person import find_person
from core.records.reference import ref
from core.records.shift import current_shift
from core.records.taskline import due_of
from core.records.unit import stations_below
from core.rules.cadence import Obligation
from core.signing import Signature
from tui.page import FooterKey, Page, Prompt
from tui.pins import ask_pin
from tui.screens.footing_rows import NAME, receipt_rows, standing_row
from tui.sheet.layout import beside, cell, rule
from tui.sheet.span import EMPTY, Row, Sheet, Size, Span, row

_STEPS: Final = ("reason", "level", "end", "order", "who")


class FootingPage(Page):
    """In routine footing the questions of a declaration, one after the other; in emergency 1, 2 and 3."""

    id: ClassVar[str] = "footing"
    title_key: ClassVar[str] = "mode.switch"
    live: ClassVar[bool] = True

    def __init__(self, *given: Any, **args: Any) -> None:
        """Nothing is answered yet."""
        super().__init__(*given, **args)
        self.answers: dict[str, str] = {}
        self._seen: tuple[int, str] = (-1, "")
        self._standing: list[Obligation] = []

    @property
    def now_in_force(self) -> Footing | None:
        """The declaration that leads the period which lasts; None in routine footing."""
        period = footing_now(self.desk.replica, self._unit)
        return None if period is None else period.leading

    @property
    def stations(self) -> list[tuple[str, str]]:
        """Path and name of every station below; empty at a station."""
        return stations_below(self.desk.replica)

    def rows(self, size: Size, now: datetime) -> Sheet:
        """What holds and who confirmed, or what was answered so far."""
        one = self.now_in_force
        if one is None:
            return Sheet([*self._afterwards(size.width, now), *self._asked(size.width)])
        held = [*self._question(now), *self._held(one, size.width, now)]
        if one.own:
            return Sheet(held)
        told = receipt_rows(confirming(self.desk.replica, one), size.width, now)
        return Sheet([*held, rule(size.width), *told])

    def on_key(self, key: str) -> bool:
        """1 level, 2 renewal, 3 stand-down, while emergency footing holds and was declared here."""
        one = self.now_in_force
        if one is None:
            return self._before(key)
        if key not in ("1", "2", "3"):
            return False
        if one.meta.unit != self._unit:
            raise Refusal("footing.not_ours")
        {"1": self._ask_level, "2": self._ask_end, "3": self._stand_down}[key](one.meta.id)
        return True

    def _before(self, key: str) -> bool:
        """In routine footing: Up takes an answer back; F4 and F5 lead to what is still owed to the last emergency."""
        if key == "up" and self.answers:
            self.answers.popitem()
            return True
        owed = {one.met_by_kind for one in self._owed()}
        if key == "f4" and "review" in owed:
            self.nav.open("meeting", form="review", text=self._topic())
        elif key == "f5" and "closing" in owed:
            self.nav.open("report", form="closing")
        else:
            return False
        return True

    def prompt(self) -> Prompt:
        """The question that is asked now."""
        if self.now_in_force is not None:
            told = self.now_in_force is not None and self.now_in_force.meta.unit != self._unit
            return Prompt("line", t("frame.prompt"), t("footing.hint_told" if told else "footing.hint_on"))
        step = self._step
        hint = self._choices(step) or t(f"footing.hint_{step}")
        return Prompt(step, t(f"footing.ask_{step}"), hint, blank=step == "order", half=step != "order")

    def preview(self, text: str) -> str:
        """What Enter will do."""
        if self.now_in_force is not None:
            return t("direct.will_note")
        return t("footing.will_declare" if self._step == "who" else "direct.will_go_on")

    def submit(self, text: str) -> None:
        """Take an answer; the last one declares."""
        if self.now_in_force is not None:
            from tui.line import run_line

            run_line(self, text)
            return
        step, text = self._step, text.strip()
        if step in ("reason", "level"):
            _digit(text, REASONS if step == "reason" else LEVELS)
        elif step == "end":
            self._moment(text)
        elif step == "who":
            self._declare(text)
            return
        self.answers[step] = text

    def footer_keys(self) -> Sequence[FooterKey]:
        """What may be done with what holds."""
        one = self.now_in_force
        if one is None:
            owed = {each.met_by_kind for each in self._owed()}
            shown = {
                "review": FooterKey("F4", t("mode.review")),
                "closing": FooterKey("F5", t("report.closing")),
            }
            return [key for kind, key in shown.items() if kind in owed]
        if one.meta.unit != self._unit:
            return ()
        return (
            FooterKey("1", t("footing.key.level"), weight=7),
            FooterKey("2", t("footing.key.renew"), weight=7),
            FooterKey("3", t("mode.stand_down"), weight=8),
        )

    @property
    def _unit(self) -> str:
        seat = self.desk.replica.seat
        return seat.unit if seat else ""

    @property
    def _step(self) -> str:
        return next(step for step in _STEPS if step not in self.answers)

    def _choices(self, step: str) -> str:
        """The digits of a question that has them."""
        options = {"reason": REASONS, "level": LEVELS}.get(step, ())
        return "  ".join(f"{number} {t(label)}" for number, label in enumerate(options, 1))

    def _moment(self, text: str) -> datetime:
        limit = due_of(text, self.services.clock.now())
        if limit is None:
            raise Refusal("time.unreadable", text=text[:40])
        return limit

    def _declare(self, who: str) -> None:
        """By the branch with a PIN; by a station alone in the name of who ordered it."""
        reason = _digit(self.answers["reason"], REASONS)
        level, end = _digit(self.answers["level"], LEVELS), self._moment(self.answers["end"])
        order, below = self.answers["order"], self.stations
        if not below:
            self.desk.do(self_declare, reason, level, end, self._unit, who, order)
            self.answers = {}
            return
        paths = [path for path, _ in below]

        def signed(signature: Signature) -> None:
            self.desk.do(declare, reason, level, end, paths, order, signature)
            self.answers = {}

        self._sign(who, signed)

    def _sign(self, who: str, then: Callable[[Signature], None]) -> None:
        ask_pin(self, ref(find_person(self.desk.replica, who)), then)

    def _ask_who(self, then: Callable[[Signature], None]) -> None:
        self.nav.ask(
            Prompt("signs", t("footing.ask_who"), t("footing.hint_who")), lambda who: self._sign(who, then)
        )

    def _ask_level(self, footing: str) -> None:
        def chosen(text: str) -> None:
            level = _digit(text, LEVELS)
            self._ask_who(lambda signature: self.desk.do(change_level, footing, level, signature))

        self.nav.ask(Prompt("level", t("footing.ask_level"), self._choices("level"), half=True), chosen)

    def _ask_end(self, footing: str) -> None:
        def chosen(text: str) -> None:
            end = self._moment(text)
            self._ask_who(lambda signature: self.desk.do(renew, footing, end, signature))

        self.nav.ask(Prompt("end", t("footing.ask_end"), t("footing.hint_end"), half=True), chosen)

    def _stand_down(self, footing: str) -> None:
        self._ask_who(lambda signature: self.desk.do(stand_down, footing, signature))

    def _asked(self, width: int) -> list[Row]:
        """Routine footing, and the answers so far."""
        below = self.stations
        whom = t("footing.for_stations", count=len(below)) if below else t("footing.for_us")
        lines = [row(" ", Span(t("mode.routine"), "text"), Span(f"  {whom}", "dim")), EMPTY]
        for step in _STEPS[:-1]:
            text = self.answers.get(step, "")
            options = {"reason": REASONS, "level": LEVELS}.get(step)
            said = t(_digit(text, options)) if options and text else text
            style = "accent" if step == self._step else "dim"
            lines.append(row(" ", cell(t(f"footing.ask_{step}"), NAME, style), Span(f"  {said}"))[:width])
        return lines

    def _held(self, one: Footing, width: int, now: datetime) -> list[Row]:
        """Reason, levels, until when, by whom, the order."""
        by = one.declared_by.name if one.declared_by else ""
        levels = "  ".join(f"{short_when(at, now)} {t(level)}" for at, level in one.levels)
        end = f"{one.planned_end:%m-%d %H:%M}" if one.planned_end else "--"
        said = (
            ("mode.reason", t(one.reason)),
            ("footing.levels", levels),
            ("footing.planned_end", end),
            ("mode.self" if one.own else "footing.declared_by", f"{by}  {short_when(one.start, now)}"),
            ("footing.order_line", one.order),
        )
        lines: list[Row] = []
        for key, text in said:
            lines += beside(t(key), text or "-", NAME, width)
        return lines

    def _owed(self) -> list[Obligation]:
        """What is owed to an emergency now: the answer whether it goes on, the report and the review after it."""
        seen = (self.services.version(), f"{self.services.clock.now():%d %H:%M}")
        if seen != self._seen:
            replica, now = self.desk.replica, self.services.clock.now()
            found = owed(replica, current_shift(replica), now) if replica.rows("footing") else []
            self._seen, self._standing = seen, [one for one in found if one.every in STANDING]
        return self._standing

    def _topic(self) -> str:
        """What the review looks back on: reason, highest level, from when until when."""
        last = periods(self.desk.replica, self._unit)[-1]
        level = max((level for _, level in last.levels), key=LEVELS.index)
        days = dict.fromkeys(f"{day:%m-%d}" for day in (last.start, last.end or last.start))
        return f"{t(last.leading.reason)} {t(level)} {'/'.join(days)}"

    def _question(self, now: datetime) -> list[Row]:
        """Whether the emergency goes on, once that is asked (C18)."""
        return [
            standing_row(one, now, t("footing.renew_or_end")) for one in self._owed() if one.every == "days"
        ]

    def _afterwards(self, width: int, now: datetime) -> list[Row]:
        """What is still owed to the emergency that ended."""
        keys = {"review": "F4", "closing": "F5"}
        lines = [
            standing_row(one, now, f"{keys[one.met_by_kind]} {t(label(one.met_by_kind, one.every))}")
            for one in self._owed()
            if one.met_by_kind in keys
        ]
        return [*lines, rule(width)] if lines else []


def _digit(text: str, options: Sequence[str]) -> str:
    """The option a digit stands for; raises Refusal for none."""
    if not (text.isascii() and text.isdigit() and 0 < int(text) <= len(options)):
        raise Refusal("line.one_of", count=len(options))
    return options[int(text) - 1]
