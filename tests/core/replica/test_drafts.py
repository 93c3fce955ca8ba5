"""Half-typed text: dropped together with the act it led to, kept when nothing was saved."""

from __future__ import annotations

import pytest

from core.errors import Refusal
from core.records import log
from core.replica.act import Desk
from core.replica.drafts import Drafts
from core.replica.engine import connect
from core.replica.replica import DATABASE, Replica

FORM = "watch#line"


@pytest.fixture
def drafts(replica: Replica) -> Drafts:
    """A line being typed."""
    made = Drafts(replica)
    made.keep(FORM, {"text": "泵房正常", "cursor": 4})
    return made


def test_a_draft_goes_in_the_transaction_of_the_act_it_led_to(
    replica: Replica, desk: Desk, drafts: Drafts
) -> None:
    statements: list[str] = []
    replica.connection.set_trace_callback(statements.append)
    with drafts.acting_on(FORM):
        desk.do(log.note, "泵房正常")
    replica.connection.set_trace_callback(None)
    ends = [text for text in statements if text.startswith(("DELETE FROM draft", "COMMIT"))]
    assert [text.split()[0] for text in ends] == ["DELETE", "COMMIT"]
    with connect(replica.directory / DATABASE) as other:
        assert other.execute("SELECT count(*) FROM draft").fetchone() == (0,)


def test_a_draft_stays_when_nothing_was_saved(replica: Replica, desk: Desk, drafts: Drafts) -> None:
    with pytest.raises(Refusal), drafts.acting_on(FORM):
        desk.do(log.note, " ")
    assert drafts.get(FORM) is not None


def test_an_act_beside_it_drops_no_draft(replica: Replica, desk: Desk, drafts: Drafts) -> None:
    with drafts.acting_on("another#form"):
        desk.do(log.note, "泵房正常")
    desk.do(log.note, "再一条")
    assert drafts.get(FORM) is not None
