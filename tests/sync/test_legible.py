"""What counts as content nobody can read, and where it stands."""

from __future__ import annotations

import pytest

from core.journal.encoding import FIXED, FORMAT, body_hash
from core.journal.event import Stored
from sync.server.legible import unreadable

TAIL = b'{"audience":"hq","kind":"not.known.yet"}'


def event(tail: bytes = TAIL, body: bytes | None = b"{}") -> Stored:
    stored = None if body is None else bytes(16) + body
    header = FIXED.pack(FORMAT, bytes(32), body_hash(stored or b""), bytes(16), 1, 5, bytes(16), 5)
    return Stored(header + tail, stored)


def test_an_unknown_kind_and_a_withheld_body_can_be_read() -> None:
    assert unreadable([event(), event(body=None), event(body=b'{"x":[1]}')], 1) is None
    assert unreadable([], 7) is None


@pytest.mark.parametrize(
    "wrong",
    [
        event(tail=b""),
        event(tail=b"{"),
        event(tail=b"[]"),
        event(tail=b"{},{}"),
        event(tail=b'{"kind":"x"}'),
        event(tail=b'{"audience":3,"kind":"x"}'),
        event(tail=b"\xff"),
        event(body=b""),
        event(body=b"3"),
        event(body=b"\xff\xfe"),
        event(body=b"[" * 100_000),
        event(body=b"{},{}"),
    ],
)
def test_anything_else_is_named_by_its_number(wrong: Stored) -> None:
    assert unreadable([event(), wrong, event(), event()], 10) == (11, 11)
    assert unreadable([wrong, event(), wrong], 1) == (1, 3)
