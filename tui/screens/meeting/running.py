"""A meeting in hand: last time's items first, then points under their parts, decisions, who came and who left."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from core.compile.agenda import Given, given
from core.errors import Refusal
from core.i18n import t
from core.records import meeting as records
from core.records.action import Action
from core.records.meeting import AGENDAS, ATTENDANCE_REASONS, Meeting, carried
from core.records.meeting.agenda import part_label
from core.rules.finding import Finding
from tui.line import open_record
from tui.page import FooterKey, Prompt, Sheet, Size
from tui.screens.meeting import exchange, show
from tui.screens.meeting.closing import close
from tui.screens.meeting.typed import Said, read
from tui.sheet.span import Row

if TYPE_CHECKING:
    from tui.screens.meeting.page import MeetingPage

_COMES = ("came_late", "came_back", "online", "rollcall_wrong", "guest")
_LEAVES = ("left_early", "called_away", "rollcall_wrong")
_ALL_THERE = ("+", "＋")


class Running:
    """The keys and the line of a meeting that is not closed."""

    def __init__(self, page: MeetingPage, record: str) -> None:
        """Begin with what earlier meetings left open."""
        self.page, self.record = page, record
        self.part = 0
        self.line = 0
        """Which of the lines that the records offer under this part is chosen."""
        self.nothing = False
        self.warned: tuple[Finding, ...] = ()
        self.spoken: set[str] = set()
        self._reasons: tuple[str, ...] = ()
        self._seen: tuple[int, list[Action], list[Given]] | None = None

    @property
    def reasons(self) -> tuple[str, ...]:
        """The reasons to choose from while somebody is asked why they depart from the roll call."""
        return self._reasons if self.page.question is not None else ()

    @property
    def state(self) -> Meeting:
        """The meeting as it stands."""
        state: Meeting = self.page.desk.replica.state(self.record)
        return state

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts of its agenda, views and questions last."""
        return AGENDAS[self.state.form].all_parts

    def carried(self) -> list[Action]:
        """Last time's items nobody has spoken to in this meeting."""
        return [one for one in self._records()[0] if one.meta.id not in self.spoken]

    def given(self) -> list[Given]:
        """What the records put on the agenda."""
        return self._records()[1]

    @property
    def lit(self) -> str:
        """The part spoken of."""
        return self.parts[self.part]

    @property
    def chosen(self) -> exchange.Offered | None:
        """The line chosen of those a branch's meeting is offered under this part."""
        lines = exchange.offered(self.state, self.given(), self.lit) if self.state.branch else []
        return lines[min(self.line, len(lines) - 1)] if lines else None

    def heading(self) -> Row:
        """Form, team, topic."""
        return show.heading(self.state)

    def corner(self, now: datetime) -> Row | None:
        """The timer and who is there."""
        return show.corner(self.state, now)

    def rows(self, size: Size, now: datetime) -> Sheet:
        """Everything said so far, this part lit."""
        return show.running(self, size, now)

    def prompt(self) -> Prompt:
        """The part spoken of, or last time's item."""
        state = self.state
        if state.status == "paused":
            return Prompt("point", t("frame.prompt"), t("meeting.hint_paused"), blank=True)
        if self.carried():
            return Prompt("point", t("frame.prompt"), t("meeting.hint_carried"))
        label = t("meeting.ask_point", part=t(part_label(self.lit)))
        return Prompt("point", label, t(exchange.hint(self.lit) if state.branch else "meeting.hint_point"))

    def preview(self, text: str) -> str:
        """What Enter will do."""
        if text.strip() == "0":
            return t("meeting.nothing")
        if self.state.branch and text.strip() in _ALL_THERE:
            return t("meeting.will_come_all")
        said = read(self.page.desk.replica, text, self.page.services.clock.now())
        return said.hint or t("meeting.will_note", part=t(part_label(self.lit)))

    def on_key(self, key: str) -> bool:
        """Enter goes on, Space stops the clock, Ctrl-S ends the meeting."""
        state = self.state
        if key == "ctrl+s":
            close(self)
        elif key == "space" or (key == "enter" and state.status == "paused"):
            self._pause_or_go_on(state)
        elif key in ("enter", "0") and self.carried() and state.status != "paused":
            self._carry(key)
        elif key in ("enter", "down"):
            self._turn(1)
        elif key == "up":
            self._turn(-1)
        else:
            return self._offered_key(key)
        return True

    def _turn(self, step: int) -> None:
        """The next part, or the one before."""
        self.part, self.line = (self.part + step) % len(self.parts), 0

    def _offered_key(self, key: str) -> bool:
        """Left and right choose a line that is offered, Tab opens its source, 0 says: this problem needs no action."""
        chosen = self.chosen
        if chosen is None:
            return False
        if key in ("left", "right"):
            last = len(exchange.offered(self.state, self.given(), self.lit)) - 1
            self.line = max(0, min(self.line + (1 if key == "right" else -1), last))
        elif key == "tab" and self.page.desk.replica.state(chosen.record) is not None:
            open_record(self.page, chosen.record)
        elif key == "0" and chosen.problem:
            self.page.desk.do(records.settle, self.record, chosen.problem)
            self._next_problem()
        else:
            return False
        return True

    def _next_problem(self) -> None:
        """The next problem nobody has settled becomes the chosen one."""
        lines = exchange.offered(self.state, self.given(), self.lit)
        left = [place for place, one in enumerate(lines) if one.problem]
        self.line = next((place for place in left if place >= self.line), left[0] if left else self.line)

    def submit(self, text: str) -> None:
        """Take a line."""
        desk = self.page.desk
        if text.strip() == "0":
            self.nothing = True
            return
        if not text.strip():
            return
        if self.state.branch and text.strip() in _ALL_THERE:
            desk.do(records.attend_rest, self.record)
            return
        said = read(desk.replica, text, desk.replica.clock.now())
        self.warned = ()
        if said.what == "decision":
            self.nothing = False
            self._decide(said.text)
        elif said.what == "attend":
            self._ask_why(said)
        elif said.what == "cite":
            assert said.day is not None
            desk.do(records.cite, self.record, said.text, said.day)
        elif said.what == "link":
            desk.do(records.link, self.record, said.text)
        else:
            by = said.person.id if said.person else None
            desk.do(records.note, self.record, self.lit, said.text, by=by)

    def footer_keys(self) -> Sequence[FooterKey]:
        """Ctrl-S."""
        return (FooterKey("Ctrl-S", t("meeting.key.close"), weight=9),)

    def _decide(self, line: str) -> None:
        """A decision; at a hard problem that is chosen, what that problem leaves with (M02)."""
        chosen = self.chosen
        if chosen is None or not chosen.problem:
            self.page.desk.do(records.decide_line, self.record, line)
        else:
            self.page.desk.do(records.decide_problem, self.record, chosen.problem, line)
            self._next_problem()

    def _records(self) -> tuple[list[Action], list[Given]]:
        """What the records offer, looked up once after each change."""
        version = self.page.services.version()
        if self._seen is None or self._seen[0] != version:
            replica = self.page.desk.replica
            self._seen = (version, carried(replica, self.record), given(replica, self.state))
        return self._seen[1], self._seen[2]

    def _carry(self, key: str) -> None:
        first = self.carried()[0].meta.id
        self.spoken.add(first)
        if key == "enter":
            self.page.desk.do(records.finish_carried, self.record, first)

    def _pause_or_go_on(self, state: Meeting) -> None:
        if state.meta.origin == "backfill":
            raise Refusal("meeting.not_running")
        self.page.desk.do(records.resume if state.status == "paused" else records.pause, self.record)

    def _ask_why(self, said: Said) -> None:
        """E03: who departs from the roll call departs with a reason."""
        assert said.person is not None
        person = said.person.id
        known = exchange.reasons(self.state, person, present=said.present) if self.state.branch else None
        codes = [
            code for code in known or (_COMES if said.present else _LEAVES) if code in ATTENDANCE_REASONS
        ]
        if len(codes) == 1:
            self.page.desk.do(records.attend, self.record, person, present=said.present, reason=codes[0])
            return
        self._reasons = tuple(codes)

        def then(answer: str) -> None:
            if not (answer.isdecimal() and 1 <= int(answer) <= len(codes)):
                raise Refusal("meeting.press_digit")
            reason = codes[int(answer) - 1]
            self.page.desk.do(records.attend, self.record, person, present=said.present, reason=reason)

        key = "meeting.why_came" if said.present else "meeting.why_left"
        self.page.ask(Prompt("why", t(key, name=said.person.name), f"1-{len(codes)}", half=True), then)
