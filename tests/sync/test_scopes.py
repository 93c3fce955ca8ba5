"""Who reads and writes what: the whole matrix of units, and what is withheld on the way."""

from __future__ import annotations

import itertools
import random

import pytest

from core.journal.event import decode, encode
from core.journal.seal import sign
from sync.batch import Batch
from sync.batch import decode as unpack
from sync.batch import encode as pack
from sync.messages import START, Page
from sync.server.registry import Device
from sync.server.scopes import readable, withheld, writable
from tests.sync.running import SCOPE, TREE, wrote

PATHS = [unit.path for unit in TREE]
SECRET = bytes(31) + b"1"


def device(unit: str, *, relay: bool = False) -> Device:
    return Device("d", unit, bytes(32), "A", relay, 0, 0, 0)


@pytest.mark.parametrize(("own", "other"), list(itertools.product(PATHS, PATHS)))
def test_only_ones_own_unit_is_written_and_only_the_own_line_is_read(own: str, other: str) -> None:
    below = other == own or other.startswith(own + "/")
    above = other == own or own.startswith(other + "/")
    one = device(own)
    assert (f"unit/{other}" in readable(one, TREE)) == (below or above)
    assert (f"late/unit/{other}" in readable(one, TREE)) == (below or above)
    assert (f"unit/{other}" in writable(one, TREE)) == (own == other)
    assert (f"unit/{other}" in writable(device(own, relay=True), TREE)) == below


@pytest.mark.parametrize(
    ("unit", "audience", "seen"),
    [
        ("hq/b2/donggang", "station", True),
        ("hq/b2", "down", True),
        ("hq", "down", False),
        ("hq/b2", "station", False),
        ("hq/b2", "branch", True),
        ("hq", "branch", False),
        ("hq", "hq", True),
        ("hq", "nonsense", False),
    ],
)
def test_content_goes_as_far_as_it_was_meant_and_the_chain_still_verifies(
    unit: str, audience: str, seen: bool
) -> None:
    terminal = wrote(SECRET, 1)
    assert terminal.session is not None
    first = terminal.disk.events[terminal.session][0]
    event = decode(first)._replace(audience=audience)
    only = encode(event, bytes(32), random.Random(1).randbytes(16))
    whole = Batch(terminal.session, 1, bytes(32), (only,), b"")
    signature = sign(SECRET, terminal.session, 1, whole.tip).signature
    page = Page(SCOPE, (Batch(terminal.session, 1, bytes(32), (only,), signature),), START, more=False)
    (run,) = withheld(page, device(unit), TREE).runs
    assert isinstance(run, Batch)
    assert (run.events[0].body is not None) == seen
    assert unpack(pack(run)).tip == whole.tip
