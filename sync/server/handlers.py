"""What each route does once its device was admitted: read the message, let the protocol answer, answer in its form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import parse_qs

from sync.batch import MalformedBatch, decode
from sync.messages import Busy, Dispute, Kept, Page, Push, Refused, Stored, Welcome
from sync.server import answers
from sync.server.causes import causes
from sync.server.gate import Denied, Reply
from sync.server.house import House
from sync.server.registry import Device
from sync.server.scopes import readable, withheld, writable
from sync.server.storage import Ledger
from sync.server.store import Store
from sync.wire import form, page

GREATEST_SEQ: Final = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Call:
    """A request of an admitted device."""

    device: Device
    query: str
    body: bytes


async def hello(house: House, call: Call) -> Reply:
    """Where the server stands."""
    asked = form.read_hello(call.body)
    scopes, now_ms = readable(call.device, await house.units()), house.now_ms()

    def read(store: Store) -> Welcome:
        welcome = answers.hello(store, asked, scopes, now_ms)
        if house.companion is None or asked.above is None:
            return welcome
        return replace(welcome, above=house.companion.above(store, asked.above))

    return plain(await house.readers.read(read))


async def pull(house: House, call: Call) -> Reply:
    """A page of a feed, in bytes."""
    device, units = call.device, await house.units()
    asked = replace(form.read_pull(call.body), bare=device.relay)
    scopes = readable(device, units)

    def read(store: Store) -> object:
        given = answers.pull(store, asked, scopes)
        return page.pack(withheld(given, device, units)) if isinstance(given, Page) else given

    found = await house.readers.read(read)
    if isinstance(found, Refused):
        house.alarm("sync.alarm.foreign_scope", device.id)
    return Reply(200, found, page.MEDIA) if isinstance(found, bytes) else plain(found)


async def push(house: House, call: Call) -> Reply:
    """Store a batch; answered when it is on disk."""
    scope, urgent = _query(call.query)
    scopes, now_ms = writable(call.device, await house.units()), house.now_ms()

    def store(ledger: Ledger) -> object:
        given = Push(scope, decode(call.body), urgent)
        before = ledger.store.head(given.batch.session).seq
        answer = answers.push(ledger.store, given, scopes)
        for key, about in causes(ledger, call.device, given.batch, answer, before):
            ledger.registry.alarm(key, call.device.id, about, now_ms)
        if isinstance(answer, Stored):
            house.metrics.events += answer.head.seq - before
        return answer

    return await _written(house, call, store, urgent=urgent)


async def dispute(house: House, call: Call) -> Reply:
    """Keep the other branch of a forked session beside its feed."""
    scope, _ = _query(call.query)
    scopes, now_ms = writable(call.device, await house.units()), house.now_ms()

    def store(ledger: Ledger) -> object:
        given = Dispute(scope, decode(call.body))
        if given.batch.last > GREATEST_SEQ:
            raise ValueError(given.batch.last)
        answer = answers.dispute(ledger.store, given, scopes)
        if isinstance(answer, Kept):
            about = f"{given.batch.session.hex()} {given.batch.first}"
            ledger.registry.alarm("sync.alarm.disputed", call.device.id, about, now_ms)
        return answer

    return await _written(house, call, store)


async def _written(
    house: House, call: Call, store: Callable[[Ledger], object], *, urgent: bool = False
) -> Reply:
    """The answer to a batch; one that contradicts itself was signed so by its device, whose file is damaged."""
    try:
        return plain(await house.write(call.device.id, store, len(call.body), urgent))
    except MalformedBatch:
        house.alarm("sync.alarm.torn", call.device.id)
        raise


def plain(answer: object) -> Reply:
    """An answer of the protocol in JSON, with its status."""
    assert isinstance(answer, form.Plain)
    headers = {"retry-after": str(answer.retry_after)} if isinstance(answer, Busy) else {}
    return Reply(form.STATUS.get(type(answer), 200), form.answer_json(answer), headers=headers)


def _query(text: str) -> tuple[str, bool]:
    """Scope and urgency out of a push's query; raises Denied."""
    try:
        found = parse_qs(text, strict_parsing=True, max_num_fields=4, errors="strict")
        (scope,) = found.pop("scope")
        (urgent,) = found.pop("urgent", ["0"])
    except (ValueError, KeyError) as error:
        raise Denied(422, "query") from error
    if found or urgent not in ("0", "1"):
        raise Denied(422, "query")
    return scope, urgent == "1"
