"""The end of a meeting: private warnings first, then the second person's confirmation, now or later."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.compile.meeting_check import check_meeting
from core.errors import Refusal
from core.i18n import t
from core.records import meeting as records
from core.records.meeting import Meeting, check_problems, check_second
from core.records.person import find_person
from core.records.reference import Ref
from core.signing import Signature, has_pin
from tui.page import Prompt
from tui.pins import ask_pin

if TYPE_CHECKING:
    from core.replica.replica import Replica
    from tui.screens.meeting.page import MeetingPage
    from tui.screens.meeting.running import Running


def close(running: Running) -> None:
    """End the meeting; what only its author should see (E06, E07) is shown once before. Raises Refusal (E04, M02)."""
    page, state = running.page, running.state
    nothing = running.nothing and not state.has_outcome
    check_problems(state)
    if not (nothing or state.has_outcome):
        raise Refusal("meeting.no_outcome")
    found = check_meeting(page.desk.replica, running.record, page.services.clock.now())
    private = tuple(one for one in found if one.private)
    if private and private != running.warned:
        running.warned = private
        page.nav.say(t("meeting.look_first", count=len(private)))
        return
    page.hold(running.record)
    page.desk.do(records.close, running.record, nothing=nothing, kept={one.rule for one in private})
    ask_second(page, running.record)


def ask_second(page: MeetingPage, record: str) -> None:
    """Ask somebody else who was there for their PIN (二人确认, E05); Esc leaves it for later."""
    replica = page.desk.replica
    state = replica.state(record)
    assert isinstance(state, Meeting)
    expected = _likely(replica, state)

    def chosen(typed: str) -> None:
        if not typed.strip() and expected is None:
            return
        person = _who(replica, typed) if typed.strip() or expected is None else expected
        check_second(state, person)
        ask_pin(page, person, lambda signature: _confirm(page, record, signature))

    hint = t("meeting.hint_second", name=expected.name) if expected else t("meeting.hint_second_who")
    page.ask(Prompt("second", t("meeting.ask_second"), hint, blank=True), chosen)


def _confirm(page: MeetingPage, record: str, signature: Signature) -> None:
    page.desk.do(records.confirm, record, signature)
    page.nav.say(t("meeting.now_confirmed", name=signature.name), "saved")


def _likely(replica: Replica, state: Meeting) -> Ref | None:
    """The presider, else the first who was there, did not write and has a PIN."""
    order = [state.presider] if state.presider else []
    for person in [*order, *state.present]:
        there = person.id in {one.id for one in state.present}
        if (
            there
            and (state.recorder is None or person.id != state.recorder.id)
            and has_pin(replica, person.id)
        ):
            return person
    return None


def _who(replica: Replica, typed: str) -> Ref:
    person = find_person(replica, typed)
    return Ref(person.meta.id, person.name)
