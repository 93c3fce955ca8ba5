"""The command line of a page: a typed line is read, completed by questions in place, carried out."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from core import i18n
from core.commands.command import Command, Takes
from core.errors import Refusal
from core.i18n import t
from core.replica.sentences import render
from core.text import fit
from core.text.width import CUT
from tui import screens
from tui.page import Page, Prompt

if TYPE_CHECKING:
    from core.commands.actions import Outcome
    from core.commands.invocation import Invocation
    from tui.page import Nav
    from tui.services import Services

LINE: Final = "watch#line"
"""The form of the first page's line, under which its draft lies."""

LATE: Final = ("on_paper", "power_cut", "incident", "held_elsewhere", "forgotten")
"""Why a line is written later than it happened (E02), in the order of their digits; labels under line.late."""

_TITLE: Final = 15
"""Cells of a record's title in a question."""


class CommandPage(Page):
    """A page whose command line takes commands and lines of the log."""

    @property
    def incident(self) -> str:
        """The incident this page shows: stamps go to it; empty where it shows none."""
        return ""

    def preview(self, text: str) -> str:
        """What Enter will do."""
        return self.services.commands.preview(text, self.id, self.incident)

    def complete(self, text: str) -> str | None:
        """A command's name, a vehicle, a person."""
        return self.services.commands.complete(text, self.id)

    def submit(self, text: str) -> None:
        """Carry the line out."""
        run_line(self, text)


def run_line(page: Page, text: str) -> None:
    """Carry out what `text` says on `page`: text alone is a line of the log. Raises Refusal."""
    invocation = page.services.commands.read(text, page.id, _incident(page))
    if invocation is not None:
        give(page, invocation)


def give(page: Page, invocation: Invocation) -> None:
    """Carry `invocation` out, asking first for what it lacks; raises Refusal."""
    if invocation.problem is not None:
        raise invocation.problem.refusal()
    if not _asked(page, invocation) and not _for_the_seat(page, invocation):
        _show(page, page.services.commands.run(page.desk, invocation, page.id, _incident(page)))


def open_record(page: Page, record: str) -> None:
    """Show a record on the page of its kind, or on the page for every record."""
    kind = page.desk.replica.state(record).meta.kind
    page.nav.open(kind if kind in screens.OF_RECORDS and kind in screens.PAGES else "record", record=record)


def begin_command(page: Page, command: Command) -> None:
    """Go where `command` leads; one that writes is put on the first page's line, unless something stands there."""
    if command.id in screens.PAGES:
        page.nav.open(command.id)
    elif not command.takes:
        from core.commands.invocation import Invocation

        give(page, Invocation(command))
    else:
        page.nav.home()
        if page.services.drafts.get(LINE) is None:
            page.nav.write(f"{(command.zh if i18n.language() == 'zh' else command.en)[0]} ")
        else:
            page.nav.say(t("line.typed_already"))


def ask_undo(services: Services, nav: Nav) -> None:
    """Say what Ctrl-Z takes back and take it back at Enter."""
    what = services.undoable()
    if what is None:
        nav.say(t("frame.no_undo"))
        return

    def confirmed(answer: str) -> None:
        services.undo()
        nav.say(t("frame.undone", what=what))

    prompt = Prompt(field="undo", label=f"{what} ", hint=t("frame.undo_hint"), blank=True)
    nav.ask(prompt, confirmed)


def confirm_footing(services: Services, nav: Nav) -> None:
    """One officer confirms the emergency footing for the room (A09)."""
    confirmed = services.confirm_footing()
    nav.say(t("footing.now_confirmed" if confirmed else "footing.nothing_to_confirm"))


def put_off(services: Services, nav: Nav) -> None:
    """The reminder given last comes again later (稍后)."""
    nav.say(services.snooze())


def to_duty(services: Services, nav: Nav) -> None:
    """Open what the reminder given last spoke of."""
    found = services.reminded()
    if found is None:
        nav.say(t("cadence.no_reminder"))
    else:
        nav.open(found[0], **({"form": found[1]} if found[1] else {}))


def _incident(page: Page) -> str:
    return page.incident if isinstance(page, CommandPage) else ""


def _asked(page: Page, invocation: Invocation) -> bool:
    """Ask at the line for what is missing; whether something was."""
    if invocation.missing:
        takes = invocation.missing[0]
        then = partial(_answered, page, invocation, takes)
        page.nav.ask(_question(page, invocation, takes), then)
        return True
    if invocation.command.id == "log" and invocation.at is not None and not invocation.reason:
        _ask_why_late(page, invocation)
        return True
    if invocation.command.id == "amend" and not invocation.reason:
        label = t("line.why", what=t(invocation.command.label), record=_title(page, invocation))
        page.nav.ask(
            Prompt("amend.why", label), lambda answer: give(page, replace(invocation, reason=_said(answer)))
        )
        return True
    return False


