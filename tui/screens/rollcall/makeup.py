"""What people of a roll call missed (补学): shown when they are called, noted as read and understood with one key."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from core.i18n import t
from core.records.meeting import AGENDAS, Meeting, make_up, missed_by_each
from core.records.meeting.agenda import part_label
from core.records.reference import Ref
from core.records.rollcall import Called
from core.rules.participation import PRESENT
from core.text import cells
from tui.page import Page
from tui.sheet.layout import beside, justify, rule
from tui.sheet.span import Row, Span, row

KEY: Final = "+"


class Missed(NamedTuple):
    """One meeting that one person of the roll call missed."""

    person: Ref
    meeting: Meeting


class MakeUps:
    """What the people of a page's roll call have yet to make up, looked up once after each change."""

    def __init__(self, page: Page) -> None:
        """Nothing is looked up before it is asked for."""
        self._page = page
        self._seen: tuple[int, tuple[str, ...]] | None = None
        self._missed: dict[str, list[Meeting]] = {}

    def of(self, called: Sequence[Called]) -> list[Missed]:
        """What those of `called` missed who are there, in their order; who is away gets it another time."""
        there = [one.person for one in called if one.state in PRESENT]
        return self._known(there)

    def of_next(self, called: Called) -> list[Missed]:
        """What the person who is being called out missed, unless they were said to be away."""
        return self._known([called.person] if not called.state or called.state in PRESENT else [])

    def note(self, one: Missed) -> None:
        """Record that the person has read and understood it."""
        self._page.desk.do(make_up, one.meeting.meta.id, one.person.id)
        self._page.nav.say(t("rollcall.made_up", name=one.person.name), "saved")

    def _known(self, people: Sequence[Ref]) -> list[Missed]:
        ids = tuple(one.id for one in people)
        seen = (self._page.services.version(), ids)
        if self._seen != seen:
            now = self._page.services.clock.now()
            self._seen, self._missed = seen, missed_by_each(self._page.desk.replica, ids, now)
        return [Missed(one, meeting) for one in people for meeting in self._missed.get(one.id, ())]


def makeup_rows(left: Sequence[Missed], width: int) -> list[Row]:
    """The first of what is left: whose it is, what was said and decided, the key that notes it."""
    if not left:
        return []
    (person, meeting), more = left[0], len(left) - 1
    about = f"{t(AGENDAS[meeting.form].label)}  {meeting.topic}  {meeting.start:%m-%d %H:%M}"
    head = row(Span(f" {t('study.makeup')}  ", "due"), Span(person.name, "heading"), f"  {about}")
    key = row(Span(KEY, "key"), f" {t('rollcall.understood')}", Span(f"  +{more}" if more else "", "dim"))
    return [rule(width), (*justify(head, key, width - 1), Span(" ")), *_said(meeting, width)]


def _said(meeting: Meeting, width: int) -> list[Row]:
    """Every point and decision of it, whole; a page that is too tall scrolls."""
    lines = [(t(part_label(one.part)), one.text) for one in meeting.points]
    lines += [(t("meeting.decided"), _decided(one.text, one.owner)) for one in meeting.decisions]
    if not lines:
        lines = [(t("meeting.decided"), t("meeting.nothing"))]
    widest = max(cells(name) for name, _ in lines)
    return [line for name, text in lines for line in beside(name, text, widest, width)]


def _decided(text: str, owner: Ref | None) -> str:
    return f"{text}  @{owner.name}" if owner else text
