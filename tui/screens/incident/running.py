"""The page of one incident: its times, its log, what it still lacks; everything typed is about this incident."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar, Final

from core.commands.command import Command
from core.commands.incident_actions import DOINGS, NEEDS_NO_TEXT, Odd
from core.commands.invocation import Invocation
from core.commands.on_incident import ON_INCIDENT, SCOPE
from core.errors import Incomplete, NotFound, Refusal
from core.i18n import t
from core.records import incident as records
from core.records.incident.cells import Stamping, read_stamping, stamp_cell
from core.records.incident.lines import field_label, grade_label
from core.records.incident.message import read_message
from core.replica.sentences import render
from tui.line import CommandPage, give
from tui.page import FooterKey, Prompt
from tui.screens.calling import call_rows
from tui.screens.incident import asking
from tui.screens.incident.head import (
    air_row,
    class_name,
    dispute_rows,
    elapsed,
    facts,
    stamp_table,
)
from tui.screens.incident.sending import reinforce
from tui.screens.incident.tail import Log, menu_rows, missing_row
from tui.screens.loglines import short_number
from tui.sheet.layout import rule
from tui.sheet.span import EMPTY, Row, Sheet, Size, Span, row

_LEAST_LOG: Final = 3
PAGES_OF: Final = {"incident.review": "review", "incident.report": "situation"}
"""Commands that have a page of their own."""


class Running(CommandPage):
    """One incident, running, done or merged."""

    id: ClassVar[str] = SCOPE
    title_key: ClassVar[str] = "inc.incident"
    live: ClassVar[bool] = True

    def __init__(self, services: Any, nav: Any, **args: Any) -> None:
        """Show the incident with the id `record`."""
        super().__init__(services, nav, **args)
        self.record = str(args["record"])
        self.asked, self.listed = "", False
        self.log = Log()

    @property
    def incident(self) -> str:
        """Stamps go here while it is open."""
        return self.record

    @property
    def state(self) -> records.Incident:
        """The incident as it is now; raises NotFound."""
        state = self.desk.replica.state(self.record)
        if not isinstance(state, records.Incident):
            raise NotFound("record.not_found", number=self.record[:8])
        return state

    # What it shows

    def heading(self) -> Row:
        """Number, class and place."""
        state = self.state
        shown = row(Span(t("incident.head", number=state.meta.number), "heading"), "  " + class_name(state))
        return (*shown, Span("  " + state.place)) if state.place else shown

    def crumb(self) -> str:
        """The number as it is spoken."""
        return short_number(self.state.meta.number)

    def corner(self, now: datetime) -> Row:
        """Grade and running clock; the end once there is one."""
        state = self.state
        grade = Span(f"{t(grade_label(state.grade))}   " if state.grade else "", "heading")
        if state.meta.struck is not None:
            return row(grade, Span(t("mark.struck"), "overdue"))
        if state.merged_into is not None:
            return row(grade, Span(t("incident.merged"), "due"))
        if state.done is not None:
            return row(grade, Span(t("incident.done"), "dim"))
        return row(grade, Span(elapsed(state.meta.opened, now), "accent"))

    def rows(self, size: Size, now: datetime) -> Sheet:
        """Times, facts, air, the log, and at the foot what completion lacks."""
        state, width = self.state, size.width
        if self.listed:
            return Sheet(menu_rows(size))
        above = call_rows(self.services, width, now, self.record)
        above += stamp_table(state, width, max(4, size.height - 12 - len(above)))
        middle = [*facts(state, now, width, 3 if size.height < 24 else 6), *air_row(state, now, width)]
        middle += dispute_rows(state)[:2]
        above += [rule(width), *middle] if middle else []
        above.append(rule(width))
        below = [EMPTY, *missing_row(state, asking.steps(state), self.asked, width)]
        room = max(_LEAST_LOG, size.height - len(above) - len(below))
        shown = self.log.rows(self.desk.replica, self.record, Size(width, room), now)
        return Sheet([*above, *shown, *[EMPTY] * (room - len(shown)), *below])

    def prompt(self) -> Prompt:
        """A line of its log, a number, a command; or the thing that is asked for."""
        if self.asked and self.asked in asking.steps(self.state):
            return asking.question(self.state, self.asked)
        if self.listed:
            return Prompt(field="list", label=t("incident.list_ask"), hint=t("incident.list_hint"))
        closed = self.state.done is not None or self.state.merged_into is not None
        hint = "incident.hint_done" if closed else "incident.hint"
        return Prompt(label=t("frame.prompt"), hint=t(hint))

    def footer_keys(self) -> Sequence[FooterKey]:
        """F2 opens a new one from here as well."""
        done = self.state.done is not None
        reason = t("incident.done") if done else ""
        return (
            FooterKey("F2", t("incident.key.new"), weight=9),
            FooterKey("F5", t("incident.key.report"), not done, reason, 6),
            FooterKey("Ctrl-S", t("command.incident.complete"), not done, reason, 8),
        )

    # What is typed

    def preview(self, text: str) -> str:
        """What Enter will do."""
        if self.asked or self.listed:
            return ""
        stamping = self._stamping(text)
        if stamping is not None:
            cell = stamping.cell
            label = f"{t(field_label(cell.stage))} {cell.vehicle}".strip()
            return t(
                "incident.does.stamp", what=label, at=f"{stamping.at or self.services.clock.now():%H:%M}"
            )
        if text[:1] in "+＋":
            return t("command.does.it", what=t("command.incident.reinforce"))
        invocation = self.services.commands.read(text, self.id, self.record)
        if invocation is not None and invocation.command.id == "log" and invocation.problem is None:
            message = read_message(invocation.text)
            who = f"{message.sender} > {message.to}".strip() if message.sender or message.to else ""
            if invocation.at is not None:
                return t("incident.does.backfill", number=self.crumb(), at=f"{invocation.at:%H:%M}")
            return t("incident.does.note", number=self.crumb(), who=who).rstrip()
        return super().preview(text)

    def submit(self, text: str) -> None:
        """A number stamps, + sends, a command does, anything else is a line of this incident's log."""
        if self.asked:
            self._answered(text)
            return
        if self.listed or text.strip() in ("0", "０"):
            self._choose(text.strip())
            return
        stamping = self._stamping(text)
        if stamping is not None:
            self._say(self.desk.do(stamp_cell, self.record, stamping))
        elif text[0] in "+＋":
            reinforce(self, self.record, text[1:], self._say)
        else:
            self._give(text)

    def complete(self, text: str) -> str | None:
        """Tab on an empty line, or while something is asked, goes to the next thing that lacks."""
        if self.asked or not text:
            self._step()
            return None
        return super().complete(text)

    def on_key(self, key: str) -> bool:
        """Ctrl-S completes, F5 reports; Esc leaves questions and the list; the log scrolls."""
        if key == "ctrl+s":
            self._complete()
            return True
        if key == "escape" and (self.asked or self.listed):
            self.asked, self.listed = "", False
            return True
        if key == "f5" and self.state.done is None:
            self.nav.open("situation", record=self.record)
            return True
        return key == "right" or self.log.on_key(key)

    # Inside

    def _stamping(self, text: str) -> Stamping | None:
        return read_stamping(text, self.state, self.services.clock.now()) if text[:1].isdigit() else None

    def _give(self, text: str) -> None:
        """A command of this page, a line of its log, or a command of every page."""
        invocation = self.services.commands.read(text, self.id, self.record)
        if invocation is None:
            return
        if invocation.problem is None and invocation.command.scope == SCOPE:
            self._do(invocation.command, invocation.text)
        elif invocation.problem is None and invocation.command.id == "log":
            self._note(invocation)
        else:
            give(self, invocation)

    def _note(self, invocation: Invocation) -> None:
        said = read_message(invocation.text)
        self.desk.do(records.note, self.record, said.text, sender=said.sender, to=said.to, at=invocation.at)
        if invocation.at is not None:
            # In the order of time it may stand below the edge: nobody shall think it lost and write it again.
            self.nav.say(t("incident.backfilled", number=self.crumb(), at=f"{invocation.at:%H:%M}"), "saved")

    def _do(self, command: Command, text: str) -> None:
        """Carry out a command of this page, asking for what it is about when nothing was typed."""
        if command.id in PAGES_OF and not text:
            self.nav.open(PAGES_OF[command.id], record=self.record)
        elif command.id == "incident.complete":
            self._complete()
        elif command.id == "incident.reinforce":
            reinforce(self, self.record, text, self._say)
        elif not text and command.id not in NEEDS_NO_TEXT:
            words = f"command.{command.id}"
            prompt = Prompt(field=command.id, label=t(f"{words}.ask"), hint=t(f"{words}.hint"))
            self.nav.ask(prompt, lambda answer: self._do(command, answer) if answer.strip() else None)
        else:
            self._say(self.desk.do(DOINGS[command.id], self.record, text))

    def _choose(self, typed: str) -> None:
        """The numbered list of what can be done here."""
        if not self.listed:
            self.listed = True
            return
        if not typed.isdecimal() or not 1 <= int(typed) <= len(ON_INCIDENT):
            raise Refusal("incident.no_choice", last=len(ON_INCIDENT))
        self.listed = False
        self._do(ON_INCIDENT[int(typed) - 1], "")

    def _complete(self) -> None:
        """Complete it, or say what lacks and ask for the first of it."""
        try:
            self.desk.do(records.close, self.record)
        except Incomplete as lacking:
            self.nav.say(lacking.sentence())
            self.asked = next(iter(asking.steps(self.state)), "")
        else:
            self.nav.say(t("incident.completed_now", number=self.crumb()), "saved")

    def _step(self) -> None:
        """Ask for the next thing that lacks, the first after the last."""
        found = asking.steps(self.state)
        if not found:
            self.asked = ""
            self.nav.say(t("incident.nothing_lacks"))
        else:
            at = found.index(self.asked) + 1 if self.asked in found else 0
            self.asked = found[at % len(found)]
        self.nav.redraw()

    def _answered(self, text: str) -> None:
        before = asking.steps(self.state)
        self._say(asking.answer(self.desk, self.state, self.asked, text))
        left = asking.steps(self.state)
        after = before[before.index(self.asked) + 1 :] if self.asked in before else ()
        self.asked = next((one for one in after if one in left), left[0] if left else "")
        if not left:
            self.nav.say(t("incident.nothing_lacks"), "saved")

    def _say(self, odd: Odd) -> None:
        if odd:
            self.nav.say(" ".join(dict.fromkeys(render(line) for line in odd)))