def _ask_why_late(page: Page, invocation: Invocation) -> None:
    """Ask by digit why a line is back-filled (补录); Enter alone leaves it open, lateness is not blamed (A10)."""
    assert invocation.at is not None
    listed = "  ".join(f"{number} {t(f'line.late.{code}')}" for number, code in enumerate(LATE, 1))
    label = t("line.why_late", at=f"{invocation.at:%H:%M}")

    def then(answer: str) -> None:
        digit = answer.strip()
        if digit and digit not in ("1", "2", "3", "4", "5"):
            raise Refusal("line.one_of", count=len(LATE))
        reason = LATE[int(digit) - 1] if digit else ""
        outcome = page.services.commands.run(page.desk, replace(invocation, reason=reason), page.id)
        _show(page, outcome, out_of_sight=True)

    page.nav.ask(Prompt("log.why", label, listed, half=True, blank=True), then)


def _question(page: Page, invocation: Invocation, takes: Takes) -> Prompt:
    """The question for one thing that is missing, naming the record as soon as it is known."""
    command = invocation.command
    field, what = f"{command.id}.{takes.value}", t(command.label)
    if takes is Takes.NUMBER:
        return Prompt(field, t("line.which", what=what), half=True)
    if Takes.NUMBER in command.takes:
        key = "line.why" if command.id == "strike" else "line.becomes"
        return Prompt(field, t(key, what=what, record=_title(page, invocation)))
    return Prompt(field, t("line.ask", what=what, missing=t(f"command.takes.{takes.value}")))


def _title(page: Page, invocation: Invocation) -> str:
    """The record of the number, as a question names it; raises NotFound."""
    from core.commands.corrections import record_of

    found = record_of(page.desk.replica, invocation.number)
    return f"{found.short} {fit(found.title, _TITLE, mark=CUT)}"


def _answered(page: Page, invocation: Invocation, takes: Takes, answer: str) -> None:
    """Go on with one answer more."""
    give(page, _with(page, invocation, takes, answer))


def _with(page: Page, invocation: Invocation, takes: Takes, answer: str) -> Invocation:
    """`invocation` with one thing more; raises NotFound for a number nobody knows."""
    from core.commands.corrections import record_of

    if takes is Takes.NUMBER:
        found = record_of(page.desk.replica, answer.strip().upper())
        return replace(invocation, number=found.number)
    return replace(invocation, text=_said(answer))


def _said(answer: str) -> str:
    if not answer.strip():
        raise Refusal("line.nothing")
    return answer.strip()


def _for_the_seat(page: Page, invocation: Invocation) -> bool:
    """Commands that change the terminal and write nothing; whether this was one."""
    command = invocation.command.id
    if command == "undo":
        ask_undo(page.services, page.nav)
    elif command == "confirm":
        confirm_footing(page.services, page.nav)
    elif command == "later":
        put_off(page.services, page.nav)
    elif command == "duty":
        to_duty(page.services, page.nav)
    elif command == "called":
        from tui.screens.calling import ask_called

        ask_called(page.services, page.nav)
    elif command == "language":
        switch_language(page.nav, invocation.language)
    elif command == "quit":
        page.nav.leave()
    elif command == "watch":
        page.nav.home()
    else:
        return False
    return True


def switch_language(nav: Nav, code: str = "") -> None:
    """Speak `code`, else the next language."""
    codes = i18n.LANGUAGES
    i18n.set_language(code or codes[(codes.index(i18n.language()) + 1) % len(codes)])
    nav.redraw()
    nav.say(t("frame.switched"))


def _show(page: Page, outcome: Outcome, *, out_of_sight: bool = False) -> None:
    """Say what was odd, and go where the line leads; a line written `out_of_sight` is said to be saved."""
    if outcome.odd:
        page.nav.say(" ".join(dict.fromkeys(render(line) for line in outcome.odd)))
    if outcome.page:
        _go(page, outcome.page, dict(outcome.args))
    elif outcome.record and not outcome.odd and (out_of_sight or page.id != "watch"):
        meta: Any = page.desk.replica.state(outcome.record).meta
        page.nav.say(t("line.saved", number=meta.number), "saved")


def _go(page: Page, target: str, args: dict[str, str]) -> None:
    if target in screens.PAGES:
        page.nav.open(target, **args)
    elif not args.get("record"):
        raise Refusal("line.no_page")
