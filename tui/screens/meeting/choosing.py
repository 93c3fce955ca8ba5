"""Before a meeting: which form, what about; for one held earlier also when, and why it is written down only now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from core.dates.stretch import past_stretch
from core.errors import Refusal
from core.i18n import language, t
from core.records import meeting as records
from core.records.meeting import AGENDAS, BACKFILL_REASONS, CHANNELS, STUDY_MODES, Held, Setup
from core.records.meeting.agenda import BY_CHOICE, part_label
from core.records.unit import at_branch
from core.text import pad
from core.text.width import CUT
from tui.page import FooterKey, Prompt, Sheet, Size
from tui.screens.meetings import UNCONFIRMED
from tui.sheet.layout import rule
from tui.sheet.span import Row, Span, row

if TYPE_CHECKING:
    from tui.screens.meeting.page import MeetingPage

_CODES = {
    "reason": ("meeting.backfill.", BACKFILL_REASONS),
    "mode": ("", STUDY_MODES),
    "channel": ("meeting.channel.", CHANNELS),
}
"""What is answered by a digit: the beginning of its labels, and the codes."""

_LABEL = {"zh": 12, "en": 22}


@dataclass(slots=True)
class Choice:
    """What was chosen so far; `earlier` for a meeting that is back-filled (补录)."""

    form: str = ""
    earlier: bool = False
    topic: str = ""
    stretch: tuple[datetime, datetime] | None = None
    mode: str = ""
    mode_asked: bool = False
    channel: str = ""


class Choosing:
    """Asks one thing after the other: form and codes by digit, the rest by typing."""

    def __init__(self, page: MeetingPage, topic: str = "", form: str = "") -> None:
        """Of `form` where one is given; with a `topic` alone it is a micro-meeting until a digit says otherwise."""
        self.page = page
        self.given = topic
        here = at_branch(page.desk.replica)
        self.forms = tuple(name for name in BY_CHOICE if AGENDAS[name].branch == here)
        self.choice = Choice(form or (self.forms[0] if topic else ""))

    @property
    def asked(self) -> str:
        """What is asked now: form, topic, mode, channel, stretch or reason."""
        choice = self.choice
        if not choice.form:
            return "form"
        if not choice.topic:
            return "topic"
        if choice.form == "study" and not choice.mode_asked:
            return "mode"
        if AGENDAS[choice.form].branch and not choice.channel:
            return "channel"
        return "reason" if choice.stretch else "stretch"

    def heading(self) -> Row:
        """会议, then what is chosen."""
        parts = [Span(t("kind.meeting"), "heading")]
        if self.choice.earlier:
            parts.append(Span("  " + t("rec.backfill"), "due"))
        if self.choice.form:
            parts.append(Span("  " + t(AGENDAS[self.choice.form].label)))
        if self.choice.topic:
            parts.append(Span("  " + self.choice.topic))
        return tuple(parts)

    def corner(self, now: datetime) -> Row | None:
        """Footing and clock as everywhere."""
        return None

    def rows(self, size: Size, now: datetime) -> Sheet:
        """The digits and what they mean, and what waits to be confirmed."""
        if self.asked in _CODES:
            prefix, codes = _CODES[self.asked]
            return Sheet([(), *(_digit(place, t(prefix + code)) for place, code in enumerate(codes, 1))])
        if self.asked != "form":
            return Sheet(self._agenda())
        rows: list[Row] = [()]
        for place, form in enumerate(self.forms, 1):
            parts = " ".join(t(part_label(part)) for part in AGENDAS[form].parts)
            rows.append(_digit(place, t(AGENDAS[form].label), parts, size.width))
        now_ = t("meeting.now_choose", last=len(self.forms))
        earlier = now_ if self.choice.earlier else t("meeting.earlier_hint")
        rows.append(_digit(6, t("rec.backfill"), earlier, size.width))
        rows.append(_digit(7, t("life.minutes"), "", size.width))
        waiting = [one for one in self.page.desk.replica.rows("meeting", open=False, newest=True, limit=50)]
        waiting = [one for one in waiting if one.status == UNCONFIRMED and not one.struck]
        if waiting:
            rows += [(), rule(size.width), row(Span(f" {t('meeting.status.closed')} {len(waiting)}", "due"))]
            rows += [
                row(Span(f" {one.number.rpartition('-')[2]}  ", "dim"), f"{t(one.subject)}  {one.title}")
                for one in waiting[: max(0, size.height - len(rows) - 1)]
            ]
        return Sheet(rows)

    def prompt(self) -> Prompt:
        """The question that is open."""
        asked, choice = self.asked, self.choice
        if asked == "form":
            hint = t("meeting.hint_form", form=t(AGENDAS[self.forms[0]].label))
            return Prompt("form", t("frame.prompt"), hint, blank=True)
        if asked == "topic":
            label = t("meeting.ask_topic", form=t(AGENDAS[choice.form].label))
            return Prompt("topic", label, t("meeting.hint_topic"), self.given)
        if asked == "stretch":
            return Prompt("stretch", t("meeting.ask_stretch"), t("meeting.hint_stretch"), half=True)
        return Prompt(asked, t(f"meeting.ask_{asked}"), f"1-{len(_CODES[asked][1])}", half=True)

    def preview(self, text: str) -> str:
        """What Enter will do."""
        if self.asked in ("topic", "form") and not self.choice.earlier:
            form = self.choice.form or self.forms[0]
            return t("meeting.will_open", form=t(AGENDAS[form].label))
        if self.asked == "stretch":
            found = past_stretch(text, self.page.services.clock.now())
            return "" if found is None else f"{found[0]:%m-%d %H:%M} - {found[1]:%H:%M}"
        return ""

    def on_key(self, key: str) -> bool:
        """A digit chooses; Esc takes the last answer back."""
        if key == "escape" and self._step_back():
            return True
        if self.asked == "form":
            return self._form(key)
        codes = _CODES[self.asked][1] if self.asked in _CODES else ()
        if key not in "123456789"[: len(codes)]:
            return False
        self._chosen(codes[int(key) - 1])
        return True

    def submit(self, text: str) -> None:
        """Take the line."""
        asked, choice = self.asked, self.choice
        if asked == "form":
            choice.form = self.forms[0]
            asked = "topic"
        if asked == "topic" and text.strip():
            choice.topic, self.given = text.strip(), ""
            self._go_on()
        elif asked == "stretch":
            choice.stretch = past_stretch(text, self.page.services.clock.now())
            if choice.stretch is None:
                raise Refusal("meeting.no_stretch", typed=text)
        elif asked in _CODES:
            raise Refusal("meeting.press_digit")

    def footer_keys(self) -> Sequence[FooterKey]:
        """The global ones."""
        return ()

    def _form(self, key: str) -> bool:
        if key == "enter":
            self.choice.form = self.forms[0]
        elif key in "12345"[: len(self.forms)]:
            self.choice.form = self.forms[int(key) - 1]
        elif key == "6":
            self.choice.earlier = not self.choice.earlier
        elif key == "7":
            self.page.nav.open("meetings")
        else:
            return False
        return True

    def _chosen(self, code: str) -> None:
        if self.asked == "mode":
            self.choice.mode, self.choice.mode_asked = code, True
            self._go_on()
        elif self.asked == "channel":
            self.choice.channel = code
            self._go_on()
        else:
            self._write(code)

    def _go_on(self) -> None:
        """Open the meeting once everything is known."""
        if self.asked == "stretch" and not self.choice.earlier:
            self._write("")

    def _write(self, reason: str) -> None:
        choice, desk = self.choice, self.page.desk
        setup = Setup(study_mode=choice.mode, channel=choice.channel or CHANNELS[0])
        if choice.stretch is not None:
            held = Held(*choice.stretch, reason)
            record = desk.do(records.backfill, choice.form, choice.topic, held, setup)
        else:
            record = desk.do(records.open_meeting, choice.form, choice.topic, setup)
        self.page.hold(record)

    def _step_back(self) -> bool:
        """Take back the answer given last; False at the first question."""
        choice = self.choice
        if choice.stretch is not None:
            choice.stretch = None
        elif choice.mode_asked or choice.channel:
            choice.mode_asked, choice.channel = False, ""
        elif choice.topic:
            choice.topic, self.given = "", choice.topic
        elif choice.form:
            choice.form = ""
        elif choice.earlier:
            choice.earlier = False
        else:
            return False
        return True

    def _agenda(self) -> list[Row]:
        """The parts of the form, to be seen while the topic is typed."""
        parts = AGENDAS[self.choice.form].parts
        return [(), *(row(Span(f"    {t(part_label(part))}", "dim")) for part in parts)]


def _digit(place: int, label: str, more: str = "", width: int = 80) -> Row:
    wide = _LABEL[language()]
    name = pad(label, wide, mark=CUT) if more else label
    return row(Span(f" {place}  ", "key"), name, Span(f"  {more}" if more else "", "dim"))
