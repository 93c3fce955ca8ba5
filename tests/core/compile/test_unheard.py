"""Two minutes, and a direct report that is not at the branch is phoned; a call that was noted ends it (§7, S4)."""

from __future__ import annotations

from core.clock import ManualClock, epoch_ms
from core.compile.unheard import numbers, unheard
from core.i18n import set_language
from core.records import direct, incident
from core.records.phonebook import Entry
from core.replica.act import Desk
from core.replica.replica import Replica
from core.replica.settings import store
from core.replica.standing import LINK
from core.replica.unsent import urgent_unsent

PUMP = direct.Answers("排涝泵缺备件", "3号泊位", "机械密封2套")


def asked(replica: Replica, clock: ManualClock) -> list[str]:
    now = epoch_ms(clock.now())
    return [one.record for one in unheard(replica, urgent_unsent(replica.connection, now), now)]


def test_it_is_phoned_from_two_minutes_on_until_somebody_was_told(
    replica: Replica, desk: Desk, clock: ManualClock
) -> None:
    replica.connection.execute("INSERT INTO local VALUES (?, '{}')", (LINK,))
    desk.do(incident.open_incident, "3号泊位 集装箱冒烟")
    first = desk.do(direct.send, PUMP)
    clock.advance(milliseconds=119_999)
    second = desk.do(direct.send, PUMP)
    assert asked(replica, clock) == []
    clock.advance(milliseconds=1)
    assert asked(replica, clock) == [first]
    clock.advance(minutes=2)
    assert asked(replica, clock) == [first, second]
    desk.do(direct.phone, first, "周平")
    assert asked(replica, clock) == [second]


def test_without_a_list_from_above_the_number_of_the_settings_is_called(replica: Replica) -> None:
    set_language("zh")
    assert numbers(replica) == ()
    store(replica, branch_phone="27680000")
    assert numbers(replica) == (Entry("党支部", "27680000"),)
