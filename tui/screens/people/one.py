"""One person: what the desk keeps of them, changed by digit; their PIN; signing in and out at this terminal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, ClassVar, Final

from core.errors import Refusal
from core.i18n import t
from core.records.person import (
    QUALIFICATIONS,
    ROLES,
    Person,
    appoint,
    change_person,
    end_appointment,
    leave,
)
from core.records.reference import Ref
from core.records.unit import find_team
from core.rules.resetting import needs_old_pin
from core.signing import Signature, has_pin
from core.text import pad
from tui.page import Page, Prompt, Sheet, Size
from tui.pins import Choosing, ask_pin
from tui.sheet.layout import rule
from tui.sheet.span import Row, Span, row

FIELDS: Final = ("name", "code", "team", "qualifications", "appoint", "end", "pin", "sign", "leave")
"""What the digits 1 to 9 change; labels under people.field."""

_LABEL: Final = 16


class PersonPage(Page):
    """A digit asks for the new value at the line."""

    id: ClassVar[str] = "people"
    title_key: ClassVar[str] = "kind.person"

    def __init__(self, *given: Any, **args: Any) -> None:
        """The person with id `person`."""
        super().__init__(*given, **args)
        self.person: str = args["person"]
        self._choices: Sequence[str] = ()

    @property
    def state(self) -> Person:
        """The person as they are now."""
        state = self.desk.replica.state(self.person)
        if not isinstance(state, Person):
            raise Refusal("person.not_found", typed=self.person[:8])
        return state

    @property
    def ref(self) -> Ref:
        """The person as records name them."""
        return Ref(self.person, self.state.name)

    def heading(self) -> Row:
        """Code and name."""
        state = self.state
        return row(Span(state.name, "heading"), f"  {state.code}")

    def rows(self, size: Size, now: datetime) -> Sheet:
        """The fields by digit, and the choices of the one being asked."""
        rows: list[Row] = [()]
        for place, field in enumerate(FIELDS, 1):
            label = pad(t(f"people.field.{field}"), _LABEL)
            rows.append(row(Span(f" {place}  ", "key"), Span(label, "dim"), self._value(field, now)))
        if self.question is not None and self._choices:
            rows += [(), rule(size.width)]
            rows += [row(Span(f" {place}  ", "key"), t(key)) for place, key in enumerate(self._choices, 1)]
        return Sheet(rows)

    def prompt(self) -> Prompt:
        """A digit."""
        return Prompt("digit", t("frame.prompt"), t("people.hint_one"))

    def on_key(self, key: str) -> bool:
        """Digits choose what to change."""
        if key in "123456789":
            self._ask(FIELDS[int(key) - 1])
            return True
        return False

    def submit(self, text: str) -> None:
        """Nothing else is typed here."""
        raise Refusal("meeting.press_digit")

    def _value(self, field: str, now: datetime) -> Span:
        state, today = self.state, now.date()
        roles = [one for one in state.appointments if one.holds(today)]
        values: dict[str, Callable[[], str]] = {
            "name": lambda: state.name,
            "code": lambda: state.code,
            "team": self._team,
            "qualifications": lambda: "  ".join(
                t(key) for key in QUALIFICATIONS if key in state.qualifications
            ),
            "appoint": lambda: "  ".join(f"{t(one.role)} {one.since.isoformat()}" for one in roles),
            "pin": lambda: t(
                "people.pin_set" if has_pin(self.desk.replica, self.person) else "people.pin_none"
            ),
            "sign": lambda: t("people.signed_in" if self._signed_in() else "people.signed_out"),
            "leave": lambda: state.left.isoformat() if state.left else "",
        }
        return Span(values[field]() if field in values else "")

    def _team(self) -> str:
        return str(getattr(self.desk.replica.state(self.state.team), "name", "")) if self.state.team else "-"

    def _signed_in(self) -> bool:
        who = self.services.signed_in
        return who is not None and who.id == self.person

    def _ask(self, field: str) -> None:
        """Ask for the new value of `field`, or do what needs none."""
        state = self.state
        self._choices = ()
        if field == "pin":
            self._set_pin(state)
        elif field == "sign":
            self._sign()
        elif field == "qualifications":
            self._choose(field, QUALIFICATIONS, self._qualify)
        elif field in ("appoint", "end"):
            held = state.roles(self.services.clock.now().date())
            roles = [key for key in ROLES if (key in held) == (field == "end")]
            self._choose(field, roles, self._appoint if field == "appoint" else self._end)
        elif field == "leave":
            self._question(field, t("people.ask_leave", name=state.name), "", self._leave, blank=True)
        else:
            value = {"name": state.name, "code": state.code, "team": self._team() if state.team else ""}[
                field
            ]
            self._question(
                field, t(f"people.field.{field}") + " ", value, lambda text: self._change(field, text)
            )

    def _question(
        self, field: str, label: str, value: str, then: Callable[[str], None], *, blank: bool = False
    ) -> None:
        hint = t("people.hint_enter") if blank else ""
        self.ask(Prompt(f"{field}", label, hint, value, blank=blank), then)

    def _choose(self, field: str, keys: Sequence[str], then: Callable[[Sequence[str]], None]) -> None:
        """Ask for digits out of `keys`, shown below."""
        self._choices = tuple(keys)
        if not keys:
            raise Refusal("people.no_choice")

        def digits(text: str) -> None:
            chosen = [int(digit) for digit in text if digit.isdecimal()]
            if any(not 1 <= place <= len(keys) for place in chosen):
                raise Refusal("meeting.press_digit")
            then([keys[place - 1] for place in chosen])

        hint = t("people.hint_several" if field == "qualifications" else "people.hint_digit")
        self.ask(Prompt(field, t(f"people.field.{field}") + " ", hint, half=True, blank=True), digits)

    def _change(self, field: str, text: str) -> None:
        if field == "team":
            text = find_team(self.desk.replica, text).meta.id if text.strip() else ""
        self.desk.do(change_person, self.person, **{field: text})

    def _qualify(self, keys: Sequence[str]) -> None:
        self.desk.do(change_person, self.person, qualifications=list(keys))

    def _appoint(self, keys: Sequence[str]) -> None:
        for key in keys:
            self.desk.do(appoint, self.person, key)

    def _end(self, keys: Sequence[str]) -> None:
        for key in keys:
            self.desk.do(end_appointment, self.person, key)

    def _leave(self, text: str) -> None:
        self.desk.do(leave, self.person)

    def _set_pin(self, state: Person) -> None:
        """A first PIN is simply set; another needs the old one, or a leader who has signed in."""
        replica, who = self.desk.replica, self.services.signed_in
        leader = replica.state(who.id) if who is not None else None
        by = leader if isinstance(leader, Person) else None
        today = self.services.clock.now().date()
        choosing = Choosing(self, self.ref, self.desk.author, self._pin_kept)
        if needs_old_pin(state, by, today, has_pin=has_pin(replica, self.person)):
            ask_pin(self, self.ref, lambda _: choosing.ask())
        else:
            choosing.ask()

    def _pin_kept(self) -> None:
        self.nav.say(t("people.pin_kept", name=self.state.name), "saved")

    def _sign(self) -> None:
        if self._signed_in():
            self.services.sign_in(None)
        else:
            ask_pin(self, self.ref, self._signed)

    def _signed(self, signature: Signature) -> None:
        self.services.sign_in(Ref(signature.person, signature.name))
        self.nav.say(t("people.now_signed_in", name=signature.name), "saved")
