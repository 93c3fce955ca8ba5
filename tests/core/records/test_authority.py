"""The tables that hold for everybody are the secretary's to change, wherever one is known (domain §1)."""

from __future__ import annotations

import pytest

from core.errors import Refusal
from core.records.cadence import change_cadence
from core.records.person import Proposed, add_people, find_person
from core.records.routing import change_routing
from core.replica.act import Desk
from core.replica.replica import Replica
from core.rules.routing import BRANCH, HEADQUARTERS, Route

ROUTE = Route(BRANCH, "direct.urgent", HEADQUARTERS, routine=3, emergency=2)


def changes(replica: Replica, author: str | None) -> None:
    """Both tables changed in the name of `author`."""
    Desk(replica, author).do(change_cadence, "C06", "routine", [], "停报")
    Desk(replica, author).do(change_routing, ROUTE, "台风季")


def test_where_a_secretary_is_known_nobody_else_changes_them(replica: Replica, desk: Desk) -> None:
    desk.do(
        add_people,
        (Proposed("周平", roles=("role.secretary",)), Proposed("何清", roles=("role.team_leader",))),
    )
    for author in (None, find_person(replica, "何清").meta.id):
        with pytest.raises(Refusal) as refused:
            changes(replica, author)
        assert refused.value.key == "authority.secretary"
        assert "周平" in refused.value.sentence()
    assert not replica.rows("cadence")
    changes(replica, find_person(replica, "周平").meta.id)
    assert len(replica.rows("cadence")) == len(replica.rows("routing")) == 1


def test_a_station_that_knows_no_secretary_is_its_own_master(replica: Replica) -> None:
    changes(replica, None)
    assert len(replica.rows("cadence")) == 1
