"""Every layout of `docs/protocol.md`, against its vectors, in both implementations: ours, and the second one."""

from __future__ import annotations

import hashlib
import json
import struct
import zlib
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from core.journal import encoding, seal
from core.journal.event import Stored, decode, encode
from sync import batch as our_batch
from sync.messages import Mark
from sync.messages import Page as OurPage
from sync.messages import Reference as OurReference
from sync.server.store import entry
from sync.server.store import running as our_running
from sync.wire import invitation, signed
from sync.wire import page as our_page
from tests.sync.second import batches, joining, journal, way

VECTORS: dict[str, Any] = json.loads(
    (Path(__file__).parents[2] / "docs" / "protocol-vectors.json").read_text(encoding="utf-8")
)
SEALED = VECTORS["seal"]
SESSION, SECRET, SEAL = (bytes.fromhex(SEALED[name]) for name in ("session", "secret_hex", "signature_hex"))
EVENTS = [
    (bytes.fromhex(one["header_hex"]), bytes.fromhex(one["stored_body_hex"]))
    for one in VECTORS["session"]["events"]
]
REQUEST, ANSWER, JOINING = VECTORS["request"], VECTORS["answer"], VECTORS["enrolment"]


def _our_header(header: bytes, body: bytes) -> bytes:
    """The header written anew from what can be read in it."""
    return encode(decode(Stored(header, body)), header[encoding.PREV], body[:16]).header


def _their_header(header: bytes, body: bytes) -> bytes:
    event = journal.Event(header, body)
    _, prev, _, session, seq, hlc, record, boot = event.fields
    written = journal.write(
        (session, seq, prev), (hlc, boot), record, event.tail, body[:16] + journal.canonical(event.content)
    )
    return written.header


def _asked(body: bytes) -> signed.Asked:
    names = ("server", "device", "counter", "method", "path", "query")
    return signed.Asked(*(REQUEST[name] for name in names), body)


OURS = SimpleNamespace(
    canonical=encoding.canonical,
    header=_our_header,
    header_hash=encoding.header_hash,
    body_hash=encoding.body_hash,
    seal=lambda seq, tip: seal.sign(SECRET, SESSION, seq, tip).signature,
    running=our_running,
    bare=lambda header: entry(Stored(header, None), encoding.header_hash(header)),
    event=Stored,
    batch=lambda first, prev, events, given: our_batch.Batch(SESSION, first, prev, events, given),
    pack=our_batch.encode,
    unpack=our_batch.decode,
    malformed=our_batch.MalformedBatch,
    page=lambda more, mark, runs: OurPage("", runs, Mark(*mark), more),
    reference=OurReference,
    pack_page=our_page.pack,
    unpack_page=lambda data: our_page.unpack("", data),
    request=lambda body: _asked(body).message(),
    answer=signed.answer_message,
    sign=lambda secret, message: signed.Signer(secret).sign(message),
    heard=invitation.Invitation.parse,
    misheard=invitation.Misheard,
    fingerprint=invitation.fingerprint,
    joining=lambda code, device, key: signed.enrolment_message(code.encode(), device, key),
)
THEIRS = SimpleNamespace(
    canonical=journal.canonical,
    header=_their_header,
    header_hash=lambda header: journal.sha("header", header),
    body_hash=lambda body: journal.sha("body", body),
    seal=lambda seq, tip: journal.sign(SECRET, journal.seal_message(SESSION, seq, tip)),
    running=journal.after_row,
    bare=lambda header: journal.bare(journal.sha("header", header)),
    event=journal.Event,
    batch=lambda first, prev, events, given: batches.Batch(
        SESSION, first, prev, events, given or batches.NO_SEAL
    ),
    pack=batches.pack,
    unpack=batches.unpack,
    malformed=batches.Malformed,
    page=lambda more, mark, runs: batches.Page(more, mark, runs),
    reference=batches.Reference,
    pack_page=batches.pack_page,
    unpack_page=batches.unpack_page,
    request=lambda body: way.request_message(
        *(REQUEST[name] for name in ("server", "device", "counter", "method", "path", "query")), body
    ),
    answer=way.answer_message,
    sign=lambda secret, message: journal.sign(secret, message).hex(),
    heard=joining.heard,
    misheard=joining.Misheard,
    fingerprint=lambda certificate: joining.spelled(hashlib.sha256(certificate).digest(), 16),
    joining=joining.proof_message,
)


@pytest.fixture(params=[OURS, THEIRS], ids=["ours", "second"])
def one(request: pytest.FixtureRequest) -> SimpleNamespace:
    return request.param  # type: ignore[no-any-return]


def opened(data: bytes) -> tuple[bytes, bytes, bytes]:
    """A batch's head, what is packed in it, and the rest: packers differ in how they pack."""
    (size,) = struct.unpack_from(">I", data, 160)
    return data[:160], zlib.decompress(data[164 : 164 + size]), data[164 + size :]


