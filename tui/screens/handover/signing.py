"""The ends of a handover: two PINs, an incident that makes it wait, somebody who declines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.errors import Refusal
from core.i18n import t
from core.records import handover as records
from core.records.handover import Handover, Next, Signatures
from core.records.person import Person, find_person, people
from core.records.reference import Ref
from core.signing import Signature
from tui.page import Prompt
from tui.pins import ask_pin

if TYPE_CHECKING:
    from tui.screens.handover.page import HandoverPage
    from tui.screens.handover.view import View

COMMANDER = "role.duty_commander"


def hold_or_sign(page: HandoverPage, view: View) -> None:
    """Ask both for their PINs; while an incident runs, ask why to wait instead. Raises Refusal for what is left."""
    handover = page.in_hand
    if view.running:
        label = t("handover.ask_hold", number=view.running[0])
        page.ask(Prompt("hold", label, blank=True), lambda why: _hold(page, handover, why))
        return
    if handover.unchecked:
        left = handover.unchecked
        raise Refusal("handover.unchecked", count=len(left), first=_said(left[0].text))
    if view.question:
        raise Refusal("handover.not_said_back")
    if handover.incoming is None:
        raise Refusal("handover.not_begun")
    if handover.outgoing is None:
        page.ask(
            Prompt("outgoing", t("handover.ask_outgoing")),
            lambda typed: _two(page, handover, _who(page, typed)),
        )
    else:
        _two(page, handover, handover.outgoing)


def settle(page: HandoverPage, handover: Handover) -> None:
    """The stage of the running incidents is settled: the handover goes on."""
    page.desk.do(records.settle, handover.meta.id)


def decline(page: HandoverPage, handover: Handover) -> None:
    """Ask why the relief does not take over, and for their PIN; it goes to the duty commander."""
    who = handover.incoming
    if who is None:
        raise Refusal("handover.not_begun")

    def reason(text: str) -> None:
        if not text.strip():
            raise Refusal("handover.no_reason")
        ask_pin(page, who, lambda signature: _decline(page, handover, signature, text))

    page.ask(Prompt("decline", t("handover.ask_decline")), reason)


def _two(page: HandoverPage, handover: Handover, outgoing: Ref) -> None:
    incoming = handover.incoming
    assert incoming is not None
    if outgoing.id == incoming.id:
        raise Refusal("handover.same_person", name=outgoing.name)

    def first(given: Signature) -> None:
        ask_pin(page, incoming, lambda taken: _sign(page, handover, Signatures(given, taken)))

    ask_pin(page, outgoing, first)


def _sign(page: HandoverPage, handover: Handover, signatures: Signatures) -> None:
    replica = page.desk.replica
    taker = replica.state(signatures.incoming.person)
    view = page.view
    team = taker.team if isinstance(taker, Person) else ""
    if (not team or team == _team_of(page, handover)) and view is not None and view.relief is not None:
        team = view.relief.team.id
    page.desk.do(records.sign, handover.meta.id, signatures, Next(team))
    page.record = handover.meta.id
    page.nav.say(t("handover.taken_over", name=signatures.incoming.name), "saved")


def _team_of(page: HandoverPage, handover: Handover) -> str:
    shift = page.desk.replica.state(handover.shift)
    return str(shift.team.id)


def _hold(page: HandoverPage, handover: Handover, why: str) -> None:
    page.desk.do(records.hold, handover.meta.id, why)


def _decline(page: HandoverPage, handover: Handover, signature: Signature, reason: str) -> None:
    page.desk.do(records.decline, handover.meta.id, signature, reason, commander=_commander(page))
    page.record = handover.meta.id


def _commander(page: HandoverPage) -> str | None:
    """Who commands today, by appointment."""
    today = page.services.clock.now().date()
    return next((one.meta.id for one in people(page.desk.replica) if COMMANDER in one.roles(today)), None)


def _who(page: HandoverPage, typed: str) -> Ref:
    person = find_person(page.desk.replica, typed)
    return Ref(person.meta.id, person.name)


def _said(text: str) -> str:
    return t(text[1:]) if text[:1] == "@" else text
