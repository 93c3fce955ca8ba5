"""`docs/protocol.md` and the code name the same limits, rules, answers and proofs."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from sync import batch, exchange, pace, transport
from sync.messages import Busy, Fork, Gap, Kept, Refused, Rewound, Stored, Welcome
from sync.policy import Policy
from sync.server import answers, enrolment, gate, joining, live, patience, sqlite_store, writer
from sync.wire import form, models, page, signed

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "protocol.md").read_text(encoding="utf-8")
MIB = 1024 * 1024


def section(number: int) -> str:
    """One section, from its heading to the next, in one line."""
    found = re.search(rf"^## {number}\. .*?(?=^## |\Z)", TEXT, re.MULTILINE | re.DOTALL)
    assert found is not None
    return " ".join(found[0].split())


LIMITS = {
    f"{gate.MOST_BODY:,} bytes": 13,
    f"({joining.MOST_BODY:,} for `/v1/enrol`)": 13,
    f"{gate.IDLE:.0f} s between two parts, {gate.SLOWEST:.0f} s in all": 13,
    f"{batch.MOST_EVENTS:,}; {batch.MOST_INFLATED // MIB} MiB": 13,
    f"{models.MOST_SESSIONS:,}, {models.MOST_SESSIONS:,}, {models.MOST_SCOPES}; {models.MOST_SESSIONS:,}": 13,
    f"`limit` ≤ {answers.MOST_ROWS:,}; {page.MOST_RUNS:,}; about {sqlite_store.MOST_BYTES // MIB} MiB": 13,
    f"| open streams | {live.MOST_STREAMS:,}": 13,
    f"{writer.MOST_WAITING // MIB} MiB, or {writer.PATIENCE:.0f} s": 13,
    f"{transport.MOST_ANSWER // MIB} MiB; a page {page.MOST_BYTES // MIB} MiB unpacked": 13,
    f"counter, numbers in JSON | 2^{signed.GREATEST_COUNTER.bit_length()} - 1": 13,
    f"comment line (it begins with a colon) every {live.HEARTBEAT:.0f} seconds": 8,
    f"sent {patience.MOST_WRONG} wrong codes in ten minutes": 10,
    f"at most {exchange.PUSH_EVENTS} events": 11,
    f"given up after {transport.CONNECT:.0f} seconds, a request after {transport.SILENCE:.0f} without a byte": 11,
    f"an answer after {transport.DEADLINE:.0f} in all": 11,
    f"within {pace.IDLE // 1000} seconds": 11,
}


@pytest.mark.parametrize("said", LIMITS)
def test_a_limit_of_the_code_is_the_one_of_the_document(said: str) -> None:
    assert said in section(LIMITS[said])


def test_a_code_is_good_for_the_time_and_tries_the_document_says() -> None:
    assert (enrolment.MINUTES, enrolment.TRIES) == (10, 5)
    assert "ten minutes and five tries" in section(10)


def test_every_rule_stands_in_its_table_and_no_other() -> None:
    named = re.findall(r"\| `(\w+)` \| [^|]+ \| [^|]+ \| [^|]+ \|", section(18))
    assert sorted(named) == sorted(one.name for one in fields(Policy))


def test_every_answer_stands_in_its_table_with_its_status() -> None:
    for kind in (Welcome, Stored, Kept, Gap, Fork, Rewound, Refused, Busy):
        assert f"| `{kind.__name__.lower()}` | {form.STATUS.get(kind, 200)} |" in section(8)


def test_every_invariant_is_named_once_with_proofs_that_are_there() -> None:
    rows = re.findall(r"^\| I(\d+) \|.*\| (.*) \|$", TEXT, re.MULTILINE)
    assert [int(number) for number, _ in rows] == list(range(1, 19))
    for _, proofs in rows:
        paths = re.findall(r"`(tests/[\w/.]+)`", proofs)
        assert paths
        assert all((ROOT / path).exists() for path in paths)


def test_a_section_that_is_referred_to_is_there() -> None:
    headings = set(re.findall(r"^#{2,3} (\d+(?:\.\d+)?)", TEXT, re.MULTILINE))
    assert {int(one) for one in headings if "." not in one} == set(range(1, 19))
    for named in re.findall(r"§(\d+\.\d+|\d+)", TEXT):
        assert named.split(".")[0] in headings
