"""The end of a roll call: nobody unexplained, finished at once, signed with a PIN or left unsigned."""

from __future__ import annotations

from core.errors import Refusal
from core.i18n import t
from core.records.named import named
from core.records.reference import Ref
from core.records.rollcall import RollCall, attendance, sign_rollcall
from core.records.shift import current_shift
from core.signing import Signature, has_pin
from tui.page import Page
from tui.pins import ask_pin


def finish(page: Page, call: RollCall) -> None:
    """Finish `call`, then ask for a signature; Esc leaves it unsigned. Raises Refusal naming who is unexplained."""
    left = attendance(call).unmarked
    if left:
        names = " ".join(one.person.name for one in left[:6])
        raise Refusal("rollcall.unexplained", count=len(left), names=names)
    if call.signed is not None:
        page.nav.say(t("rollcall.signed_by", name=call.signed.person.name))
        return
    if call.finished is None:
        page.desk.do(sign_rollcall, call.meta.id)
    signer = _signer(page)
    if signer is None:
        page.nav.say(t("rollcall.nobody_signs"))
    else:
        ask_pin(page, signer, lambda signature: _sign(page, call, signature))


def _sign(page: Page, call: RollCall, signature: Signature) -> None:
    page.desk.do(sign_rollcall, call.meta.id, signature)
    page.nav.say(t("rollcall.signed_by", name=signature.name), "saved")


def _signer(page: Page) -> Ref | None:
    """Who signs on this terminal: the officer at the desk, else the leader of the shift."""
    replica, shift = page.desk.replica, current_shift(page.desk.replica)
    wanted = [page.desk.author, shift.leader.id if shift and shift.leader else None]
    return next((named(replica, one) for one in wanted if one and has_pin(replica, one)), None)
