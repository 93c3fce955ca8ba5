"""What is to be done now: each duty leads to the page that meets it."""

from __future__ import annotations

from core.clock import ManualClock
from core.compile.duties import duties
from core.replica.replica import Replica


def test_without_a_shift_the_one_duty_leads_to_the_page_that_opens_one(
    replica: Replica, clock: ManualClock
) -> None:
    assert [(one.label, one.page) for one in duties(replica, None, clock.now())] == [
        ("duty.open_shift", "rollcall")
    ]
