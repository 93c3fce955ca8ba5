"""The roster: everybody by team with code, qualifications, appointments, and whether they can sign here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Final

from core.errors import Refusal
from core.i18n import LANGUAGES, language, t
from core.records.person import QUALIFICATIONS, ROLES, Person, Proposed, add_people, candidates, people
from core.records.unit import teams
from core.signing import has_pin
from tui.page import FooterKey, Page, Prompt, Sheet, Size
from tui.sheet.layout import cell, justify
from tui.sheet.span import Row, Span, row
from tui.sheet.span import Sheet as Rows

_NAME: Final = 12
_QUALS: Final = {"zh": 16, "en": 34}


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the roster: a person, or the name of the team that follows."""

    person: Person | None
    team: str = ""
    count: int = 0
    signs: bool = False


class PeoplePage(Page):
    """Enter opens somebody, + adds somebody."""

    id: ClassVar[str] = "people"
    title_key: ClassVar[str] = "command.people"

    def __init__(self, *given: Any, **args: Any) -> None:
        """Nothing is looked up before the page shows."""
        super().__init__(*given, **args)
        self._seen: tuple[int, list[Line]] | None = None

    def heading(self) -> Row:
        """人员 64."""
        count = sum(one.person is not None for one in self.lines())
        return row(Span(t(self.title_key), "heading"), f"  {count}")

    def rows(self, size: Size, now: datetime) -> Rows:
        """Those that fit."""
        lines = self.lines()
        if not lines:
            return Sheet([(), row(Span(" " + t("people.empty"), "dim"))])
        if self.list.cursor == 0:
            self.list.cursor = 1
        shown = self.list.window(len(lines), size.height)
        body = [self._row(lines[index], size.width, now) for index in shown]
        return Sheet(body, cursor=self.list.cursor - shown.start)

    def on_key(self, key: str) -> bool:
        """Arrows pass over the names of teams; Enter opens."""
        lines = self.lines()
        if key == "enter" and lines:
            chosen = lines[self.list.cursor].person
            if chosen is not None:
                self.nav.open("people", person=chosen.meta.id)
            return True
        before = self.list.cursor
        if not self.list.on_key(key):
            return False
        if lines[self.list.cursor].person is None:
            back = key in ("up", "pageup") and self.list.cursor > 0
            self.list.cursor += -1 if back else 1
        self.list.cursor = before if lines[self.list.cursor].person is None else self.list.cursor
        return True

    def prompt(self) -> Prompt:
        """A name opens its person, + adds one."""
        return Prompt("people", t("frame.prompt"), t("people.hint"))

    def preview(self, text: str) -> str:
        """Whom it finds or adds."""
        if text[:1] in ("+", "＋"):
            one = _proposed(text[1:])
            quals = " ".join(t(key) for key in one.qualifications)
            return t("people.will_add", name=one.name, rest=f"{one.team} {quals}".strip()).rstrip()
        return "  ".join(one.name for one in candidates(self.desk.replica, text)[:5])

    def submit(self, text: str) -> None:
        """Open the one who is meant, or add somebody."""
        if text[:1] in ("+", "＋"):
            self.desk.do(add_people, [_proposed(text[1:])])
            return
        found = candidates(self.desk.replica, text)
        if len(found) != 1:
            names = " / ".join(one.name for one in found[:6])
            raise (
                Refusal("lookup.several", typed=text, names=names)
                if found
                else Refusal("person.not_found", typed=text)
            )
        self.nav.open("people", person=found[0].meta.id)

    def footer_keys(self) -> Sequence[FooterKey]:
        """The global ones."""
        return ()

    def lines(self) -> list[Line]:
        """The roster, looked up once after each change."""
        version = self.services.version()
        if self._seen is None or self._seen[0] != version:
            self._seen = (version, self._look())
        return self._seen[1]

    def _look(self) -> list[Line]:
        replica = self.desk.replica
        known = people(replica)
        units = [(team.meta.id, team.name) for team in teams(replica)]
        named = {unit for unit, _ in units}
        lines: list[Line] = []
        for unit, name in [*units, ("", t("people.no_team"))]:
            members = [one for one in known if one.team == unit or (not unit and one.team not in named)]
            if members:
                lines.append(Line(None, name, len(members)))
                lines += [Line(one, signs=has_pin(replica, one.meta.id)) for one in members]
        return lines

    def _row(self, line: Line, width: int, now: datetime) -> Row:
        person = line.person
        if person is None:
            return row(Span(f" {line.team} {line.count}", "dim"))
        quals = " ".join(t(key) for key in QUALIFICATIONS if key in person.qualifications)
        roles = " ".join(t(key) for key in ROLES if key in person.roles(now.date()))
        sign = Span(
            t("people.pin_set") if line.signs else t("people.pin_none"), "text" if line.signs else "dim"
        )
        head = (
            Span(f"   {person.code:<4}", "dim"),
            cell(person.name, _NAME),
            Span("  "),
            cell(quals, _QUALS[language()], "text"),
            Span(f"  {roles}", "text"),
        )
        return (*justify(head, (sign,), width - 1), Span(" "))


def _proposed(text: str) -> Proposed:
    """姓名 班组 资格: words that name a qualification are one, the first other word after the name the team."""
    words = text.split()
    name = words[0] if words else ""
    quals = tuple(key for word in words[1:] if (key := _named(word, QUALIFICATIONS)))
    roles = tuple(key for word in words[1:] if (key := _named(word, ROLES)))
    others = [word for word in words[1:] if not _named(word, (*QUALIFICATIONS, *ROLES))]
    return Proposed(name, team=others[0] if others else "", qualifications=quals, roles=roles)


def _named(word: str, keys: Sequence[str]) -> str:
    """The key whose label in any language is `word`, empty for none."""
    folded = word.casefold()
    return next((key for key in keys for code in LANGUAGES if t(key, language=code).casefold() == folded), "")
