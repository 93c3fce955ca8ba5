"""Duty phones: one list per unit, the last one set holds; a station sees its branch's, the nearest unit first."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.clock import ManualClock
from core.errors import Refusal
from core.ids import IdSource
from core.journal.event import Stored
from core.records.phonebook import (
    MOST,
    PHONEBOOK,
    SET,
    Entry,
    phones_above,
    phones_of,
    read_entry,
    record_of,
    set_phones,
    spoken,
)
from core.replica.act import Desk
from core.replica.replica import Replica
from core.replica.setup import set_up

OWN = "station/东港"
DESK, PING = Entry("支部值班", "0574-27680000"), Entry("周平", "+86(574)2768")


def seated(replica: Replica, unit: str) -> Desk:
    """A desk at another place in the tree."""
    assert replica.seat is not None
    replica.seat = replace(replica.seat, unit=unit)
    return Desk(replica)


def written(replica: Replica) -> list[Stored]:
    rows = replica.connection.execute("SELECT header, body FROM event ORDER BY position")
    return [Stored(*row) for row in rows]


def test_a_list_is_replaced_whole_and_the_last_one_holds(desk: Desk, replica: Replica) -> None:
    desk.do(set_phones, [DESK, PING])
    assert phones_of(replica, OWN) == (DESK, PING)
    desk.do(set_phones, [PING])
    assert phones_of(replica, OWN) == (PING,)
    assert len(replica.rows("phonebook")) == 1
    said = [one.text("zh") for one in replica.entries(0, 2**62)]
    assert "值班电话改为：支部值班 0574-27680000  周平 +86(574)2768" in said
    desk.do(set_phones, [])
    assert phones_of(replica, OWN) == ()


@pytest.mark.parametrize(
    "text", ["支部值班", "0574-27680000", "支部 号码", " 27680000", "支部 12", "支部 1;rm"]
)
def test_what_cannot_be_dialled_or_names_nobody_is_refused_whole(
    desk: Desk, replica: Replica, text: str
) -> None:
    with pytest.raises(Refusal) as refused:
        desk.do(set_phones, [DESK, read_entry(text)])
    assert refused.value.key == "phonebook.bad_entry"
    assert replica.rows("phonebook") == []


def test_full_width_figures_are_understood_and_a_tenth_entry_is_refused(desk: Desk) -> None:
    assert read_entry("支部 值班　０５７４－２７６８００００") == Entry("支部 值班", "0574-27680000")
    with pytest.raises(Refusal) as refused:
        desk.do(set_phones, [DESK] * (MOST + 1))
    assert refused.value.key == "phonebook.too_many"


def test_a_station_calls_its_branch_first_and_headquarters_then(
    tmp_path: Path, clock: ManualClock, replica: Replica
) -> None:
    for number, (unit, entry) in enumerate({"hq": PING, "hq/b2": DESK, "hq/b3": PING}.items()):
        ids = IdSource(random.Random(number).randbytes)
        with set_up(tmp_path / str(number), clock, station=unit, code=unit[-2:], ids=ids) as other:
            seated(other, unit).do(set_phones, [entry])
            replica.absorb(written(other))
    own = seated(replica, "hq/b2/donggang")
    own.do(set_phones, [Entry("值班室", "119")])
    assert phones_above(replica) == (DESK, PING)
    assert phones_of(replica, "hq/b2/donggang") == (Entry("值班室", "119"),)
    seated(replica, "hq")
    assert phones_above(replica) == ()


def test_two_terminals_of_a_unit_write_one_list_and_everybody_may_read_it(
    tmp_path: Path, clock: ManualClock, replica: Replica, desk: Desk
) -> None:
    desk.do(set_phones, [DESK])
    clock.advance(minutes=1)
    ids = IdSource(random.Random(4).randbytes)
    with set_up(tmp_path / "b", clock, station="东港站", code="东港", letter="B", ids=ids) as other:
        Desk(other).do(set_phones, [PING])
        theirs = written(other)
        other.absorb(written(replica))
        replica.absorb(theirs)
        assert phones_of(other, OWN) == phones_of(replica, OWN) == (PING,)
    audiences = {row[0] for row in replica.connection.execute("SELECT header FROM event")}
    assert sum(b'"down"' in header for header in audiences) == 2


@pytest.mark.parametrize(
    "body",
    [{}, {"entries": 3}, {"entries": ["119"]}, {"entries": [{"who": 1, "number": "119"}]}, {"entries": None}],
)
def test_a_list_of_another_shape_is_nobodys_list(
    desk: Desk, replica: Replica, body: dict[str, object]
) -> None:
    desk.do(lambda act: act.open(PHONEBOOK, SET, body, record=record_of(OWN)))
    assert phones_of(replica, OWN) == ()


@given(
    who=st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=20),
    number=st.from_regex(r"\+?[0-9][0-9()-]{1,22}[0-9]", fullmatch=True),
)
def test_what_is_shown_can_be_typed_again(who: str, number: str) -> None:
    once = read_entry(f"{who} {number}")
    assert read_entry(spoken(once)) == once
