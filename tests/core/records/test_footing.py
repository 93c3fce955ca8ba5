"""Footing: declared, confirmed, changed, renewed, ended; and one period out of several declarations (domain §6, S1)."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.clock import ManualClock
from core.errors import Refusal
from core.records import footing
from core.records.footing import Footing, footing_now, periods, periods_of
from core.records.person import add_person, appoint
from core.replica.act import Desk
from core.replica.replica import Replica
from core.signing import Signature
from tests.core.conftest import START
from tests.core.signatures import signed

HERE = "hq/b2/donggang"
OTHERS = ["hq/b2/donggang", "hq/b2/youqu", "hq/b2/beidi"]
ORDER = "排涝泵每2小时巡查一次"


@pytest.fixture
def secretary(desk: Desk, replica: Replica) -> Signature:
    person = desk.do(add_person, "周平")
    desk.do(appoint, person, "role.secretary")
    return signed(replica, person)


def declared(desk: Desk, signature: Signature, hours: int = 72, stations: list[str] = OTHERS) -> str:
    end = desk.replica.clock.now() + timedelta(hours=hours)
    return desk.do(footing.declare, "mode.weather", "mode.orange", end, stations, ORDER, signature)


def state(replica: Replica, record: str) -> Footing:
    found = replica.state(record)
    assert isinstance(found, Footing)
    return found


def test_a_declaration_names_reason_level_end_order_and_who(
    desk: Desk, replica: Replica, secretary: Signature
) -> None:
    one = state(replica, declared(desk, secretary))
    assert (one.reason, one.level, one.order) == ("mode.weather", "mode.orange", ORDER)
    assert one.planned_end == START + timedelta(hours=72)
    assert one.declared_by is not None
    assert one.declared_by.name == "周平"
    assert one.concerns("hq/b2/youqu")
    assert not one.concerns("hq/b2/you")
    assert replica.entries(0, 2**62)[0].text("zh") == f"周平宣布转入战时：恶劣天气 橙色二级。{ORDER}"


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"reason": "mode.rain"}, "footing.bad_reason"),
        ({"level": "mode.pink"}, "footing.bad_level"),
        ({"stations": []}, "footing.no_station"),
        ({"order": "泵" * 61}, "footing.order_too_long"),
        ({"planned_end": START - timedelta(minutes=1)}, "footing.end_is_over"),
    ],
)
def test_what_cannot_be_declared_is_refused_whole(
    desk: Desk, replica: Replica, secretary: Signature, change: dict[str, object], key: str
) -> None:
    given = {
        "reason": "mode.weather",
        "level": "mode.red",
        "planned_end": START + timedelta(hours=1),
        "stations": OTHERS,
        "order": "泵" * 60,
        "signature": secretary,
    }
    with pytest.raises(Refusal) as refused:
        desk.do(footing.declare, **{**given, **change})
    assert refused.value.key == key
    assert periods(replica, HERE) == []


def test_only_the_secretary_or_a_committee_member_declares_and_changes(
    desk: Desk, replica: Replica, secretary: Signature
) -> None:
    record = declared(desk, secretary)
    other = signed(replica, desk.do(add_person, "赵原"))
    for act, *given_ in ((footing.stand_down, record), (footing.change_level, record, "mode.red")):
        with pytest.raises(Refusal) as refused:
            desk.do(act, *given_, other)
        assert refused.value.key == "footing.may_not"
    end = START + timedelta(hours=9)
    with pytest.raises(Refusal) as refused:
        desk.do(footing.declare, "mode.weather", "mode.red", end, OTHERS, "", other)
    assert refused.value.key == "footing.may_not"
    own = desk.do(footing.self_declare, "mode.weather", "mode.orange", end, HERE, "周平")
    desk.do(footing.stand_down, own, other)
    assert state(replica, own).ended is not None


def test_levels_renewals_and_the_end_are_events_of_one_period(
    desk: Desk, replica: Replica, clock: ManualClock, secretary: Signature
) -> None:
    record = declared(desk, secretary)
    desk.do(footing.change_level, record, "mode.red", secretary)
    with pytest.raises(Refusal):
        desk.do(footing.change_level, record, "mode.red", secretary)
    desk.do(footing.renew, record, START + timedelta(days=9), secretary)
    assert [level for _, level in state(replica, record).levels] == ["mode.orange", "mode.red"]
    assert state(replica, record).planned_end == START + timedelta(days=9)
    with pytest.raises(Refusal):
        desk.do(footing.review, record, "m")
    desk.do(footing.stand_down, record, secretary)
    for act in (footing.stand_down, footing.renew):
        with pytest.raises(Refusal) as refused:
            desk.do(
                act, record, *([clock.now() + timedelta(days=1)] if act is footing.renew else []), secretary
            )
        assert refused.value.key == "footing.over"
    desk.do(footing.review, record, "m")
    assert replica.seat is not None
    here, found = replica.seat.unit, state(replica, record)
    assert found.review_of(here) == footing.Review(here, clock.now(), "m")
    assert found.review_of(f"{here}/a") == found.review_of(here)
    assert found.review_of("hq/b3") is None


def test_the_planned_end_does_not_end_it(
    desk: Desk, replica: Replica, clock: ManualClock, secretary: Signature
) -> None:
    declared(desk, secretary, hours=1)
    clock.advance(hours=5)
    now = footing_now(replica, HERE)
    assert now is not None
    assert now.end is None


def test_one_officer_confirms_for_the_room_and_once(
    desk: Desk, replica: Replica, clock: ManualClock, secretary: Signature
) -> None:
    record = declared(desk, secretary)
    desk.do(footing.note_shown, record, HERE)
    clock.advance(seconds=20)
    desk.do(footing.confirm, record, HERE, "东港站")
    clock.advance(seconds=20)
    events = replica.connection.execute("SELECT count(*) FROM event").fetchone()
    desk.do(footing.confirm, record, HERE, "东港站")
    desk.do(footing.note_shown, record, HERE)
    assert replica.connection.execute("SELECT count(*) FROM event").fetchone() == events
    (one,) = state(replica, record).receipts
    assert one.shown is not None
    assert one.confirmed is not None
    assert one.confirmed - one.shown == timedelta(seconds=20)


def test_a_station_alone_enters_on_a_phone_order_and_names_who_gave_it(desk: Desk, replica: Replica) -> None:
    end = START + timedelta(hours=72)
    with pytest.raises(Refusal) as refused:
        desk.do(footing.self_declare, "mode.weather", "mode.orange", end, HERE, " ")
    assert refused.value.key == "footing.who_ordered"
    record = desk.do(footing.self_declare, "mode.weather", "mode.orange", end, HERE, "周平")
    assert state(replica, record).own
    now = footing_now(replica, HERE)
    assert now is not None
    assert now.leading.meta.id == record


def test_a_phone_order_and_the_declaration_it_spoke_of_are_one_period(
    desk: Desk, replica: Replica, clock: ManualClock, secretary: Signature
) -> None:
    at_branch = declared(desk, secretary)
    clock.advance(minutes=8)
    end = clock.now() + timedelta(hours=72)
    own = desk.do(footing.self_declare, "mode.weather", "mode.yellow", end, HERE, "周平")
    clock.advance(days=3)
    desk.do(footing.stand_down, at_branch, signed(replica, secretary.person))
    (one,) = periods(replica, HERE)
    assert one.leading.meta.id == at_branch
    assert {part.meta.id for part in one.parts} == {at_branch, own}
    assert (one.start, one.end) == (START, clock.now())
    assert one.levels == ((START, "mode.orange"),)
    assert footing_now(replica, HERE) is None


def made(number: int, start: int, hours: int | None, own: bool) -> Footing:
    from core.journal.event import EventId
    from core.records.kind import Meta

    at = START + timedelta(hours=start)
    meta = Meta(f"{number:032x}", "footing", f"F{number}", at, at, None, HERE, "live", EventId("00", 1))
    ended: datetime | None = None if hours is None else at + timedelta(hours=hours)
    return Footing(
        meta, "mode.weather", ((at, "mode.orange"),), (HERE,), at, None, "", None, own, ended=ended
    )


FOOTINGS = st.lists(
    st.tuples(st.integers(0, 300), st.one_of(st.none(), st.integers(1, 60)), st.booleans()), max_size=6
)


@given(shapes=FOOTINGS, order=st.randoms(use_true_random=False))
def test_periods_never_overlap_and_the_order_of_arrival_says_nothing(
    shapes: list[tuple[int, int | None, bool]], order: object
) -> None:
    footings = [made(number, *shape) for number, shape in enumerate(shapes)]
    found = periods_of(HERE, footings)
    shuffled = list(footings)
    order.shuffle(shuffled)  # type: ignore[attr-defined]
    assert periods_of(HERE, shuffled) == found
    assert sorted(part.meta.id for one in found for part in one.parts) == sorted(
        one.meta.id for one in footings
    )
    for before, after in pairwise(found):
        assert before.end is not None
        assert before.end <= after.start
