"""A PIN is counted in the database, weighed away from it, and signs only what it proved."""

from __future__ import annotations

import threading
from contextlib import closing

import pytest

from core import signing
from core.clock import ManualClock
from core.errors import Refusal
from core.records.incident import open_incident
from core.records.person import add_person
from core.replica.act import Desk
from core.replica.engine import connect
from core.replica.replica import DATABASE, Replica
from core.replica.seat import make_key
from core.signing import begin_attempt, choose_pin, finish_attempt, has_pin, keep_pin, set_pin


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    from argon2 import PasswordHasher

    monkeypatch.setattr(
        signing, "_hasher", lambda: PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    )


@pytest.fixture
def person(desk: Desk) -> str:
    return desk.do(add_person, "沈舟")


def test_a_pin_is_weighed_in_another_thread_than_the_databases(replica: Replica, person: str) -> None:
    set_pin(replica, person, "730519")
    attempt = begin_attempt(replica, person, "730519")
    found: list[signing.Weighed] = []
    worker = threading.Thread(target=lambda: found.append(attempt.weigh()))
    worker.start()
    worker.join()
    assert finish_attempt(replica, found[0]).person == person


def test_a_new_pin_is_hashed_in_another_thread_and_then_kept(replica: Replica, person: str) -> None:
    chosen = choose_pin(replica, "730519")
    found: list[str] = []
    worker = threading.Thread(target=lambda: found.append(chosen.hash()))
    worker.start()
    worker.join()
    keep_pin(replica, person, found[0])
    assert has_pin(replica, person)
    assert finish_attempt(replica, begin_attempt(replica, person, "730519").weigh()).name == "沈舟"


def test_an_attempt_counts_even_if_nobody_waits_for_its_result(
    replica: Replica, clock: ManualClock, person: str
) -> None:
    set_pin(replica, person, "730519")
    for _ in range(signing.FREE_FAILURES):
        begin_attempt(replica, person, "111222")
    with pytest.raises(Refusal) as refused:
        begin_attempt(replica, person, "730519")
    assert refused.value.key == "pin.wait"
    clock.advance(seconds=signing.FIRST_WAIT_S)
    begin_attempt(replica, person, "730519")


def test_a_result_nobody_weighed_is_no_signature(replica: Replica, person: str) -> None:
    set_pin(replica, person, "730519")
    attempt = begin_attempt(replica, person, "111222")
    with pytest.raises(Refusal):
        signing.Weighed(attempt, True, object())
    with pytest.raises(Refusal):
        finish_attempt(replica, attempt.weigh())


def test_neither_pin_nor_hash_stands_in_what_a_log_could_print(replica: Replica, person: str) -> None:
    set_pin(replica, person, "730519")
    attempt = begin_attempt(replica, person, "730519")
    told = repr((attempt, attempt.weigh(), choose_pin(replica, "730519")))
    assert "730519" not in told
    assert "argon2" not in told
    assert "given" not in told


def test_the_database_with_the_right_pin_but_another_device_key_verifies_nothing(
    replica: Replica, person: str
) -> None:
    set_pin(replica, person, "730519")
    (replica.directory / "device.key").unlink()
    make_key(replica.directory)
    with pytest.raises(Refusal) as refused:
        signing.check_pin(replica, person, "730519")
    assert refused.value.key == "pin.wrong"


def test_a_failure_stands_in_the_database_before_the_pin_is_weighed(replica: Replica, person: str) -> None:
    set_pin(replica, person, "730519")
    begin_attempt(replica, person, "111222")
    with closing(connect(replica.directory / DATABASE, read_only=True)) as other:
        assert other.execute("SELECT failures FROM attempt").fetchall() == [(1,)]


def test_the_wait_grows_to_a_quarter_of_an_hour_and_leaves_about_a_hundred_tries_a_day() -> None:
    waits = [signing.wait_after(failures) for failures in range(14)]
    assert waits == [0, 0, 0, 0, 0, 30, 60, 120, 240, 480, 900, 900, 900, 900]
    tries, spent = 0, 0
    while spent < 86_400:
        spent += signing.wait_after(tries)
        tries += 1
    assert tries <= 106


def test_a_wait_blocks_neither_a_colleague_nor_an_incident(desk: Desk, replica: Replica, person: str) -> None:
    other = desk.do(add_person, "赵原")
    set_pin(replica, person, "730519")
    set_pin(replica, other, "802613")
    for _ in range(signing.FREE_FAILURES):
        begin_attempt(replica, person, "111222")
    assert signing.check_pin(replica, other, "802613").name == "赵原"
    assert desk.do(open_incident, "3号泊位 集装箱冒烟")


@pytest.mark.parametrize(
    "pin", ["12345", "123456", "987654", "111111", "121212", "246802", "123123", "七三零五一九"]
)
def test_an_easy_pin_is_refused(replica: Replica, pin: str) -> None:
    with pytest.raises(Refusal):
        choose_pin(replica, pin)
