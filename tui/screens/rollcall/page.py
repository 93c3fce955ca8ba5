"""The roll call (点名): everybody present with one key, then the exceptions; F3 calls them one by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, ClassVar

from core.compile.duties import occasion_due
from core.errors import Refusal
from core.i18n import t
from core.records.rollcall import (
    CORRECTIONS,
    OCCASIONS,
    Called,
    RollCall,
    fitness,
    latest_rollcall,
    mark_rest_present,
    posts_filled,
)
from core.records.rollcall.starting import begin_rollcall, next_occasion
from core.records.rollcall.typed import DIGITS, Said, read_line, read_rest
from core.records.shift import current_shift, roster
from core.records.shift.starting import teams_due
from tui.page import FooterKey, Page, Prompt
from tui.screens.rollcall.finishing import finish
from tui.screens.rollcall.makeup import KEY, MakeUps, Missed, makeup_rows
from tui.screens.rollcall.marking import put_down, words_of
from tui.screens.rollcall.opening import no_shift_rows, open_team
from tui.screens.rollcall.people import counts, people_rows, posts_rows, waiting
from tui.screens.rollcall.spoken import spoken_rows
from tui.sheet.layout import paragraph, rule
from tui.sheet.span import EMPTY, Row, Sheet, Size, Span, row


class RollCallPage(Page):
    """The running roll call of the shift, the next one, or the one with the id `record`."""

    id: ClassVar[str] = "rollcall"
    title_key: ClassVar[str] = "duty.rollcall"

    def __init__(self, services: Any, nav: Any, **args: Any) -> None:
        """Go on with the roll call that was begun; nothing is written by looking."""
        super().__init__(services, nav, **args)
        self.record = str(args.get("record", ""))
        self.occasion = ""
        self.anew = False
        """Whether another roll call was asked for and is not begun yet."""

        self.at: int | None = None
        """Who is being called out, by place; None by exception."""

        self._makeups = MakeUps(self)

    def on_enter(self) -> None:
        """Take up the roll call of the running shift; one that is finished stays until another is begun."""
        if self.args.get("record") or self.anew:
            return
        shift = current_shift(self.desk.replica)
        latest = latest_rollcall(self.desk.replica, shift) if shift else None
        self.record = latest.meta.id if latest is not None else ""
        self.occasion = self._next()

    def _next(self) -> str:
        """The roll call that is owed now, else what one held at this hour is."""
        replica, now = self.desk.replica, self.services.clock.now()
        return occasion_due(replica, now) or next_occasion(replica, now)

    @property
    def call(self) -> RollCall | None:
        """The roll call, None before it is begun."""
        state = self.desk.replica.state(self.record) if self.record else None
        return state if isinstance(state, RollCall) else None

    @property
    def people(self) -> tuple[Called, ...]:
        """Everybody it is about."""
        if self.call is not None:
            return self.call.called
        shift = current_shift(self.desk.replica)
        return waiting(roster(shift)) if shift else ()

    # What it shows

    def heading(self) -> Row:
        """Which roll call, of which team."""
        call, shift = self.call, current_shift(self.desk.replica)
        team = (call.team.name if call.team else "") if call else shift.team.name if shift else ""
        if self.at is not None:
            title = f"{t(self.title_key)}  {self.at + 1}/{len(self.people)}"
        else:
            title = t(call.occasion if call else self.occasion) if call or shift else t(self.title_key)
        return row(Span(title, "heading"), f"  {team}")

    def corner(self, now: datetime) -> Row | None:
        """The counts and the clock with its seconds."""
        if not self.people:
            return None
        said = counts(self.call, len(self.people))
        return row(Span(said), Span(f"   {now:%H:%M:%S}", "dim"))

    def rows(self, size: Size, now: datetime) -> Sheet:
        """The people and the posts; one name large when they are called out."""
        call, replica = self.call, self.desk.replica
        if call is None and current_shift(replica) is None:
            return Sheet(no_shift_rows(teams_due(replica, now), size))
        if self.at is not None:
            more = makeup_rows(self._missed(), size.width)
            return Sheet(spoken_rows(self.people, self.at, size, more))
        posts = posts_filled(replica, call) if call is not None else ()
        fit = fitness(replica, call, self.desk.author) if call is not None else {}
        lines = people_rows(self.people, posts, size.width, now, fit)
        below = [EMPTY, *posts_rows(posts, size.width)] if posts else []
        return Sheet([*lines, *below, *self._state(size.width), *makeup_rows(self._missed(), size.width)])

    def _state(self, width: int) -> list[Row]:
        """What is to be done next."""
        call = self.call
        if call is None:
            said = t("rollcall.not_begun", occasion=t(self.occasion))
            return [EMPTY, *paragraph(said, width - 2, "dim", 1)]
        if call.finished is None:
            return []
        signed = (
            t("rollcall.signed_by", name=call.signed.person.name) if call.signed else t("rollcall.unsigned")
        )
        said = t("rollcall.finished_at", at=f"{call.finished:%H:%M}")
        return [EMPTY, rule(width), row(Span(f" {said}  {signed}", "dim" if call.signed else "due"))]

    def prompt(self) -> Prompt:
        """Who, and where they are."""
        call = self.call
        if call is None and current_shift(self.desk.replica) is None:
            return Prompt(
                "team", t("rollcall.which_team"), t("rollcall.which_team_hint"), blank=True, half=True
            )
        if self.at is not None:
            name = self.people[self.at].person.name
            return Prompt(f"called.{self.at}", t("rollcall.of", name=name), t("rollcall.spoken_hint"))
        if call is not None and call.finished is not None:
            return Prompt(label=t("frame.prompt"), hint=t("rollcall.hint_finished"))
        return Prompt(label=t("frame.prompt"), hint=t("rollcall.hint" if call else "rollcall.hint_new"))

    def preview(self, text: str) -> str:
        """Whom the line means and what it says of them."""
        if not self.people:
            return ""
        try:
            said = self._read(text)
        except Refusal as why:
            return why.sentence()
        return words_of(said, self._numbers(), self.services.clock.now())

    def footer_keys(self) -> Sequence[FooterKey]:
        """F3 changes between the two ways; + notes what somebody missed as made up."""
        label = t("rollcall.key.list" if self.at is not None else "rollcall.key.spoken")
        missed = (FooterKey(KEY, t("study.makeup"), weight=8),) if self._missed() else ()
        return (FooterKey("F3", label, weight=9), *missed)

    # What is typed

    def on_key(self, key: str) -> bool:
        """Space, Enter, F3, +; figures and arrows while they are called out."""
        if not self.people:
            return False
        if key == KEY and (left := self._missed()):
            self._makeups.note(left[0])
            return True
        if key == "f3":
            self.at = self._first() if self.at is None else None
            return True
        if self.at is not None:
            return self._spoken(self.at, key)
        if key == "space":
            self._all_present()
            return True
        if key == "tab" and self.call is None:
            known = OCCASIONS.index(self.occasion) if self.occasion in OCCASIONS else -1
            self.occasion = OCCASIONS[(known + 1) % len(OCCASIONS)]
            return True
        if key == "enter" and self.call is not None:
            finish(self, self.call)
            return True
        return False

    def submit(self, text: str) -> None:
        """Say of somebody where they are; without an open shift, which team's to open."""
        if not self.people:
            open_team(self, text.strip())
            self.on_enter()
            return
        said = self._read(text)
        if said.state:
            self._put(said)
        else:
            name = " ".join(one.name for one in said.people)
            prompt = Prompt("state", t("rollcall.of", name=name), t("rollcall.states_hint"))
            self.nav.ask(prompt, lambda answer: self._put(self._rest(said, answer)))
            return
        if self.at is not None:
            self._on()

    # Inside

    def _missed(self) -> list[Missed]:
        """What the people of the roll call that runs have yet to make up; of one that is only read, nothing."""
        if self.args.get("record"):
            return []
        if self.at is not None:
            return self._makeups.of_next(self.people[self.at])
        return self._makeups.of(self.call.called) if self.call is not None else []

    def _read(self, text: str) -> Said:
        replica, now = self.desk.replica, self.services.clock.now()
        if self.at is not None:
            return read_rest(replica, self.people[self.at].person, text, now)
        return read_line(replica, [one.person for one in self.people], text, now)

    def _rest(self, said: Said, answer: str) -> Said:
        read = read_rest(self.desk.replica, said.people[0], answer, self.services.clock.now())
        return replace(read, people=said.people)

    def _put(self, said: Said) -> None:
        """Write it, beginning the roll call with it; asks why where a change needs a reason."""
        try:
            self._write(said, "")
        except Refusal as why:
            if why.key != "rollcall.needs_correction":
                raise
            hint = " ".join(f"{number}{t(key)}" for number, key in enumerate(CORRECTIONS, 1))
            prompt = Prompt("why", t("rollcall.why"), hint, half=True)
            self.nav.ask(prompt, lambda answer: self._corrected(said, answer))

    def _corrected(self, said: Said, answer: str) -> None:
        if not answer.strip().isdecimal() or not 1 <= int(answer) <= len(CORRECTIONS):
            raise Refusal("rollcall.needs_correction")
        self._write(said, CORRECTIONS[int(answer) - 1])

    def _write(self, said: Said, correction: str) -> None:
        self.record, lacks = self.desk.do(put_down, self.record or self.occasion, said, correction)
        self.anew = False
        if lacks:
            what = " ".join(t(key) for key in lacks)
            self.nav.say(t("rollcall.lacks", name=said.substitute.name if said.substitute else "", what=what))

    def _all_present(self) -> None:
        """Everybody nothing was said of is there; a finished roll call is followed by a new one first."""
        call = self.call
        if call is None:
            self.record = self.desk.do(begin_rollcall, self.occasion, all_present=True)
            self.anew = False
        elif call.finished is None:
            self.desk.do(mark_rest_present, self.record)
        elif not self.args.get("record"):
            self.record, self.anew = "", True
            self.occasion = self._next()

    def _spoken(self, at: int, key: str) -> bool:
        """One person after the other."""
        digit = "1" if key == "space" else key
        if key == "escape":
            self.at = None
        elif key in ("left", "up"):
            self.at = max(0, at - 1)
        elif key in ("right", "down"):
            self._on()
        elif digit in DIGITS:
            self._put(Said((self.people[at].person,), DIGITS[digit]))
            self._on()
        else:
            return False
        return True

    def _on(self) -> None:
        """To the next person; after the last, back to the list."""
        at = (self.at or 0) + 1
        self.at = at if at < len(self.people) else None

    def _first(self) -> int:
        """The first person nothing was said of."""
        return next((index for index, one in enumerate(self.people) if not one.state), 0)

    def _numbers(self) -> dict[str, int]:
        return {one.person.id: number for number, one in enumerate(self.people, 1)}
