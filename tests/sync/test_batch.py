"""Batches: what travels is rebuilt byte for byte, and nothing else is taken for one."""

from __future__ import annotations

import os
import random
import zlib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.clock import ManualClock
from core.ids import IdSource
from core.journal.encoding import GENESIS_PREV
from core.journal.event import Stored
from core.records import log
from core.replica.act import Desk
from core.replica.setup import set_up
from sync.batch import HEAD, MOST_INFLATED, Batch, MalformedBatch, decode, encode
from tests.core.conftest import START


@pytest.fixture(scope="module")
def journal(tmp_path_factory: pytest.TempPathFactory) -> list[Stored]:
    """One session's events, some of them withheld."""
    chance = random.Random(4)
    clock = ManualClock(START)
    with set_up(
        tmp_path_factory.mktemp("b"), clock, station="东港站", code="东港", ids=IdSource(chance.randbytes)
    ) as replica:
        for number in range(60):
            clock.advance(seconds=chance.randint(0, 400))
            Desk(replica).do(log.note, f"第{number}号泵 正常")
        rows = replica.connection.execute("SELECT header, body FROM event ORDER BY seq").fetchall()
    return [Stored(header, None if place % 7 == 3 else body) for place, (header, body) in enumerate(rows)]


def whole(journal: list[Stored], first: int, count: int) -> Batch:
    """`count` events from number `first` on."""
    events = tuple(journal[first - 1 : first - 1 + count])
    session = events[0].header[66:82]
    prev = (
        GENESIS_PREV
        if first == 1
        else Batch(session, first - 1, b"", tuple(journal[first - 2 : first - 1]), b"").tip
    )
    return Batch(session, first, prev, events, bytes(range(64)))


@given(first=st.integers(1, 60), count=st.integers(1, 60))
def test_a_batch_arrives_byte_for_byte(journal: list[Stored], first: int, count: int) -> None:
    batch = whole(journal, first, count)
    assert decode(encode(batch)) == batch


def test_a_hundred_events_cost_less_than_75_bytes_each(journal: list[Stored]) -> None:
    assert len(encode(whole(journal, 1, 61))) / 61 < 75


@given(change=st.integers(1, 255))
@settings(max_examples=20)
def test_a_changed_byte_is_refused_or_changes_nothing_but_the_seal(
    journal: list[Stored], change: int
) -> None:
    batch = whole(journal, 1, 10)
    data = encode(batch)
    taken = 0
    for spot in range(len(data)):
        try:
            changed = decode(data[:spot] + bytes((data[spot] ^ change,)) + data[spot + 1 :])
        except MalformedBatch:
            continue
        # The seal is checked by its reader; the compressor's own padding and level say nothing.
        assert replace(changed, signature=batch.signature) == batch
        taken += 1
    assert taken >= len(batch.signature)


@given(soup=st.binary(max_size=400), cut=st.integers(0, 4000))
def test_soup_and_torn_batches_are_refused(journal: list[Stored], soup: bytes, cut: int) -> None:
    data = encode(whole(journal, 1, 20))
    for bad in (soup, b"WRB1" + soup, data[: cut % len(data)], data + b"x"):
        with pytest.raises(MalformedBatch):
            decode(bad)


def test_a_bomb_is_refused_at_the_cap() -> None:
    packed = zlib.compress(bytes(MOST_INFLATED * 20), 9)
    head = HEAD.pack(b"WRB1", os.urandom(16), 1, 10, bytes(32), bytes(32), bytes(64))
    with pytest.raises(MalformedBatch):
        decode(head + len(packed).to_bytes(4, "big") + packed)


def test_the_layout_is_in_the_document() -> None:
    text = (Path(__file__).parents[2] / "docs" / "protocol.md").read_text(encoding="utf-8")
    assert "WRB1" in text
