"""Where events stand: here, at the branch, at headquarters; never further than was proven (I16)."""

from __future__ import annotations

from core.records import log
from core.replica import standing
from core.replica.act import Desk
from core.replica.replica import Replica


def prove(replica: Replica, stored: int) -> bytes:
    """The branch has so much of the session; returns its name."""
    (session,) = replica.connection.execute("SELECT session FROM session").fetchone()
    sql = "INSERT OR REPLACE INTO proof (session, stored, fed) VALUES (?, ?, 0)"
    replica.connection.execute(sql, (session, stored))
    return bytes(session)


def test_a_record_goes_from_here_to_the_branch_to_headquarters(replica: Replica, desk: Desk) -> None:
    record = desk.do(log.note, "一")
    events = replica.connection.execute("SELECT events FROM journal_state").fetchone()[0]
    assert standing.reached(replica.connection, record) == "here"
    session = prove(replica, events)
    assert standing.reached(replica.connection, record) == "branch"
    assert standing.places(replica.connection) == (events, None)
    standing.keep_upstream(replica.connection, "aa", {session: events - 1})
    assert standing.reached(replica.connection, record) == "branch"
    assert standing.places(replica.connection) == (events, events - 1)
    standing.keep_upstream(replica.connection, "aa", {session: events})
    assert standing.reached(replica.connection, record) == "hq"
    assert standing.places(replica.connection) == (events, events)


def test_in_another_era_nothing_said_before_counts(replica: Replica, desk: Desk) -> None:
    record = desk.do(log.note, "一")
    session = prove(replica, 99)
    standing.keep_upstream(replica.connection, "aa", {session: 99})
    assert standing.reached(replica.connection, record) == "hq"
    standing.keep_upstream(replica.connection, "bb", {})
    assert standing.reached(replica.connection, record) == "branch"
    assert standing.places(replica.connection)[1] == 0


def test_headquarters_never_has_more_than_the_branch_is_known_to_have(replica: Replica, desk: Desk) -> None:
    record = desk.do(log.note, "一")
    session = prove(replica, 1)
    standing.keep_upstream(replica.connection, "aa", {session: 99})
    assert standing.places(replica.connection) == (1, 1)
    assert standing.reached(replica.connection, record) == "here"


def test_another_branch_server_knows_nothing_of_headquarters(replica: Replica, desk: Desk) -> None:
    desk.do(log.note, "一")
    standing.keep_upstream(replica.connection, "aa", {prove(replica, 2): 2})
    standing.forget_upstream(replica.connection)
    assert standing.places(replica.connection)[1] is None
    assert not standing.upstream(replica.connection)
