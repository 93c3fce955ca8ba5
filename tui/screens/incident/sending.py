"""Reinforcement (增援): vehicles, then the crew of each, proposed from the roll call and never assumed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from core.commands.incident_actions import Odd, send_all
from core.commands.incident_words import Going, read_force, read_people
from core.i18n import t
from core.records.incident import usual_crew
from core.records.vehicle import vehicles
from tui.page import Page, Prompt

Then = Callable[[Odd], None]


def reinforce(page: Page, record: str, text: str, then: Then) -> None:
    """Send what `text` names; asks for vehicles and crews that are not given. Raises Refusal."""
    if not text.strip():
        ready = " ".join(one.name for one in vehicles(page.desk.replica, ready=True))
        prompt = Prompt(field="send", label=t("incident.send_what"), hint=ready or t("incident.send_hint"))
        page.nav.ask(prompt, lambda answer: reinforce(page, record, answer, then) if answer.strip() else None)
        return
    _crews(page, record, list(read_force(page.desk.replica, text)), [], then)


def _crews(page: Page, record: str, waiting: list[Going], ready: list[Going], then: Then) -> None:
    """Ask for the crew of the first vehicle without one; send them all when nobody is left to ask for."""
    while waiting and waiting[0].crew is not None:
        ready = [*ready, waiting.pop(0)]
    if not waiting:
        then(page.desk.do(send_all, record, ready))
        return
    gone = {person.id for one in ready for person in one.crew or ()}
    usual = [one for one in usual_crew(page.desk.replica, waiting[0].vehicle) if one.id not in gone]
    prompt = Prompt(
        field=f"crew.{waiting[0].vehicle}",
        label=t("incident.crew_ask", vehicle=waiting[0].vehicle),
        hint=t("incident.crew_hint"),
        value=" ".join(person.name for person in usual),
        blank=True,
    )
    page.nav.ask(prompt, partial(_manned, page, record, (waiting, ready), then))


def _manned(page: Page, record: str, going: tuple[list[Going], list[Going]], then: Then, answer: str) -> None:
    """Take the crew of the vehicle that was asked for and go on."""
    waiting, ready = going
    manned = Going(waiting[0].vehicle, read_people(page.desk.replica, answer))
    _crews(page, record, waiting[1:], [*ready, manned], then)