@pytest.mark.parametrize("vector", VECTORS["canonical"])
def test_a_value_has_one_form(one: SimpleNamespace, vector: dict[str, Any]) -> None:
    assert one.canonical(vector["value"]).hex() == vector["utf8_hex"]


@pytest.mark.parametrize("value", VECTORS["canonical_none"])
def test_what_has_no_form_is_refused(one: SimpleNamespace, value: Any) -> None:
    with pytest.raises((ValueError, TypeError)):
        one.canonical(value)


def test_headers_hashes_feed_and_seal(one: SimpleNamespace) -> None:
    running = bytes(32)
    for (header, body), vector, after in zip(
        EVENTS, VECTORS["session"]["events"], VECTORS["feed"]["after_row"], strict=True
    ):
        assert one.header(header, body) == header
        assert one.body_hash(body).hex() == vector["body_hash"]
        assert one.header_hash(header).hex() == vector["header_hash"]
        running = one.running(running, one.header_hash(header))
        assert running.hex() == after
    bare = one.running(bytes(32), one.bare(EVENTS[0][0]))
    assert bare.hex() == VECTORS["feed"]["after_the_first_bare"]
    assert one.seal(SEALED["seq"], bytes.fromhex(SEALED["tip"])) == SEAL


@pytest.mark.parametrize("vector", VECTORS["batch"], ids=lambda vector: vector["about"])
def test_batches(one: SimpleNamespace, vector: dict[str, Any]) -> None:
    first, data = vector["first"], bytes.fromhex(vector["hex"])
    events = tuple(
        one.event(header, None if seq in vector["withheld"] else body)
        for seq, (header, body) in enumerate(EVENTS[first - 1 :], first)
    )
    prev = bytes(32) if first == 1 else one.header_hash(EVENTS[first - 2][0])
    made = one.batch(first, prev, events, bytes.fromhex(vector["seal_hex"]))
    assert one.unpack(data) == made
    assert opened(one.pack(made)) == opened(data)
    assert opened(data)[1].hex() == vector["unpacked_hex"]


@pytest.mark.parametrize("vector", VECTORS["no_batch"], ids=lambda vector: vector["about"])
def test_what_is_no_batch_is_refused(one: SimpleNamespace, vector: dict[str, Any]) -> None:
    with pytest.raises(one.malformed):
        one.unpack(bytes.fromhex(vector["hex"]))


def test_a_page(one: SimpleNamespace) -> None:
    vector, data = VECTORS["page"], bytes.fromhex(VECTORS["page"]["hex"])
    named, hashes = vector["reference"], [one.header_hash(header) for header, _ in EVENTS]
    reference = one.reference(SESSION, named["first"], named["last"], bytes.fromhex(named["tip"]))
    rows = one.batch(3, hashes[1], (one.event(*EVENTS[2]),), SEAL)
    page = one.page(vector["more"], (vector["mark"][0], bytes.fromhex(vector["mark"][1])), (reference, rows))
    assert one.unpack_page(data) == page
    assert one.unpack_page(one.pack_page(page)) == page
    assert one.pack_page(page)[:49] == data[:49]
    for cut in (data[:-1], data + b"\0", b"WRP2" + data[4:]):
        with pytest.raises(one.malformed):
            one.unpack_page(cut)


def test_a_request_and_its_answer(one: SimpleNamespace) -> None:
    asked = one.request(bytes.fromhex(REQUEST["body_hex"]))
    assert asked.decode() == REQUEST["message_utf8"]
    assert one.sign(SECRET, asked) == REQUEST["signature_hex"]
    message = one.answer(asked, ANSWER["status"], ANSWER["body_utf8"].encode())
    assert message.hex() == ANSWER["message_hex"]
    assert one.sign(bytes.fromhex(ANSWER["secret_hex"]), message) == ANSWER["signature_hex"]


def test_joining(one: SimpleNamespace) -> None:
    for spoken in (JOINING["invitation"], JOINING["also_heard"]):
        heard = one.heard(spoken)
        assert (heard.code, heard.fingerprint) == (JOINING["code"], JOINING["fingerprint"])
    assert one.heard(JOINING["plain"]).fingerprint == "0" * 16
    with pytest.raises(one.misheard):
        one.heard(JOINING["misheard"])
    assert one.fingerprint(bytes.fromhex(JOINING["certificate_hex"])) == JOINING["fingerprint"]
    proof = one.joining(JOINING["code"], JOINING["device"], bytes.fromhex(SEALED["public_key_hex"]))
    assert proof.hex() == JOINING["proof_message_hex"]
    assert one.sign(SECRET, proof) == JOINING["proof_hex"]
