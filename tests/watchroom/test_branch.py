"""Terminals join a real server on loopback and exchange with it through the shell's commands."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from core.i18n import t
from tests.sync.running import Running, running
from tests.watchroom.conftest import Answer, Type


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A branch server over TLS."""
    with running(tmp_path_factory.mktemp("branch"), tls=True) as made:
        yield made


@pytest.fixture
def second(station: Type, tmp_path: Path) -> Callable[..., Answer]:
    """A second terminal of the same station."""
    place = str(tmp_path / "second")

    def typed(*words: str) -> Answer:
        return station(*words, "--data", place)

    assert typed("init", "--station", "东港站", "--code", "东港", "--letter", "B").code == 0
    return typed


def test_a_terminal_that_worked_alone_keeps_its_records_and_numbers_when_it_joins(
    station: Type, second: Callable[..., Answer], server: Running
) -> None:
    number = station("log", "入网前写的", "--json").document["number"]
    alone = station("status", "--json").document
    assert alone["server"] is None
    assert alone["waiting"] == alone["events"]
    assert station("sync", "--once").code == 2

    joined = station("enrol", server.url, server.invitation(), "--json")
    assert joined.code == 0, joined.err
    assert joined.document["letter"] == "A"
    assert station("status", "--json").document["waiting"] > alone["waiting"]
    done = station("sync", "--once", "--json")
    assert (done.code, done.document["waiting"], done.document["alarms"]) == (0, 0, 0), done
    known = station("status", "--json").document
    assert known["waiting"] == 0
    assert known["last_sync"]
    assert known["heads"] == {"unit/hq/b2/donggang": known["events"]}

    assert second("enrol", server.url, server.invitation()).code == 0
    assert second("sync", "--once").code == 0
    assert second("show", number, "--json").document["title"] == "入网前写的"
    assert "何清" in second("people", "list").out


def test_another_terminal_with_the_same_letter_gets_another_one_for_new_numbers(
    station: Type, tmp_path: Path, server: Running
) -> None:
    assert station("enrol", server.url, server.invitation(), "--json").code == 0
    place = str(tmp_path / "third")
    assert station("init", "--station", "东港站", "--code", "东港", "--data", place).code == 0
    before = station("log", "旧编号", "--json", "--data", place).document["number"]
    joined = station("enrol", server.url, server.invitation(), "--json", "--data", place)
    letter = joined.document["letter"]
    assert letter != "A"
    assert "A" in before.rpartition("-")[2]
    after = station("log", "新编号", "--json", "--data", place).document["number"]
    assert letter in after.rpartition("-")[2]


def test_an_invitation_misheard_used_twice_or_of_another_certificate_joins_nobody(
    station: Type, tmp_path: Path, server: Running
) -> None:
    invitation = server.invitation()
    wrong = invitation[:-1] + ("1" if invitation[-1] != "1" else "2")
    assert station("enrol", server.url, wrong).code == 2
    assert station("enrol", "ftp://elsewhere", invitation).code == 2
    assert station("enrol", "https://127.0.0.1:9", invitation).code == 4
    assert station("enrol", server.url, *invitation.lower().split("-")).code == 0
    place = str(tmp_path / "thief")
    assert station("init", "--station", "东港站", "--code", "东港", "--data", place).code == 0
    assert station("enrol", server.url, invitation, "--data", place).code == 4
    assert station("status", "--json", "--data", place).document["server"] is None


def test_a_server_that_is_away_is_told_with_4_and_everything_waits(station: Type, tmp_path: Path) -> None:
    with running(tmp_path / "branch") as gone:
        assert station("enrol", gone.url, gone.invitation()).code == 0
    answer = station("sync", "--once", "--json")
    assert answer.code == 4
    assert answer.document["error"] == "unreachable"
    known = station("status", "--json").document
    assert known["waiting"] == known["events"]
    assert known["last_sync"] is None
    assert known["error"] == "unreachable"


