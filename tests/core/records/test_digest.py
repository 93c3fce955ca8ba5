"""The digest: totals only, one for each span, sent again only when something is different."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from core.clock import STATION_ZONE, ManualClock
from core.records.digest import COMPILED, DIGEST, Digest, send_digest
from core.replica.act import Act, Desk
from core.replica.replica import Replica

MONDAY = datetime(2026, 11, 16, 8, 0, tzinfo=STATION_ZONE)
NEXT = MONDAY + timedelta(days=7)
NAMES = {"hq/b2": "二支队", "hq/b2/donggang": "东港站"}


def test_one_for_each_span_and_a_revision_when_records_came_later(
    replica: Replica, desk: Desk, clock: ManualClock
) -> None:
    stations = {"hq/b2/donggang": {"people": 27}}
    record = desk.do(send_digest, "weekly", MONDAY, NEXT, {"inc.fire": 2}, stations, NAMES)
    assert record is not None
    assert desk.do(send_digest, "weekly", MONDAY, NEXT, {"inc.fire": 2}, stations, NAMES) is None
    clock.advance(hours=1)
    assert desk.do(send_digest, "weekly", MONDAY, NEXT, {"inc.fire": 3}, stations, NAMES) == record
    state = replica.state(record)
    assert isinstance(state, Digest)
    assert (state.figures, state.revised) == ({"inc.fire": 3}, clock.now())
    assert [event.audience for event in replica.events(record)] == ["hq", "hq"]
    assert len(replica.rows("digest")) == 1


def test_a_hidden_figure_stays_hidden_and_nothing_is_one_line(replica: Replica, desk: Desk) -> None:
    hidden = desk.do(send_digest, "weekly", MONDAY, NEXT, {"K01": None}, {"hq/b2/a": {"people": None}}, NAMES)
    nil = desk.do(send_digest, "weekly", NEXT, NEXT + timedelta(days=7), {}, {}, NAMES)
    assert hidden is not None
    assert nil is not None
    state, empty = replica.state(hidden), replica.state(nil)
    assert state.figures == {"K01": None}
    assert not state.nil
    assert empty.nil
    assert [row.status for row in replica.rows("digest")] == ["digest.status.sent", "report.nil"]


def test_what_was_owed_alone_is_nothing_to_tell(replica: Replica, desk: Desk) -> None:
    owed = desk.do(send_digest, "weekly", MONDAY, NEXT, {"K03.of": 8}, {}, NAMES)
    assert owed is not None
    state = replica.state(owed)
    assert isinstance(state, Digest)
    assert (state.nil, state.figures) == (True, {"K03.of": 8})


@pytest.mark.parametrize("figures", [{"K01": "何清"}, {"K01": True}, ["何清"], "何清", None])
def test_what_is_no_total_is_no_digest(replica: Replica, desk: Desk, figures: object) -> None:
    def strange(act: Act) -> str:
        span = {"form": "weekly", "since": MONDAY.isoformat(), "until": NEXT.isoformat()}
        return act.open(DIGEST, COMPILED, {**span, "figures": figures, "names": {}})

    assert not isinstance(replica.state(desk.do(strange)), Digest)
