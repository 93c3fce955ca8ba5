"""The routing table as it is delivered (M03, domain §7)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.i18n import has
from core.records.routing import kind_label
from core.rules.cadence import DEFAULT as CADENCE
from core.rules.routing import CUTOFF, DEFAULT, KINDS, LEVELS, RECIPIENTS, REPORTS, Route, Routing


@pytest.mark.parametrize(
    ("level", "emergency", "minutes"),
    [
        ("direct.urgent", False, 10),
        ("direct.urgent", True, 5),
        ("direct.important", False, None),
        ("direct.important", True, None),
        ("weekly", False, None),
    ],
)
def test_an_urgent_report_that_nobody_reads_goes_on_to_headquarters(
    level: str, emergency: bool, minutes: int | None
) -> None:
    expected = None if minutes is None else timedelta(minutes=minutes)
    assert DEFAULT.escalate_after(level, emergency) == expected


def test_every_kind_goes_from_the_team_to_its_branch() -> None:
    assert {one.kind: one.to for one in DEFAULT.routes if one.level == "org.team"} == dict.fromkeys(
        KINDS, "org.branch"
    )


def test_a_line_without_minutes_or_recipient_never_goes_on() -> None:
    key = ("org.branch", "direct.urgent")
    for route in (Route(*key, ""), Route(*key, "org.hq"), Route(*key, "org.hq", routine=30)):
        assert DEFAULT.changed({key: route}).escalate_after("direct.urgent", True) is None
    assert Routing(()).escalate_after("direct.urgent", False) is None


def test_the_cut_offs_are_those_of_the_cadence_table() -> None:
    rule = CADENCE.rule(CUTOFF)
    assert rule is not None
    assert {beat.met_by for beat in (*rule.routine, *rule.emergency)} == set(REPORTS)


def test_every_name_has_a_label() -> None:
    assert all(has(key) for key in (*LEVELS, *RECIPIENTS, *map(kind_label, KINDS)))
