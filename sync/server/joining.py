"""`POST /v1/enrol`: a new device shows a code and its key, and learns where it belongs."""

from __future__ import annotations

from typing import Final

from sync.messages import UNIT, Busy
from sync.server.enrolment import NotAdmitted, join, judge
from sync.server.gate import Denied, Reply
from sync.server.handlers import plain
from sync.server.house import House
from sync.server.registry import Device
from sync.server.storage import Ledger
from sync.wire.form import dumps
from sync.wire.signed import enrolment_message, verified

MOST_BODY: Final = 2000


async def enrol(house: House, body: bytes, address: str) -> Reply:
    """Admit the device in `body`; raises Denied or ValueError."""
    from sync.wire.models import EnrolIn

    asked, now_ms = EnrolIn.model_validate_json(body), house.now_ms()
    if house.patience.spent(address, now_ms):
        return plain(Busy(600))
    key = bytes.fromhex(asked.key)
    if not verified(key, asked.proof, enrolment_message(asked.code.encode(), asked.device, key)):
        raise Denied(403, "proof")

    def admit(ledger: Ledger) -> Device | str:
        try:
            code = judge(ledger.registry, asked.code, asked.device, now_ms)
            return join(ledger.registry, code, asked.device, key, asked.letter, now_ms)
        except NotAdmitted as error:
            return str(error.args[0])  # returned, not raised: the try that was counted must stay counted

    found = await house.write("", admit)
    if isinstance(found, Busy):
        return plain(found)
    if not isinstance(found, Device):
        house.patience.count(address, now_ms)
        raise Denied(403, str(found))
    return Reply(200, await _welcome(house, found))


async def _welcome(house: House, device: Device) -> bytes:
    name = next(unit.name for unit in await house.units() if unit.path == device.unit)
    return dumps(
        {
            "answer": "enrolled",
            "server": house.identity.id,
            "key": house.signer.public.hex(),
            "unit": device.unit,
            "name": name,
            "letter": device.letter,
            "scope": UNIT + device.unit,
        }
    )
