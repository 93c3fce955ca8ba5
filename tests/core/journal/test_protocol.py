"""The journal's bytes are those of `docs/protocol.md`, computed here a second time from the document alone."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.journal.chain import ChainWalker
from core.journal.encoding import canonical, header_hash
from core.journal.event import EventId, Stored, decode, encode
from core.journal.hlc import JUMP_MS, HybridClock, believed, wall_ms
from core.journal.seal import Seal, holds, public_key, sign

VECTORS: dict[str, Any] = json.loads(
    (Path(__file__).parents[3] / "docs" / "protocol-vectors.json").read_text(encoding="utf-8")
)
EVENTS = VECTORS["session"]["events"]


@pytest.mark.parametrize("vector", VECTORS["canonical"])
def test_canonical_json(vector: dict[str, Any]) -> None:
    assert canonical(vector["value"]).hex() == vector["utf8_hex"]


@pytest.mark.parametrize("place", range(len(EVENTS)))
def test_events_are_encoded_and_hashed_as_the_document_says(place: int) -> None:
    vector = EVENTS[place]
    header, body = bytes.fromhex(vector["header_hex"]), bytes.fromhex(vector["stored_body_hex"])
    prev = bytes(32) if place == 0 else bytes.fromhex(EVENTS[place - 1]["header_hash"])
    assert header[:34] == b"W1" + prev
    assert header[34:66] == hashlib.sha256(b"watchroom/body/1\n" + body).digest()
    assert hashlib.sha256(b"watchroom/header/1\n" + header).hexdigest() == vector["header_hash"]
    event = decode(Stored(header, body))
    assert (event.kind, event.seq, event.body) == (vector["kind"], place + 1, vector["body"])
    assert encode(event, prev, bytes.fromhex(vector["salt"])) == Stored(header, body)


def test_the_session_of_the_vectors_walks_without_a_problem() -> None:
    rows = []
    for number, vector in enumerate(EVENTS, 1):
        header = bytes.fromhex(vector["header_hex"])
        rows.append(
            (header[66:82], number, header[98:114], header, bytes.fromhex(vector["stored_body_hex"]), None)
        )
    walker = ChainWalker()
    assert list(walker.walk(rows)) == []
    assert walker.tips[rows[0][0]].hash.hex() == EVENTS[-1]["header_hash"]


def test_the_seal_of_the_vectors_holds_and_is_what_we_would_sign() -> None:
    vector = VECTORS["seal"]
    secret = bytes.fromhex(vector["secret_hex"])
    seal = sign(secret, bytes.fromhex(vector["session"]), vector["seq"], bytes.fromhex(vector["tip"]))
    assert seal.signature.hex() == vector["signature_hex"]
    assert public_key(secret).hex() == vector["public_key_hex"]
    assert holds(seal, public_key(secret))
    assert not holds(Seal(seal.session, seal.seq + 1, seal.tip, seal.signature), public_key(secret))
    assert not holds(seal, b"short")


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(body=st.dictionaries(st.text(max_size=6), VALUES, max_size=5))
def test_any_body_survives_its_bytes(body: dict[str, Any]) -> None:
    vector = EVENTS[1]
    known = decode(Stored(bytes.fromhex(vector["header_hex"]), bytes.fromhex(vector["stored_body_hex"])))
    try:
        stored = encode(known._replace(body=body), bytes(32), bytes(16))
    except UnicodeEncodeError:
        return
    assert decode(stored).body == body
    assert stored.body is not None
    assert canonical(json.loads(stored.body[16:])) == stored.body[16:]


@pytest.mark.parametrize("value", [{"a": 1.5}, {"a": 2**63}, {1: "a"}, {"a": {2}}, {"a": float("nan")}])
def test_what_has_no_canonical_form_is_refused(value: Any) -> None:
    with pytest.raises((TypeError, ValueError)):
        canonical(value)


@given(soup=st.binary(max_size=300))
def test_byte_soup_is_no_event_and_no_crash(soup: bytes) -> None:
    with pytest.raises(ValueError):
        decode(Stored(soup, None))


def test_an_event_without_its_body_keeps_its_header() -> None:
    event = decode(Stored(bytes.fromhex(EVENTS[1]["header_hex"]), None))
    assert (event.body, event.number, event.kind) == (None, "东港-20261122-A03", "incident.opened")
    with pytest.raises(ValueError):
        encode(event, bytes(32), bytes(16))
    assert EventId.parse(str(event.id)) == event.id
    assert len(header_hash(b"")) == 32


@given(walls=st.lists(st.integers(0, 4 * 10**12), min_size=1, max_size=30))
def test_the_clock_only_goes_forward_whatever_the_wall_says(walls: list[int]) -> None:
    clock = HybridClock()
    seen = [clock.tick(wall) for wall in walls]
    assert seen == sorted(set(seen))


def test_a_jump_is_refused_and_taken_back_with_the_hand_that_made_it() -> None:
    clock = HybridClock()
    assert clock.look(1_000_000_000, 0) is None
    assert clock.look(1_000_060_000, 60_000) is None
    jump = clock.look(1_000_060_000 + JUMP_MS * 5, 60_000)
    assert jump is not None
    assert wall_ms(clock.tick(1_000_060_000 + JUMP_MS * 5)) == 1_000_060_000
    assert clock.look(1_000_120_000, 120_000) is not None
    assert wall_ms(clock.tick(1_000_120_000)) == 1_000_120_000


def test_a_received_clock_far_ahead_is_not_believed() -> None:
    assert not believed((10_000_000 << 16) + 7, 1_000)
    assert believed((1_500 << 16) + 7, 1_000)
