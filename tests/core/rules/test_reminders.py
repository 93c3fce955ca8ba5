"""Reminders: at most one per duty and shift and one more per snooze, none during an incident (domain §4 rule c, A17)."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from hypothesis import given, settings
from hypothesis import strategies as st

from core.rules.cadence import Done, Emergency, Facts, Interruption, Obligation, Turn, obligations
from core.rules.cadence.reminders import APART, SNOOZE, Said, duty_of, moment_of, parts_of, to_remind

ZONE = timezone(timedelta(hours=8))
START = datetime(2026, 11, 2, 8, tzinfo=ZONE)


def at(minutes: int) -> datetime:
    """Minutes after the shift began."""
    return START + timedelta(minutes=minutes)


def owed(
    rule: str = "C01", start: int = 0, due: int = 60, state: str = "due", running: str = ""
) -> Obligation:
    return Obligation(
        rule, "pre_shift", "s0", at(start), at(due), state, every="shift_start", running=running
    )


def test_it_comes_when_half_of_the_time_has_gone_and_no_earlier_than_two_hours_before() -> None:
    assert moment_of(owed()) == at(30)
    assert moment_of(owed(due=24 * 60)) == at(22 * 60)
    assert to_remind([owed()], [], [], at(29)) is None
    assert to_remind([owed()], [], [], at(30)) == owed()


def test_only_what_is_due_and_nobody_is_at_is_spoken_of() -> None:
    for state in ("upcoming", "met", "met_late", "deferred", "not_required", "missed"):
        assert to_remind([owed(state=state)], [], [], at(50)) is None
    assert to_remind([owed(running="M01")], [], [], at(50)) is None


def test_once_said_it_is_not_said_again_and_put_off_it_comes_once_more() -> None:
    duty = duty_of(owed())
    assert to_remind([owed()], [Said(duty, [at(30)])], [], at(300)) is None
    put_off = Said(duty, [at(30)], [(at(31), at(31) + SNOOZE)])
    assert to_remind([owed()], [put_off], [], at(60)) is None
    assert to_remind([owed()], [put_off], [], at(61)) == owed()
    again = Said(duty, [at(30), at(61)], put_off.snoozed)
    assert to_remind([owed()], [again], [], at(500)) is None


def test_what_two_terminals_said_is_one_memory() -> None:
    duty = duty_of(owed())
    both = [Said(duty, [at(30)]), Said(duty, [at(30)], [(at(31), at(61))])]
    assert to_remind([owed()], both, [], at(60)) is None
    assert to_remind([owed()], both, [], at(62)) == owed()


def test_nothing_is_said_while_somebody_is_out_and_it_comes_afterwards() -> None:
    out = Interruption("A01", at(20), None)
    assert to_remind([owed()], [], [out], at(40)) is None
    back = out._replace(end=at(45))
    assert to_remind([owed()], [], [back], at(44)) is None
    assert to_remind([owed()], [], [back], at(45)) == owed()
    assert to_remind([owed()], [], [Interruption("A02", at(50), None)], at(45)) == owed()


def test_the_one_due_first_is_said_first_and_the_next_a_little_later() -> None:
    call = Obligation("C02", "rollcall", "s0", at(0), at(15), "due", every="shift_start")
    assert to_remind([owed(), call], [], [], at(40)) == call
    said = [Said(duty_of(call), [at(40)])]
    assert to_remind([owed(), call], said, [], at(41)) is None
    assert to_remind([owed(), call], said, [], at(40) + APART) == owed()


def test_a_duty_names_what_meets_it_and_no_text_is_none() -> None:
    assert parts_of(duty_of(owed())) == ("pre_shift", "shift_start")
    for text in ("", "C01", "a/b", "////"):
        assert len(parts_of(text)) == 2


MINUTES = st.integers(0, 24 * 60 + 240)
SPANS = st.lists(st.tuples(MINUTES, st.integers(1, 300)), max_size=4)
HELD = st.lists(
    st.tuples(st.sampled_from(["pre_shift", "rollcall", "micro", "lesson", "daily"]), MINUTES), max_size=6
)


@settings(max_examples=80)
@given(
    calls=SPANS,
    held=HELD,
    storm=st.one_of(st.none(), MINUTES),
    ticks=st.lists(MINUTES, max_size=120),
    snoozes=st.sets(st.integers(0, 119), max_size=10),
)
def test_a_shift_hears_of_a_duty_once_and_once_more_per_snooze_and_never_during_an_incident(
    calls: list[tuple[int, int]],
    held: list[tuple[str, int]],
    storm: int | None,
    ticks: list[int],
    snoozes: set[int],
) -> None:
    done: dict[str, list[Done]] = {}
    for kind, minute in sorted(held, key=lambda one: one[1]):
        done.setdefault(kind, []).append(Done(kind, at(minute), at(minute + 10), "1", "s0"))
    levels = () if storm is None else ((at(storm), "mode.red"),)
    facts = Facts(
        teams=["1"],
        turns=[Turn("s0", "1", START, START + timedelta(days=1), open=True)],
        done=done,
        incidents=[
            Interruption(f"A{n}", at(start), at(start + span)) for n, (start, span) in enumerate(calls)
        ],
        emergencies=[] if storm is None else [Emergency("F1", at(storm), None, levels)],
    )
    said: list[Said] = []
    heard: dict[str, int] = {}
    put_off: dict[str, int] = {}
    for index, minute in enumerate(sorted(ticks)):
        now = at(minute)
        found = to_remind(
            obligations(facts, START, START + timedelta(days=2), now), said, facts.incidents, now
        )
        if found is None:
            continue
        assert not any(start <= minute < start + span for start, span in calls)
        duty = duty_of(found)
        heard[duty] = heard.get(duty, 0) + 1
        if index in snoozes:
            put_off[duty] = put_off.get(duty, 0) + 1
        said.append(Said(duty, [now], [(now, now + SNOOZE)] if index in snoozes else []))
        assert heard[duty] <= 1 + put_off.get(duty, 0)
