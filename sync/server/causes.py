"""What about a push a person should know: alarms, each with what it is about; device and time are added outside."""

from __future__ import annotations

from collections.abc import Iterator

from sync.batch import Batch
from sync.messages import Fork, PushAnswer, Refused, Stored
from sync.server import answers, descent
from sync.server.legible import unreadable
from sync.server.registry import Device
from sync.server.storage import Ledger


def causes(
    ledger: Ledger, device: Device, batch: Batch, answer: PushAnswer, before: int
) -> Iterator[tuple[str, str]]:
    """Key and matter of each alarm that `answer` to a batch gives cause for; `before` is where its session ended."""
    session = batch.session.hex()
    if isinstance(answer, Fork):
        yield "sync.alarm.fork", f"{session} {answer.common}"
    elif isinstance(answer, Refused):
        yield "sync.alarm.foreign_scope" if answer.reason == "scope" else "sync.alarm.seal", session
    elif isinstance(answer, Stored):
        fresh = max(before - batch.first + 1, 0)
        if found := unreadable(batch.events[fresh:], batch.first + fresh):
            yield "sync.alarm.unreadable", f"{session} {found[0]}-{found[1]}"
        if batch.first == 1:
            yield from _of_a_beginning(ledger, device, batch)


def _of_a_beginning(ledger: Ledger, device: Device, batch: Batch) -> Iterator[tuple[str, str]]:
    """Alarms a session's first event gives cause for; a relay's devices joined below, and were asked there."""
    key = answers.key_in(batch.events[0])
    if not device.relay and (key is None or not ledger.registry.knows_key(key)):
        yield "sync.alarm.unknown_key", batch.session.hex()
    if found := descent.alarm(ledger, batch):
        yield found, batch.session.hex()
