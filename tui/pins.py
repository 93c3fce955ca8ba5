"""Asking for a PIN (口令) at a page's command line: stars, no draft, weighed off the screen's thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from core.errors import Refusal
from core.i18n import t
from core.records.reference import Ref
from core.signing import (
    NewPin,
    Signature,
    Weighed,
    begin_attempt,
    choose_pin,
    finish_attempt,
    has_pin,
    keep_pin,
)
from tui.page import Page, Prompt

T = TypeVar("T")
_LIMIT = 64


def ask_pin(page: Page, person: Ref, then: Callable[[Signature], None], wait: str = "pin.wait") -> None:
    """Ask `person` for their PIN; `then` gets the signature, Esc drops the question, a wrong one is asked again.

    `wait` is the sentence after too many wrong ones: what can be written meanwhile. Raises Refusal for somebody who
    has no PIN on this device.
    """
    if not has_pin(page.desk.replica, person.id):
        raise Refusal("pin.none_of", name=person.name)
    label = t("pin.ask", name=person.name)
    page.ask(_secret("pin", label), lambda typed: _weigh(page, person, typed, then, wait))


def _weigh(page: Page, person: Ref, typed: str, then: Callable[[Signature], None], wait: str) -> None:
    """Count the attempt here, weigh it elsewhere, sign here."""

    def again(why: Refusal) -> None:
        said = Refusal(wait, **why.params) if why.key == "pin.wait" else why
        page.nav.say(said.sentence(), "error")
        ask_pin(page, person, then, wait)

    def weighed(result: Weighed) -> None:
        try:
            signature = finish_attempt(page.desk.replica, result)
        except Refusal as wrong:
            again(wrong)
        else:
            then(signature)

    if not typed:
        ask_pin(page, person, then, wait)
        return
    try:
        attempt = begin_attempt(page.desk.replica, person.id, typed)
    except Refusal as too_soon:
        again(too_soon)
    else:
        _work(page, attempt.weigh, weighed)


@dataclass(frozen=True, slots=True)
class Choosing:
    """A new PIN being chosen for `person` in the name of the person with id `by`: typed twice, then kept."""

    page: Page
    person: Ref
    by: str | None
    then: Callable[[], None]

    def ask(self) -> None:
        """Ask for it."""
        label = t("pin.new", name=self.person.name)
        self.page.ask(_secret("pin.new", label, t("pin.new_hint")), self._first)

    def _first(self, typed: str) -> None:
        try:
            chosen = choose_pin(self.page.desk.replica, typed)
        except Refusal as easy:
            self._afresh(easy)
        else:
            label = t("pin.again", name=self.person.name)
            self.page.ask(_secret("pin.again", label), lambda again: self._second(typed == again, chosen))

    def _second(self, same: bool, chosen: NewPin) -> None:
        if same:
            _work(self.page, chosen.hash, self._keep)
        else:
            self._afresh(Refusal("pin.differ"))

    def _keep(self, secret: str) -> None:
        keep_pin(self.page.desk.replica, self.person.id, secret, by=self.by)
        self.then()

    def _afresh(self, why: Refusal) -> None:
        self.page.nav.say(why.sentence(), "error")
        self.ask()


def _work(page: Page, work: Callable[[], T], then: Callable[[T], None]) -> None:
    """Run `work` while the line says so; Esc meanwhile drops it."""
    page.ask(_secret("pin.weighing", t("pin.weighing")), _not_yet)
    waiting = page.question

    def done(result: T) -> None:
        if page.question is waiting:
            page.question = None
            then(result)

    page.nav.later(work, done)


def _not_yet(typed: str) -> None:
    raise Refusal("pin.weighing_now")


def _secret(field: str, label: str, hint: str = "") -> Prompt:
    return Prompt(field, label, hint, secret=True, half=True, limit=_LIMIT)
