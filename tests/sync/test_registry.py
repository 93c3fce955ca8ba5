"""The registry, with each engine: what one transaction does the next one sees, whichever process begins it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sync.server.registry import Alarm, Code, Device, Registry, Unit
from sync.server.sqlite_registry import MOST_ALARMS
from sync.server.storage import Ledger, Storage

ONE = Device("1" * 32, "hq/b2", bytes(32), "A", False, 5, 0, 0)
OTHER = Device("2" * 32, "hq", bytes(31) + b"2", "B", True, 4, 0, 7)
CODE = Code("ABCD", bytes(32), "hq", True, 99, 0, "")


@pytest.fixture
def done(storage: Storage) -> Callable[[Callable[[Registry], Any]], Any]:
    """Does something in a transaction of its own; the units are there."""

    def do(work: Callable[[Registry], Any]) -> Any:
        with storage.desk() as registry:
            return work(registry)

    for path in ("hq/b2", "hq", "hq-2"):
        do(lambda registry, path=path: registry.add_unit(Unit(path, path, "hq")))  # type: ignore[misc]
    return do


Done = Callable[[Callable[[Registry], Any]], Any]


def test_units_stand_by_path_and_are_renamed(done: Done) -> None:
    done(lambda registry: registry.add_unit(Unit("hq", "总队", "hq")))
    found = done(lambda registry: list(registry.units()))
    assert [unit.path for unit in found] == ["hq", "hq-2", "hq/b2"]
    assert found[0] == Unit("hq", "总队", "hq")


def test_devices_join_are_found_by_id_and_key_and_are_revoked_once(done: Done) -> None:
    done(lambda registry: [registry.add_device(one) for one in (ONE, OTHER)])
    assert done(lambda registry: list(registry.devices())) == [OTHER, ONE]
    assert done(lambda registry: registry.device(OTHER.id)) == OTHER
    assert done(lambda registry: registry.device("x\0y")) is None
    assert done(lambda registry: registry.knows_key(ONE.key))
    assert not done(lambda registry: registry.knows_key(bytes(31) + b"3"))
    assert done(lambda registry: registry.revoke(ONE.id, 50))
    assert done(lambda registry: registry.revoke(ONE.id, 60))
    assert not done(lambda registry: registry.revoke("nobody", 60))
    assert done(lambda registry: registry.device(ONE.id)).revoked_ms == 50
    with pytest.raises(Exception, match=r"(?i)unique"):
        done(lambda registry: registry.add_device(ONE))


def test_a_counter_never_goes_back(done: Done) -> None:
    done(lambda registry: registry.add_device(OTHER))
    done(lambda registry: registry.advance([(OTHER.id, 9), ("nobody", 3)]))
    done(lambda registry: registry.advance([(OTHER.id, 8)]))
    assert done(lambda registry: registry.device(OTHER.id)).counter == 9


def test_a_code_counts_its_tries_and_is_used_up(done: Done) -> None:
    assert done(lambda registry: registry.code(CODE.name)) is None
    done(lambda registry: registry.add_code(CODE))
    done(lambda registry: registry.count_try(CODE.name))
    done(lambda registry: registry.use_code(CODE.name, "d"))
    assert done(lambda registry: registry.code(CODE.name)) == CODE._replace(tries=1, used_by="d")
    done(lambda registry: registry.add_code(CODE))
    assert done(lambda registry: registry.code(CODE.name)) == CODE


def test_two_sessions_behind_one_event_are_noticed_and_one_said_twice_is_not(done: Done) -> None:
    assert not done(lambda registry: registry.descend("e", "s"))
    assert not done(lambda registry: registry.descend("e", "s"))
    assert done(lambda registry: registry.descend("e", "t"))
    assert done(lambda registry: registry.descend("e", "s"))


def test_a_fact_is_the_last_one_kept(done: Done) -> None:
    assert done(lambda registry: registry.remembered("k")) == ""
    for value in ("a", "二"):
        done(lambda registry, value=value: registry.remember("k", value))  # type: ignore[misc]
    assert done(lambda registry: registry.remembered("k")) == "二"


def test_alarms_are_counted_and_no_device_fills_the_disk_with_them(done: Done) -> None:
    def many(registry: Registry) -> None:
        for number in range(MOST_ALARMS + 5):
            registry.alarm("k", "d", str(number), number)

    done(many)
    done(lambda registry: registry.alarm("k", "other", "", 3000))
    done(lambda registry: registry.alarm("k", "d", "3", 4000))
    found = done(lambda registry: list(registry.alarms()))
    assert len(found) == MOST_ALARMS + 1
    assert found[0] == Alarm("k", "d", "3", 3, 4000, 2)


async def test_a_counter_is_used_once_whichever_process_is_asked(
    storage: Storage, database: str, done: Done
) -> None:
    """A file has one process; a database may have several, which know of each other's."""
    done(lambda registry: registry.add_device(OTHER))
    first = storage.entrance()
    second = first if database == "" else storage.entrance()
    assert await first.use(OTHER, 8) is None
    assert await second.use(OTHER, 8) == 8
    assert await second.use(OTHER, 9) is None
    assert await first.use(OTHER, 9) == 9
    assert await first.device(OTHER.id) is not None
    assert [unit.path for unit in await second.units()] == ["hq", "hq-2", "hq/b2"]
    for one in {first, second}:
        one.close()


def test_a_work_that_fails_takes_back_its_own_writes_and_nobody_elses(storage: Storage) -> None:
    def failing(ledger: Ledger) -> None:
        ledger.registry.alarm("bad", "d", "", 1)
        raise ValueError("poison")

    pen = storage.pen()
    outcomes, grown = pen.group(
        [
            lambda ledger: ledger.registry.alarm("one", "d", "", 1),
            failing,
            lambda ledger: len(ledger.registry.alarms()),
        ]
    )
    pen.close()
    assert isinstance(outcomes[1], ValueError)
    assert (outcomes[2], dict(grown)) == (1, {})
    with storage.desk() as registry:
        assert [alarm.key for alarm in registry.alarms()] == ["one"]