def test_a_revoked_terminal_is_told_so_and_keeps_its_records(station: Type, server: Running) -> None:
    joined = station("enrol", server.url, server.invitation(), "--json").document
    assert joined["unit"] == "hq/b2/donggang"
    device = station("list", "log", "--json").document
    assert device["total"] >= 0
    with server.registry() as registry:
        newest = max(registry.devices(), key=lambda one: one.joined_ms)
        registry.revoke(newest.id, 1)
    answer = station("sync", "--once", "--json")
    assert (answer.code, answer.document["error"]) == (4, "revoked")


def test_a_revoked_terminal_that_had_handed_in_everything_is_not_told_that_nothing_is_missing_there(
    station: Type, server: Running
) -> None:
    assert station("enrol", server.url, server.invitation()).code == 0
    assert station("sync", "--once").code == 0
    with server.registry() as registry:
        newest = max(registry.devices(), key=lambda one: one.joined_ms)
        registry.revoke(newest.id, 1)
    answer = station("sync", "--once")
    assert answer.code == 4
    assert answer.out.strip() == t("cli.sync.not_now")
    assert "吊销" in answer.err


def test_a_stick_carries_the_records_of_one_terminal_to_another_and_on_to_the_branch(
    station: Type, second: Callable[..., Answer], tmp_path: Path
) -> None:
    station("log", "用移动盘带走")
    stick = tmp_path / "stick"
    assert station("carry", "out", str(stick)).code == 2
    stick.mkdir()
    first = station("carry", "out", str(stick), "--json").document
    assert first["files"] > 0
    again = station("carry", "out", str(stick), "--json").document
    assert again["there"] == first["files"]
    taken = second("carry", "in", str(stick), "--json")
    assert taken.code == 0, taken
    assert taken.document["new"] == first["events"]
    assert second("search", "移动盘带走", "--json").document["total"] == 1
    assert station("alarms").code == 0
    assert second("verify").code == 0


def test_whatever_is_wrong_with_a_stick_is_one_sentence(
    station: Type, second: Callable[..., Answer], tmp_path: Path
) -> None:
    station("log", "第一句")
    stick = tmp_path / "stick"
    stick.mkdir()
    station("carry", "out", str(stick))
    assert second("carry", "in", str(stick)).code == 0
    twice = second("carry", "in", str(stick), "--json").document
    assert (twice["new"], twice["known"] > 0) == (0, True)
    file, *_ = stick.rglob("*.wrb")
    whole = file.read_bytes()
    file.write_bytes(whole[:-1])
    torn = second("carry", "in", str(stick))
    assert (torn.code, t("cli.carry.broken", name=file.name) in torn.err) == (1, True)
    file.write_bytes(whole)
    file.parent.rename(stick / "watchroom-carry" / "0011223344556677")
    note = stick / "watchroom-carry" / "0011223344556677" / "about.json"
    told = json.loads(note.read_text(encoding="utf-8"))
    note.write_text(json.dumps({**told, "scope": "unit/hq/b9/beidi", "station": "北堤站"}), encoding="utf-8")
    other = second("carry", "in", str(stick))
    assert t("cli.carry.foreign", station="北堤站", unit="hq/b9/beidi") in other.err
    note.write_text(json.dumps({**told, "scope": "unit/hq/b2/donggang"}), encoding="utf-8")
    ahead = second("carry", "in", str(stick))
    assert t("cli.carry.ahead", station="东港站", unit="hq/b2/donggang") in ahead.err
    assert (other.code, ahead.code) == (1, 1)


def test_a_terminal_rebuilt_on_another_machine_joins_again_as_a_device_of_its_own(
    station: Type, tmp_path: Path, server: Running
) -> None:
    first = station("enrol", server.url, server.invitation(), "--json").document
    assert station("log", "换机前").code == 0
    assert station("backup", str(tmp_path / "copy.db")).code == 0
    place = str(tmp_path / "machine")
    assert station("restore", str(tmp_path / "copy.db"), "--data", place).code == 0
    again = station("enrol", server.url, server.invitation(), "--json", "--data", place)
    assert again.code == 0, again.err
    assert again.document["letter"] != first["letter"]
    assert station("log", "换机后", "--data", place).code == 0
    assert station("sync", "--once", "--data", place).code in (0, 1)
    assert station("sync", "--once").code == 0
    assert station("search", "换机后", "--json").document["total"] == 1
