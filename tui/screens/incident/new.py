"""A new incident (警情) from one line: what was read from it shows before Enter, and Enter saves it as open."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import Any, ClassVar, Final

from core.clock import instant, iso
from core.errors import WatchroomError
from core.i18n import has, t
from core.records import incident
from core.records.place import places
from core.records.quickline import CODES, Form, read_line
from core.replica.rows import RecordRow
from core.text.personal import mask_personal
from tui.page import FooterKey, Page, Prompt
from tui.screens.incidents import incident_row
from tui.sheet.flow import flow
from tui.sheet.layout import cell, justify, rule
from tui.sheet.span import EMPTY, Row, Sheet, Size, Span, row

_LABEL: Final = 10
_STANDBY: Final = "inc.cover"


class NewIncident(Page):
    """One line; the moment of its first key is the moment of the call."""

    id: ClassVar[str] = "incident"
    title_key: ClassVar[str] = "incident.new"

    def __init__(self, services: Any, nav: Any, **args: Any) -> None:
        """Begin with an empty line, or where a power cut left off."""
        super().__init__(services, nav, **args)
        self.text, self.chosen = "", ""
        self.begun = self._kept()
        self._places: tuple[int, Sequence[Any]] = (-1, ())
        self._berths: dict[str, incident.Incident | None] = {}
        self._open: list[RecordRow] = []
        self.in_list = False

    # What it shows

    def rows(self, size: Size, now: datetime) -> Sheet:
        """What was read from the line, the codes of the classes, the incidents still open."""
        form, width = self._form(self.text), size.width
        at = self.begun if self.text and self.begun else None
        lines = [
            _field(t("incident.column.received"), f"{at or now:%H:%M:%S}", "accent" if at else "dim"),
            _field(
                t("incident.field.class"), _class(form) or t("incident.no_class_yet"), _style(form.category)
            ),
            _field(t("incident.field.place"), form.place or "-", _style(form.place)),
            _field(t("incident.field.phone"), mask_personal(form.phone) or "-", _style(form.phone)),
            _field(t("incident.field.text"), form.text or "-", _style(form.text)),
            EMPTY,
            *flow([_code(code, key, form.category) for code, key in CODES.items()], width),
            row(Span(" " + t("incident.new_keys"), "dim")),
            rule(width),
        ]
        return self._with_list(lines, size, now)

    def _with_list(self, lines: list[Row], size: Size, now: datetime) -> Sheet:
        self._open = self.desk.replica.rows("incident", open=True, newest=True)
        title = t("watch.incidents") if self._open else t("watch.no_incidents")
        keys = row(Span(t("incident.open_keys") + " ", "dim"))
        lines.append(justify(row(Span(f" {title} {len(self._open) or ''}", "heading")), keys, size.width))
        window = self.list.window(len(self._open), size.height - len(lines))
        head = len(lines)
        lines += [incident_row(self._open[index], size.width, now) for index in window]
        cursor = head + self.list.cursor - self.list.top if self.in_list and self._open else None
        return Sheet(lines, cursor=cursor)

    def prompt(self) -> Prompt:
        """The one line."""
        return Prompt(label=t("frame.prompt"), hint=t("incident.new_hint"))

    def preview(self, text: str) -> str:
        """What Enter will do."""
        last = self._last(text)
        if last is not None:
            return t("incident.does.repeat", number=last.meta.number.rpartition("-")[2], place=last.place)
        form = self._form(text)
        what = " ".join(filter(None, (_class(form), form.place)))
        return t("incident.does.open", what=what or t("incident.no_class_yet"))

    def footer_keys(self) -> Sequence[FooterKey]:
        """F2 again shows them all."""
        return (
            FooterKey("F2", t("incident.key.all"), weight=9),
            FooterKey("Tab", t("incident.field.class"), weight=7),
        )

    # What is typed

    def changed(self, text: str) -> bool:
        """The first key is the moment of the call; an emptied line forgets it."""
        if text and not self.begun:
            self.begun = self.services.clock.now()
            self._keep()
        elif not text:
            self._forget()
        self.text, self.in_list = text, False
        return True

    def on_key(self, key: str) -> bool:
        """Tab chooses the class, F2 shows every incident, arrows walk the open ones."""
        if key == "tab":
            order = ("", *incident.CLASSES)
            self.chosen = order[(order.index(self.chosen) + 1) % len(order)]
            return True
        if key == "f2":
            self.nav.back()
            self.nav.open("incidents")
            return True
        if key == "down" and not self.in_list and self._open:
            self.in_list = True
            return True
        if self.in_list and key in ("enter", "escape"):
            self._leave_list(key)
            return True
        return self.in_list and self.list.on_key(key)

    def submit(self, text: str) -> None:
        """Save it as open and show it; the last standby of a berth is offered again first."""
        last = self._last(text)
        if last is None:
            berth = self._first(text)
            category = _STANDBY if berth else self.chosen
            chosen = {"class": category} if category else None
            opened = self.desk.do(incident.open_incident, berth or text, chosen=chosen, begun=self.begun)
            self._saved(opened)
            return
        prompt = Prompt(
            field=f"ship.{last.place}",
            label=t("incident.same_ship", place=last.place),
            hint=t("incident.same_ship_hint"),
            value=last.words("ship"),
            blank=True,
        )
        self.nav.ask(prompt, partial(self._repeat, last.place))

    # Inside

    def _repeat(self, berth: str, ship: str) -> None:
        self._saved(self.desk.do(incident.repeat_last, berth, ship=ship.strip()))

    def _saved(self, record: str) -> None:
        self._forget()
        self.nav.close()
        self.nav.open("incident", record=record)

    def _leave_list(self, key: str) -> None:
        self.in_list = False
        if key == "enter" and self._open:
            self.nav.back()
            self.nav.open("incident", record=self._open[self.list.cursor].id)

    def _form(self, text: str) -> Form:
        version = self.services.version()
        if self._places[0] != version:
            self._places, self._berths = (version, places(self.desk.replica)), {}
        return read_line(text, self._places[1], {"class": self.chosen} if self.chosen else None)

    def _last(self, text: str) -> incident.Incident | None:
        """The standby that a line with nothing but a berth repeats."""
        form = self._form(text)
        berth = form.place or form.text
        if form.category != _STANDBY or not berth or (form.place and form.text) or len(berth.split()) > 1:
            return None
        if berth not in self._berths:
            replica = self.desk.replica
            self._berths[berth] = incident.last_standby(replica, incident.find_berth(replica, berth))
        return self._berths[berth]

    def _first(self, text: str) -> str:
        """The berth that a figure or initials name on a line that opens its first standby; empty otherwise."""
        form = self._form(text)
        if form.category != _STANDBY or form.place or len(form.text.split()) != 1:
            return ""
        berth = incident.find_berth(self.desk.replica, form.text)
        return berth if berth != form.text else ""

    def _kept(self) -> datetime | None:
        """When the half-typed line of an earlier run was begun."""
        with suppress(WatchroomError, KeyError, ValueError):
            draft = self.services.drafts.get(f"{self.id}#begun")
            return instant(draft.content["at"]) if draft is not None else None
        return None

    def _keep(self) -> None:
        with suppress(WatchroomError):
            assert self.begun is not None
            self.services.drafts.keep(f"{self.id}#begun", {"at": iso(self.begun)})

    def _forget(self) -> None:
        self.begun, self.chosen, self.text = None, "", ""
        with suppress(WatchroomError):
            self.services.drafts.drop(f"{self.id}#begun")


def _field(label: str, value: str, style: str) -> Row:
    return (Span(" "), cell(label, _LABEL, "dim"), Span("  "), Span(value, style))


def _style(value: str) -> str:
    return "text" if value else "dim"


def _class(form: Form) -> str:
    name = t(form.category) if has(form.category) else ""
    return f"{name}/{form.subtype}" if form.subtype else name


def _code(code: str, key: str, category: str) -> Row:
    return (Span(code, "accent"), Span(" "), Span(t(key), "heading" if key == category else "dim"))
