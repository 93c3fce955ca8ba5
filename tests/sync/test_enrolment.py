"""Codes to join by: once, ten minutes, five tries; and what is read out survives the telephone."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.server.enrolment import MINUTES, TRIES, NotAdmitted, join, judge, open_code
from sync.server.registry import Registry, Unit
from sync.server.sqlite_storage import SqliteStorage
from sync.server.storage import Storage
from sync.wire.invitation import Invitation, Misheard

NOW = 1_700_000_000_000


@pytest.fixture
def registry(storage: Storage) -> Iterator[Registry]:
    with storage.desk() as made:
        made.add_unit(Unit("hq", "hq", "hq"))
        yield made


def code_of(registry: Registry) -> str:
    return open_code(registry, "hq", NOW, random.Random(1).randbytes)


def wrong(code: str) -> str:
    return code[:-1] + ("0" if code[-1] != "0" else "1")


def test_a_code_ends_after_ten_minutes(registry: Registry) -> None:
    code = code_of(registry)
    assert judge(registry, code, "d", NOW + MINUTES * 60_000)
    with pytest.raises(NotAdmitted):
        judge(registry, code, "d", NOW + MINUTES * 60_000 + 1)


def test_five_wrong_tries_end_a_code_and_raise_an_alarm(registry: Registry) -> None:
    code = code_of(registry)
    for _ in range(TRIES):
        with pytest.raises(NotAdmitted):
            judge(registry, wrong(code), "d", NOW)
    with pytest.raises(NotAdmitted):
        judge(registry, code, "d", NOW)
    assert [alarm.key for alarm in registry.alarms()] == ["sync.alarm.code_tried"]


def test_the_code_itself_is_nowhere_in_the_file(tmp_path: Path) -> None:
    storage = SqliteStorage(tmp_path / "s.db")
    storage.prepare()
    with storage.desk() as registry:
        registry.add_unit(Unit("hq", "hq", "hq"))
        code = code_of(registry)
    files = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert code.encode() not in files


def test_letters_of_a_unit_are_given_once(registry: Registry) -> None:
    code = code_of(registry)
    first = join(registry, judge(registry, code, "d1", NOW), "d1", bytes(32), "A", NOW)
    second = join(registry, judge(registry, code_of(registry), "d2", NOW), "d2", bytes(32), "A", NOW)
    assert (first.letter, second.letter) == ("A", "B")


def test_an_invitation_survives_the_telephone_and_a_misheard_one_is_noticed() -> None:
    made = Invitation("ABCDEFGH01234567", "ZZZZ0000ZZZZ1111")
    spoken = str(made).lower().replace("-", " ").replace("0", "o").replace("1", "i")
    assert Invitation.parse(spoken) == made
    with pytest.raises(Misheard):
        Invitation.parse(str(made).replace("B", "P", 1))
    with pytest.raises(Misheard):
        Invitation.parse("")
